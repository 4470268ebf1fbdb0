"""Which transactions a bank line tells: one by one, a whole group, or given back."""

from __future__ import annotations

from datetime import date
from typing import Any

import polars as pl
import pytest

from encours.core.debits.codes import CFONB_ALONE, ISO_OF_CFONB, known_cfonb, reason_code
from encours.core.debits.telling import collected, given_back

DAY = date(2026, 12, 7)
_LINE = {
    "line_id": pl.Int64, "booked_on": pl.Date, "amount_cents": pl.Int64, "currency": pl.String, "iban": pl.String,
    "end_to_end_id": pl.String, "reference": pl.String, "return_reason": pl.String, "wording": pl.String,
}  # fmt: skip
_DEBIT = {
    "debit_id": pl.Int64, "end_to_end_id": pl.String, "group": pl.String, "collect_on": pl.Date,
    "amount_cents": pl.Int64, "iban": pl.String,
}  # fmt: skip
HERS, HIS = "FR7630006000011234567890189", "DE89370400440532013000"
DEBITS = pl.DataFrame(
    [(1, "R-T1", "R-1", DAY, 100, HERS), (2, "R-T2", "R-1", DAY, 250, HIS), (3, "R-T3", "R-2", DAY, 90, HIS)],
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


def test_a_bank_that_has_no_field_for_our_identifier_tells_it_in_its_words() -> None:
    back = {"amount_cents": -100, "return_reason": "20"}
    told_of = given_back(lines(back | {"wording": "PRLV IMPAYE R-T1 FA101"}), DEBITS)
    assert told_of.to_dicts() == [{"line_id": 1, "debit_id": 1, "code": "AM04", "on": DAY}]
    for words in ("PRLV R-T11", "PRLV AR-T1", "R-T2"):
        assert given_back(lines(back | {"wording": words}), DEBITS).is_empty()


def test_else_the_account_and_amount_tell_it_where_one_transaction_alone_fits() -> None:
    back = {"amount_cents": -100, "return_reason": "op_b3", "iban": "FR76 3000 6000 0112 3456 7890 189"}
    assert given_back(lines(back), DEBITS)["debit_id"].to_list() == [1]
    assert given_back(lines(back | {"booked_on": date(2026, 12, 22)}), DEBITS).is_empty()  # too late
    twice = pl.concat(
        [DEBITS, DEBITS.head(1).with_columns(debit_id=pl.lit(9, pl.Int64), end_to_end_id=pl.lit("S"))]
    )
    assert given_back(lines(back), twice).is_empty()
    assert given_back(lines(back, back), DEBITS).is_empty()


@pytest.mark.parametrize(
    ("told_as", "code"), [("20", "AM04"), ("80", "MD06"), ("70", "70"), ("MS03", "MS03")]
)
def test_a_reason_has_one_code_whatever_the_list_it_comes_from(told_as: str, code: str) -> None:
    assert reason_code(told_as) == code


def test_no_reason_of_the_interbank_list_is_two_things() -> None:
    assert not ISO_OF_CFONB.keys() & CFONB_ALONE
    assert known_cfonb("20")
    assert not known_cfonb("00")
