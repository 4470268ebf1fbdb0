"""What two sources tell is one invoice where only its writing differs, and never by a guess."""

from __future__ import annotations

from datetime import date
from typing import Any

import polars as pl

from encours.core.one_invoice import told_again

KINDS = {
    "id": pl.Int64,
    "account": pl.String,
    "number": pl.String,
    "side": pl.String,
    "amount_cents": pl.Int64,
    "currency": pl.String,
    "issued_on": pl.Date,
}


def rows(*told: tuple[int, str], **same: Any) -> pl.DataFrame:
    fact = {
        "account": "C1",
        "side": "invoice",
        "amount_cents": 120_00,
        "currency": "EUR",
        "issued_on": date(2026, 3, 2),
    } | same
    return pl.DataFrame([{"id": key, "number": number} | fact for key, number in told], schema=KINDS)


def pairs(read: pl.DataFrame, known: pl.DataFrame) -> list[tuple[int, int]]:
    return sorted(told_again(read, known).rows())


def test_a_number_that_only_separators_tell_apart_is_the_same_whatever_its_amount() -> None:
    assert pairs(rows((1, "FA 2026-7")), rows((10, "fa2026/7"), amount_cents=1)) == [(1, 10)]


def test_a_number_that_its_first_word_tells_apart_is_the_same_for_the_same_amount_alone() -> None:
    assert pairs(rows((1, "Facture n° 2026-7")), rows((10, "F2026-7"))) == [(1, 10)]
    assert pairs(rows((1, "Facture n° 2026-7")), rows((10, "F2026-7"), amount_cents=1)) == []


def test_where_two_could_be_meant_none_is() -> None:
    assert pairs(rows((1, "0012")), rows((10, "12"), (11, "F-12"))) == []
    assert pairs(rows((1, "12"), (2, "FA 0012")), rows((10, "F-12"))) == []


def test_the_one_written_the_same_comes_before_the_one_that_resembles() -> None:
    assert pairs(rows((1, "F 12"), (2, "0012")), rows((10, "F-12"), (11, "12"))) == [(1, 10), (2, 11)]


def test_another_customer_year_currency_or_side_is_another_invoice() -> None:
    known = rows((10, "F-12"))
    assert pairs(rows((1, "F12"), account="C2"), known) == []
    assert pairs(rows((1, "F12"), issued_on=date(2025, 3, 2)), known) == []
    assert pairs(rows((1, "F12"), currency="USD"), known) == []
    assert pairs(rows((1, "F12"), side="credit_note"), known) == []


def test_an_invoice_of_december_booked_in_january_and_one_without_day_are_the_same() -> None:
    known = rows((10, "F-12"), issued_on=date(2025, 12, 30))
    assert pairs(rows((1, "F12"), issued_on=date(2026, 1, 5)), known) == [(1, 10)]
    assert pairs(rows((1, "F12"), issued_on=None, amount_cents=None), known) == [(1, 10)]
