"""What a newer file changes in what is known."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import polars as pl

from encours.core.ledger import KnownPayment, KnownReceivable, Ledger, compare, rebuild

Row = Callable[..., dict[str, Any]]
Book = Callable[..., pl.DataFrame]


def known(ledger: Ledger) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The ledger as the records would hold it after its import."""
    receivables = ledger.receivables.with_row_index("receivable_id").cast({"receivable_id": pl.Int64})
    payments = ledger.payments.with_row_index("payment_id").cast({"payment_id": pl.Int64})
    return (
        KnownReceivable.validate(receivables.select(KnownReceivable.column_names())),
        KnownPayment.validate(payments.select(KnownPayment.column_names())),
    )


def statuses(before: Ledger, after: Ledger) -> dict[str, dict[str, int]]:
    return compare(*known(before), after).counts()


def test_the_first_file_is_all_new(row: Row, book: Book) -> None:
    ledger = rebuild(book(row(100, piece="F1"), row(-50, journal="BQ", entry="2")))
    nothing = tuple(frame.clear() for frame in known(ledger))
    assert compare(*nothing, ledger).counts() == {"receivables": {"new": 1}, "payments": {"new": 1}}


def test_the_same_file_twice_changes_nothing(row: Row, book: Book) -> None:
    ledger = rebuild(book(row(100, piece="F1"), row(-50, journal="BQ", entry="2")))
    assert statuses(ledger, ledger) == {"receivables": {"unchanged": 1}, "payments": {"unchanged": 1}}


def test_a_newer_file_of_the_year_says_what_is_new_changed_and_gone(row: Row, book: Book) -> None:
    before = rebuild(
        book(row(100, piece="F1"), row(200, piece="F2", entry="2"), row(300, piece="F3", entry="3"))
    )
    after = rebuild(
        book(
            row(100, piece="F1"),
            row(200, piece="F2", entry="2", code="A"),
            row(-200, journal="BQ", entry="9", on="2026-02-01", code="A"),
            row(400, piece="F4", entry="4"),
        )
    )
    assert statuses(before, after) == {
        "receivables": {"changed": 1, "gone": 1, "new": 1, "unchanged": 1},
        "payments": {"new": 1},
    }


def test_what_a_file_does_not_cover_is_left_alone(row: Row, book: Book) -> None:
    before = rebuild(book(row(100, piece="F1", on="2025-05-01")))
    after = rebuild(book(row(200, piece="F2", on="2026-05-01")))
    assert statuses(before, after)["receivables"] == {"new": 1}


def test_openings_of_a_later_year_replace_open_items_and_never_add_to_them(row: Row, book: Book) -> None:
    before = rebuild(
        book(row(100, piece="F1", on="2025-05-01"), row(200, piece="F2", on="2025-06-01", entry="2"))
    )
    after = rebuild(
        book(row(300, journal="AN", on="2026-01-01", piece="RAN"), row(50, piece="F3", entry="2"))
    )
    assert statuses(before, after)["receivables"] == {"new": 2, "replaced": 2}


def test_openings_with_detail_find_the_invoices_of_the_earlier_year(row: Row, book: Book) -> None:
    before = rebuild(
        book(row(100, piece="F1", on="2025-05-01"), row(200, piece="F2", on="2025-06-01", entry="2"))
    )
    after = rebuild(
        book(
            row(100, journal="AN", on="2026-01-01", piece="F1", piece_on="2025-05-01"),
            row(200, journal="AN", on="2026-01-01", piece="F2", piece_on="2026-01-01", entry="2"),
            row(50, piece="F3", entry="3"),
        )
    )
    found = compare(*known(before), after).receivables
    assert found.filter(pl.col("receivable_id").is_not_null())["receivable_id"].sort().to_list() == [0, 1]
    assert found.filter(pl.col("status") == "new").height == 1
    assert found.filter(pl.col("status").is_in(["gone", "replaced"])).height == 0


def test_an_invoice_settled_in_the_earlier_year_is_not_replaced(row: Row, book: Book) -> None:
    before = rebuild(
        book(
            row(100, piece="F1", on="2025-05-01", code="A"),
            row(-100, journal="BQ", on="2025-06-01", entry="2", code="A"),
        )
    )
    after = rebuild(
        book(row(300, journal="AN", on="2026-01-01", piece="RAN"), row(50, piece="F3", entry="2"))
    )
    assert statuses(before, after) == {"receivables": {"new": 2}, "payments": {}}


def test_a_number_used_again_the_next_year_is_another_invoice(row: Row, book: Book) -> None:
    before = rebuild(book(row(100, piece="1", on="2025-05-01")))
    after = rebuild(book(row(900, piece="1", on="2026-05-01")))
    assert statuses(before, after)["receivables"] == {"new": 1}


def test_a_ledger_with_openings_covers_its_whole_year(row: Row, book: Book) -> None:
    opening = row(100, journal="AN", on="2026-01-01", piece="RAN")
    before = rebuild(book(opening, row(100, piece="F1"), row(200, piece="F2", on="2026-11-01", entry="2")))
    after = rebuild(book(opening, row(100, piece="F1")))
    assert statuses(before, after)["receivables"] == {"gone": 1, "unchanged": 2}


def test_an_extract_without_openings_covers_its_own_days(row: Row, book: Book) -> None:
    before = rebuild(book(row(100, piece="F1"), row(200, piece="F2", on="2026-11-01", entry="2")))
    assert statuses(before, rebuild(book(row(100, piece="F1"))))["receivables"] == {"unchanged": 1}
    named = rebuild(book(row(100, piece="F1")), closing_on=date(2026, 12, 31))
    assert statuses(before, named)["receivables"] == {"gone": 1, "unchanged": 1}
