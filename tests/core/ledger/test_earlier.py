"""Last year's invoices stay invoices when the new year opens with one balance a customer."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import polars as pl
import pytest

from encours.core.ledger import (
    EarlierItem,
    KnownPayment,
    KnownReceivable,
    Ledger,
    compare,
    earlier_items,
    rebuild,
)

Row = Callable[..., dict[str, Any]]
Book = Callable[..., pl.DataFrame]


@pytest.fixture
def last_year(row: Row, book: Book) -> Ledger:
    """F1 half paid, F2 unpaid, and a payment of 30 that nothing explains: 100 - 50 + 200 - 30 = 220 left."""
    return rebuild(
        book(
            row(100, piece="F1", on="2025-10-01"),
            row(-50, piece="F1", on="2025-11-01", journal="BQ", entry="2"),
            row(200, piece="F2", on="2025-11-05", entry="3"),
            row(-30, piece="V9", on="2025-12-01", journal="BQ", entry="4"),
        )
    )


def items(ledger: Ledger) -> pl.DataFrame:
    return EarlierItem.validate(earlier_items(ledger.receivables, ledger.payments))


def opening(row: Row, cents: int) -> dict[str, Any]:
    return row(cents, journal="AN", on="2026-01-01", piece="RAN", label="Report à nouveau")


def test_an_equal_opening_keeps_the_invoices_and_the_payment_it_sums_up(
    row: Row, book: Book, last_year: Ledger
) -> None:
    ledger = rebuild(book(opening(row, 220), row(70, piece="F3")), earlier=items(last_year))
    assert ledger.receivables.select("number", "kind", "amount_cents", "open_cents").sort(
        "number"
    ).rows() == [
        ("F1", "invoice", 100, 50),
        ("F2", "invoice", 200, 200),
        ("F3", "invoice", 70, 70),
    ]
    assert ledger.payments.select("amount_cents", "unapplied_cents", "in_bank_journal").rows() == [
        (30, 30, True)
    ]
    assert ledger.controls.difference_cents == 0
    assert ledger.notices == []


def test_comparison_then_changes_nothing_of_last_year(row: Row, book: Book, last_year: Ledger) -> None:
    ledger = rebuild(book(opening(row, 220), row(70, piece="F3")), earlier=items(last_year))
    receivables = last_year.receivables.with_row_index("receivable_id").cast({"receivable_id": pl.Int64})
    payments = last_year.payments.with_row_index("payment_id").cast({"payment_id": pl.Int64})
    told = compare(
        receivables.select(KnownReceivable.column_names()),
        payments.select(KnownPayment.column_names()),
        ledger,
    )
    assert told.counts() == {"receivables": {"new": 1, "unchanged": 2}, "payments": {"unchanged": 1}}


def test_a_lettered_payment_of_the_new_year_pays_the_invoice_it_names(
    row: Row, book: Book, last_year: Ledger
) -> None:
    ledger = rebuild(
        book(
            opening(row, 220),
            row(-120, journal="BQ", entry="5", on="2026-01-15", label="VIR FACTURE 0102", code="A"),
            row(-200, journal="BQ", entry="6", on="2026-01-16", label="VIR", code="B"),
        ),
        earlier=items(last_year).with_columns(
            number=pl.col("number").replace({"F2": "F-0102"}), key=pl.col("key").str.replace("F2", "F-0102")
        ),
    )
    assert dict(ledger.receivables.select("number", "open_cents").iter_rows()) == {"F1": 0, "F-0102": 0}
    reasons = ledger.applications.sort("amount_cents").select("amount_cents", "reason").rows()
    assert reasons == [(50, "oldest"), (80, "oldest"), (120, "named")]
    assert ledger.controls.difference_cents == 0


def test_an_opening_that_differs_wins_and_says_so(row: Row, book: Book, last_year: Ledger) -> None:
    ledger = rebuild(book(opening(row, 999)), earlier=items(last_year))
    assert ledger.receivables.select("kind", "open_cents").rows() == [("opening", 999)]
    assert {notice.rule: notice.value for notice in ledger.notices}["opening_differs"] == "C1"


def test_items_of_customers_without_opening_are_not_made_up(row: Row, book: Book, last_year: Ledger) -> None:
    ledger = rebuild(book(row(70, piece="F3", customer="C2")), earlier=items(last_year))
    assert ledger.receivables["number"].to_list() == ["F3"]


def test_an_opening_detailed_in_part_is_compared_for_the_rest(
    row: Row, book: Book, last_year: Ledger
) -> None:
    detailed = row(200, journal="AN", on="2026-01-01", piece="F2", piece_on="2025-11-05")
    ledger = rebuild(book(detailed, opening(row, 20)), earlier=items(last_year))
    assert ledger.notices == []
    assert dict(ledger.receivables.select("number", "open_cents").iter_rows()) == {"F1": 50, "F2": 200}
    assert ledger.controls.difference_cents == 0
