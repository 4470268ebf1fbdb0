"""A returned payment tells what it gives back, when that can be told."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from encours.core.matching.returns import returned
from encours.core.matching.shapes import Returned

RECEIVED = date(2026, 2, 2)
BACK = date(2026, 2, 10)


@pytest.fixture
def told(bench: Any) -> Any:
    def build(back: Any, earlier: Any, payments: Any = ()) -> Any:
        found = returned(
            bench.lines(bench.line(9, -5000, booked_on=BACK, return_reason="AM04", **back)),
            bench.lines(*earlier),
            bench.payments(*payments),
        )
        Returned.validate(found)
        (row,) = found.to_dicts()
        return row

    return build


@pytest.mark.parametrize(
    ("column", "value", "found"),
    [
        ("end_to_end_id", "E1", ("same_end_to_end_id", True)),
        ("bank_reference", "B1", ("same_bank_reference", True)),
        ("iban", "DE89370400440532013000", ("same_iban_and_amount", True)),
        ("counterparty", "Tournesol", ("same_name_and_amount", False)),
    ],
)
def test_a_return_finds_its_credit(bench: Any, told: Any, column: Any, value: Any, found: Any) -> None:
    earlier = [
        bench.line(1, 5000, booked_on=RECEIVED, customer_id=7, **{column: value}),
        bench.line(2, 5000, booked_on=RECEIVED, customer_id=8, **{column: "other"}),
    ]
    row = told({column: value}, earlier)
    assert (row["credit_line_id"], row["customer_id"]) == (1, 7)
    assert (row["reason"], row["certain"]) == found


@pytest.mark.parametrize(
    "more",
    [
        {"amount_cents": 4999},
        {"currency": "USD"},
        {"booked_on": date(2026, 2, 11)},
        {"booked_on": date(2024, 1, 1)},
    ],
    ids=["amount", "currency", "later", "too old"],
)
def test_a_credit_that_does_not_fit_is_not_given_back(bench: Any, told: Any, more: Any) -> None:
    credit = bench.line(1, 5000, booked_on=RECEIVED, end_to_end_id="E1") | more
    row = told({"end_to_end_id": "E1"}, [credit])
    assert (row["credit_line_id"], row["reason"], row["certain"]) == (None, "not_found", False)


def test_of_several_that_fit_the_latest_is_told_without_certainty(bench: Any, told: Any) -> None:
    earlier = [
        bench.line(rank, 5000, booked_on=date(2026, 1, rank), iban="X", customer_id=7) for rank in (1, 2, 3)
    ]
    row = told({"iban": "X"}, earlier)
    assert (row["credit_line_id"], row["certain"]) == (3, False)


def test_a_credit_is_given_back_once(bench: Any) -> None:
    lines = bench.lines(
        bench.line(8, -5000, booked_on=BACK, return_reason="AM04", end_to_end_id="E1"),
        bench.line(9, -5000, booked_on=BACK, return_reason="AM04", end_to_end_id="E1"),
        bench.line(1, 5000, booked_on=RECEIVED, end_to_end_id="E1", customer_id=7),
    )
    found = returned(lines, lines, bench.payments())
    assert found.select("line_id", "credit_line_id").rows() == [(8, 1), (9, None)]


def test_without_a_bank_line_the_ledger_payment_of_the_known_customer_is_told(bench: Any, told: Any) -> None:
    payments = [bench.payment("P", 7, 5000, RECEIVED), bench.payment("Q", 8, 5000, RECEIVED)]
    row = told({"customer_id": 7}, [], payments)
    assert (row["payment_key"], row["reason"], row["certain"]) == ("P", "same_customer_and_amount", True)


def test_a_plain_debit_is_no_return(bench: Any) -> None:
    lines = bench.lines(bench.line(1, -5000), bench.line(2, 5000, return_reason="RVSL"))
    assert returned(lines, lines, bench.payments()).height == 0
