"""Which transactions a bank line tells: one by one, a whole group, or given back."""

from __future__ import annotations

from datetime import date
from typing import Any

import polars as pl

from encours.core.debits.telling import collected, given_back

DAY = date(2026, 12, 7)
_LINE = {
    "line_id": pl.Int64, "booked_on": pl.Date, "amount_cents": pl.Int64, "currency": pl.String, "iban": pl.String,
    "end_to_end_id": pl.String, "reference": pl.String, "return_reason": pl.String, "wording": pl.String,
}  # fmt: skip
_DEBIT = {
    "debit_id": pl.Int64, "end_to_end_id": pl.String, "group": pl.String, "collect_on": pl.Date,
    "amount_cents": pl.Int64,
}  # fmt: skip
DEBITS = pl.DataFrame(
    [(1, "R-T1", "R-1", DAY, 100), (2, "R-T2", "R-1", DAY, 250), (3, "R-T3", "R-2", DAY, 90)],
    schema=_DEBIT,
    orient="row",
)


def lines(*rows: dict[str, Any]) -> pl.DataFrame:
    usual = {"booked_on": DAY, "currency": "EUR", "wording": ""}
    return pl.DataFrame([usual | {"line_id": n} | row for n, row in enumerate(rows, start=1)], schema=_LINE)


def told(*rows: dict[str, Any]) -> list[tuple[int, int]]:
    return sorted(collected(lines(*rows), DEBITS).iter_rows())


def test_a_credit_with_our_identifier_and_its_very_amount_is_that_transaction() -> None:
    assert told({"end_to_end_id": "R-T2", "amount_cents": 250}) == [(1, 2)]
    assert told({"end_to_end_id": "R-T2", "amount_cents": 240}) == []


def test_a_credit_of_the_sum_of_a_group_is_the_whole_group() -> None:
    assert told({"amount_cents": 350}) == [(1, 1), (1, 2)]
    assert told({"amount_cents": 350, "wording": "REMISE PRLV R-1", "booked_on": date(2026, 12, 30)}) == [
        (1, 1),
        (1, 2),
    ]


def test_a_payer_who_happens_to_pay_as_much_is_not_our_batch() -> None:
    assert told({"amount_cents": 350, "iban": "FR7630006000011234567890189"}) == []
    assert told({"amount_cents": 350, "booked_on": date(2026, 12, 30)}) == []
    assert told({"amount_cents": 350}, {"amount_cents": 350}) == []


def test_a_line_that_names_the_group_goes_before_one_that_only_has_its_amount() -> None:
    assert told({"amount_cents": 350}, {"amount_cents": 350, "wording": "R-1"}) == [(2, 1), (2, 2)]


def test_a_transaction_is_credited_once() -> None:
    twice = {"end_to_end_id": "R-T3", "amount_cents": 90}
    assert told(twice, twice) == [(1, 3)]


def test_what_comes_back_is_known_by_its_identifier_and_amount() -> None:
    back = {"end_to_end_id": "R-T1", "return_reason": "AM04"}
    assert given_back(lines(back | {"amount_cents": -100}), DEBITS).to_dicts() == [
        {"line_id": 1, "debit_id": 1, "code": "AM04", "on": DAY}
    ]
    assert given_back(lines(back | {"amount_cents": -110}), DEBITS).is_empty()
    assert given_back(lines({"amount_cents": -100, "end_to_end_id": "R-T1"}), DEBITS).is_empty()
