"""Invoices and payments that look like one fact told twice."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import polars as pl
import pytest

from quality_sheets import a_customer, an_item, judged

ISSUED = date(2026, 10, 1)


def doubted(*items: dict[str, Any]) -> dict[int, str]:
    found = judged([a_customer(1), a_customer(2)], items=list(items)).found
    return dict(
        found.filter(pl.col("rule") == "likely_double_invoice").select("receivable_id", "value").rows()
    )


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("FA-1204", "FA-12O4"),
        ("FA/1204", "fa 1204"),
        ("F-1I7", "F-117"),
        ("FA-0042", "FA42"),
        ("F-85", "F-B5"),
    ],
)
def test_numbers_that_differ_by_a_sign_or_a_letter_that_looks_like_a_digit_are_in_doubt(
    one: str, other: str
) -> None:
    rows = (
        an_item(1, number=one, issued_on=ISSUED),
        an_item(2, number=other, issued_on=ISSUED + timedelta(days=4)),
    )
    assert doubted(*rows) == {1: other, 2: one}


@pytest.mark.parametrize(
    "other",
    [
        {"number": "FA-1205"},
        {"number": "FA-12O4", "amount_cents": 9_999},
        {"number": "FA-12O4", "currency": "USD"},
        {"number": "FA-12O4", "customer_id": 2},
        {"number": "FA-12O4", "issued_on": ISSUED + timedelta(days=11)},
        {"number": "FA-1204", "due_on": date(2026, 12, 31)},  # an instalment of the same invoice
        {"number": "FA-12O4", "kind": "credit_note", "amount_cents": -10_000},
    ],
)
def test_the_next_invoice_an_instalment_or_another_customer_is_not(other: dict[str, Any]) -> None:
    assert (
        doubted(an_item(1, number="FA-1204", issued_on=ISSUED), an_item(2, **{"issued_on": ISSUED, **other}))
        == {}
    )


def test_one_that_is_surely_a_double_is_told_so_once() -> None:
    made = judged([a_customer(1)], items=[an_item(1, number="FA-1204"), an_item(2, number="FA 1204")]).found
    told = made.filter(pl.col("receivable_id").is_not_null())
    assert told["rule"].unique().to_list() == ["duplicate_invoice"]


def test_a_doubt_holds_nothing_and_weighs_on_the_score() -> None:
    made = judged(
        [a_customer(1)], items=[an_item(1, number="F-10"), an_item(2, number="F-1O", issued_on=ISSUED)]
    )
    row = made.found.filter(pl.col("rule") == "likely_double_invoice").row(0, named=True)
    assert (row["holds"], row["severity"], row["weighs"]) == ("", "serious", True)


def paid(key: int, days: int, unapplied: int = 0, cents: int = 10_000) -> dict[str, Any]:
    return {
        "payment_id": key, "customer_id": 1, "paid_on": ISSUED + timedelta(days=days), "amount_cents": cents,
        "unapplied_cents": unapplied, "currency": "EUR",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        ([paid(1, 0), paid(2, 2, 10_000)], "2026-10-01 / 2026-10-03"),
        ([paid(1, 0, 10_000), paid(2, 3)], "2026-10-01 / 2026-10-04"),
        ([paid(1, 0), paid(2, 4, 10_000)], ""),
        ([paid(1, 0), paid(2, 2)], ""),
        ([paid(1, 0), paid(2, 2, 9_000, 9_000)], ""),
    ],
)
def test_two_payments_of_one_amount_on_near_days_one_of_which_settles_nothing_are_in_doubt(
    rows: list[dict[str, Any]], told: str
) -> None:
    found = judged([a_customer(1)], payments=rows).found.filter(pl.col("rule") == "likely_double_payment")
    assert found["value"].to_list() == ([told] if told else [])
