"""What an accountant would put right, each rule alone: how many, how much, where."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import polars as pl
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from encours.core.ledger import Anomaly, rebuild

Row = Callable[..., dict[str, Any]]
Book = Callable[..., pl.DataFrame]
CLOSING = date(2026, 12, 31)


def found(lines: pl.DataFrame, rule: str) -> Anomaly | None:
    told = {anomaly.rule: anomaly for anomaly in rebuild(lines, closing_on=CLOSING).anomalies}
    return told.get(rule)


def shown(lines: pl.DataFrame, rule: str) -> tuple[int, int, list[int]]:
    anomaly = found(lines, rule)
    assert anomaly is not None
    assert anomaly.remedy
    return anomaly.count, anomaly.amount_cents, anomaly.lines


def test_sound_books_have_none(row: Row, book: Book) -> None:
    sale, paid = (
        row(12_000, piece="F1", code="A"),
        row(-12_000, journal="BQ", entry="1", piece="V1", code="A"),
    )
    assert rebuild(book(sale, paid | {"entry_on": date(2026, 2, 1)}), closing_on=CLOSING).anomalies == []


def test_an_entry_whose_sides_differ(row: Row, book: Book) -> None:
    lines = book(row(12_000, piece="F1"), row(-700, account="707000", customer=None, entry="2"), alone=True)
    assert shown(lines, "entry_unbalanced") == (2, 12_700, [2, 3])


def test_an_extract_of_customer_accounts_has_no_side_to_balance(row: Row, book: Book) -> None:
    assert found(book(row(12_000, piece="F1"), alone=True), "entry_unbalanced") is None


def test_an_entry_after_the_closing_day_and_one_before_the_opening(row: Row, book: Book) -> None:
    lines = book(
        row(100, journal="AN", piece="F0", on="2026-01-01", piece_on="2025-12-01"),
        row(200, piece="F1", on="2027-01-02", entry="1"),
        row(300, piece="F2", on="2025-06-01", entry="2"),
    )
    assert shown(lines, "entry_outside_year") == (2, 500, [4, 6])


def test_numbers_that_are_missing_in_a_journal(row: Row, book: Book) -> None:
    lines = book(*(row(100, piece=f"F{n}", entry=f"VE{n:03}") for n in (1, 2, 5, 6)))
    assert shown(lines, "number_gap") == (2, 0, [6])


def test_one_numbering_over_several_journals_has_no_gap(row: Row, book: Book) -> None:
    lines = book(
        row(100, piece="F1", entry="1"),
        row(-100, journal="BQ", entry="2", piece="V1"),
        row(100, piece="F2", entry="3"),
    )
    assert found(lines, "number_gap") is None


def test_a_number_used_on_two_days(row: Row, book: Book) -> None:
    lines = book(row(100, piece="F1", entry="7"), row(300, piece="F2", entry="7", on="2026-02-01"))
    assert shown(lines, "number_repeated") == (1, 300, [4])


def test_a_validation_before_its_entry_or_out_of_turn(row: Row, book: Book) -> None:
    lines = book(
        row(100, piece="F1", entry="1", on="2026-01-10", valid_on="2026-03-31"),
        row(300, piece="F2", entry="2", on="2026-01-20", valid_on="2026-01-15"),
    )
    assert shown(lines, "validated_before_entry") == (1, 300, [4])
    assert shown(lines, "out_of_sequence") == (1, 300, [4])


def test_a_negative_debit(row: Row, book: Book) -> None:
    lines = book(row(100, piece="F1") | {"debit_cents": -500}, counter=False)
    assert shown(lines, "negative_amount") == (1, 500, [2])


def test_a_customer_account_without_auxiliary(row: Row, book: Book) -> None:
    assert shown(book(row(100, customer=None, piece="F1")), "customer_unnamed") == (1, 100, [2])


def test_equal_and_opposite_amounts_left_unlettered(row: Row, book: Book) -> None:
    lines = book(
        row(10_000, piece="F1"),
        row(10_000, piece="F2", entry="2"),
        row(-10_000, journal="BQ", entry="9", on="2026-02-01", piece="V1"),
        row(-10_000, customer="C2", journal="BQ", entry="9", on="2026-02-01", piece="V2"),
    )
    anomaly = found(lines, "pair_unlettered")
    assert anomaly is not None
    assert (anomaly.count, anomaly.amount_cents, anomaly.value) == (1, 10_000, "C1")


def test_a_lettering_with_a_balance(row: Row, book: Book) -> None:
    lines = book(
        row(10_000, piece="F1", code="A"),
        row(-4_000, journal="BQ", entry="9", on="2026-02-01", piece="V1", code="A"),
    )
    anomaly = found(lines, "lettering_unbalanced")
    assert anomaly is not None
    assert (anomaly.count, anomaly.amount_cents, anomaly.value) == (1, 6_000, "C1 A")


def test_money_owed_back_for_a_quarter(row: Row, book: Book) -> None:
    lines = book(
        row(-4_000, journal="BQ", entry="1", on="2026-02-01", piece="V1"),
        row(-100, customer="C2", journal="BQ", entry="2", on="2026-06-01", piece="V2"),
    )
    assert shown(lines, "credit_aged") == (1, 4_000, [2])


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.tuples(
            st.sampled_from([-500, 0, 500, 900]),
            st.sampled_from(["411000", "416000", "707000", "512000"]),
            st.sampled_from(["", "0", "7", "VE08", "9" * 30]),
            st.sampled_from(["2025-01-01", "2026-02-01", "2027-05-05"]),
            st.sampled_from([None, "2026-02-28", "2026-01-01"]),
            st.sampled_from([None, "A"]),
        ),
        max_size=12,
    )
)
def test_whatever_the_ledger_each_anomaly_names_lines_of_it(
    row: Row, book: Book, rows: list[tuple[int, str, str, str, str | None, str | None]]
) -> None:
    lines = book(
        *(
            row(cents, account=account, entry=entry, on=on, valid_on=valid, code=code)
            for cents, account, entry, on, valid, code in rows
        ),
        counter=False,
    )
    for anomaly in rebuild(lines, closing_on=CLOSING).anomalies:
        assert anomaly.count >= 1
        assert anomaly.amount_cents >= 0
        assert set(anomaly.lines) <= set(lines["line"])
        assert anomaly.remedy
