"""Days sales outstanding, by each of its methods, and what of it is delay."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

import polars as pl

from encours.core.ageing import is_overdue
from encours.core.measures.book import YEAR, Book, gone_and_assumed, total
from encours.core.measures.measure import Found, Measure, ratio

_MONTHS_BACK = 24


@dataclass(frozen=True, slots=True)
class MonthOfSales:
    """Credit sales of one month, VAT included, and its number of days."""

    sales_cents: int
    days: int


def dso_simple(*, receivable_cents: int, sales_cents: int, days: int, on: date) -> Measure:
    """Days sales outstanding: receivables ÷ sales of the period × its days; none without sales."""
    figure = ratio(receivable_cents * days, sales_cents)
    facts = {"receivable_cents": receivable_cents, "sales_cents": sales_cents, "days": days}
    return Measure("dso_simple", 2, on, "days", figure, facts)


def dso_count_back(*, receivable_cents: int, latest_first: Sequence[MonthOfSales], on: date) -> Measure:
    """Days sales outstanding by exhaustion: sales are taken off month by month, from the latest.

    A month taken whole counts its days, the last one its share. A month without net sales counts its
    days and takes nothing off. None when the months given do not exhaust the receivables.
    """
    facts = {"receivable_cents": receivable_cents, "months": len(latest_first)}
    left, counted = max(0, receivable_cents), Fraction(0)
    for month in latest_first:
        if left == 0:
            break
        sales = max(0, month.sales_cents)
        taken = min(left, sales)
        counted += Fraction(month.days * taken, sales) if taken < sales else month.days
        left -= taken
    figure = counted if left == 0 else None
    return Measure("dso_count_back", 2, on, "days", figure, facts | {"not_exhausted_cents": left})


def months_of_sales(book: Book, back: int = _MONTHS_BACK) -> list[MonthOfSales]:
    """The sales of so many months, the latest first; of the current one, only the days gone by count."""
    by_month = dict(
        book.sold()
        .group_by(pl.col("issued_on").dt.strftime("%Y-%m"))
        .agg(pl.col("amount_cents").sum())
        .iter_rows()
    )
    return [_month(by_month, book.on, one) for one in range(back)]


def _month(by_month: dict[str, int], on: date, back: int) -> MonthOfSales:
    year, month = divmod(on.year * 12 + on.month - 1 - back, 12)
    days = on.day if back == 0 else monthrange(year, month + 1)[1]
    return MonthOfSales(sales_cents=by_month.get(f"{year}-{month + 1:02}", 0), days=days)


def simple(book: Book) -> Found:
    """Outstanding ÷ sales of 365 days × 365."""
    made = dso_simple(receivable_cents=book.outstanding(), sales_cents=book.sales(), days=YEAR, on=book.on)
    return _found(book, made.figure, dict(made.facts))


def count_back(book: Book) -> Found:
    """The outstanding, exhausted month by month."""
    made = dso_count_back(receivable_cents=book.outstanding(), latest_first=months_of_sales(book), on=book.on)
    return _found(book, made.figure, dict(made.facts))


def true_dso(book: Book) -> Found:
    """Σ (days since the invoice's date × what is open of it ÷ sales of its month)."""
    sales = (
        book.sold()
        .group_by(pl.col("issued_on").dt.strftime("%Y-%m").alias("month"))
        .agg(sales_cents=pl.col("amount_cents").sum())
    )
    owed = book.debits().with_columns(month=pl.col("issued_on").dt.strftime("%Y-%m"))
    days = (pl.lit(book.on) - pl.col("issued_on")).dt.total_days()
    known = owed.join(sales, on="month", how="left").filter(pl.col("sales_cents") > 0)
    by_month = (
        known.with_columns(weighted=days * pl.col("open_cents"))
        .group_by("month")
        .agg(pl.col("weighted").sum(), pl.col("sales_cents").first(), pl.col("open_cents").sum())
        .sort("month")
    )
    figure = sum((Fraction(weighted, cents) for _, weighted, cents, _ in by_month.iter_rows()), Fraction(0))
    facts = {"receivable_cents": total(known), "months": by_month.height, "items": known.height}
    found = _found(book, figure if by_month.height or not owed.height else None, facts)
    return Found(
        found.figure,
        facts,
        {**found.left_out, "no_sales_that_month": owed.height - known.height},
        found.noted,
    )


def best_possible(book: Book) -> Found:
    """What is owed and not past due ÷ sales of 365 days × 365."""
    current, sales = book.current(), book.sales()
    facts = {"current_cents": current, "sales_cents": sales, "days": YEAR}
    return _found(book, ratio(current * YEAR, sales), facts)


def delinquent(book: Book) -> Found:
    """DSO less best possible DSO: the days that are delay."""
    outstanding, current, sales = book.outstanding(), book.current(), book.sales()
    facts = {
        "receivable_cents": outstanding,
        "current_cents": current,
        "overdue_cents": total(book.debits().filter(is_overdue(book.on))),
        "sales_cents": sales,
        "days": YEAR,
    }
    return _found(book, ratio((outstanding - current) * YEAR, sales), facts)


def _found(book: Book, figure: Fraction | None, facts: dict[str, int]) -> Found:
    left_out, noted = gone_and_assumed(book.frame("owed"))
    return Found(figure, facts, left_out, noted)
