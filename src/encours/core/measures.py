"""Measures of a receivables book: each says its figure, its day, its formula and that formula's version.

Figures are exact fractions (days, or a share of 1); they are rounded where they are shown. A figure is
None when its formula has nothing to divide by.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Literal

import polars as pl

from encours.core.ageing import days_late
from encours.core.money import rounded

OVER_DAYS = 90


@dataclass(frozen=True, slots=True)
class Measure:
    """A figure with what it takes to check it.

    `formula` and `version` name the definition (a changed definition is a new version), `facts` the
    whole numbers it was computed from.
    """

    formula: str
    version: int
    on: date
    unit: Literal["days", "share"]
    figure: Fraction | None
    facts: Mapping[str, int]

    def in_units_of(self, parts: int) -> int | None:
        """The figure in whole parts of its unit, rounded half up: 10 gives tenths, 10 000 basis points."""
        if self.figure is None:
            return None
        return rounded(self.figure.numerator * parts, self.figure.denominator)


@dataclass(frozen=True, slots=True)
class MonthOfSales:
    """Credit sales of one month, VAT included, and its number of days."""

    sales_cents: int
    days: int


def dso_simple(*, receivable_cents: int, sales_cents: int, days: int, on: date) -> Measure:
    """Days sales outstanding: receivables ÷ sales of the period × its days; none without sales."""
    figure = Fraction(receivable_cents * days, sales_cents) if sales_cents > 0 else None
    facts = {"receivable_cents": receivable_cents, "sales_cents": sales_cents, "days": days}
    return Measure("dso_simple", 1, on, "days", figure, facts)


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
    return Measure("dso_count_back", 1, on, "days", figure, facts | {"not_exhausted_cents": left})


def past_due_ratio(items: pl.LazyFrame, *, on: date) -> Measure:
    """Open debits past due ÷ open debits; `facts` show the disputed part apart.

    `items` needs `due_on`, `open_cents` and `disputed_cents`, in one currency. Credits and unapplied
    cash are left out of both sides.
    """
    return _share_beyond(items, "past_due_ratio", 0, on)


def over_90_ratio(items: pl.LazyFrame, *, on: date) -> Measure:
    """Open debits more than 90 days past due ÷ open debits; otherwise as `past_due_ratio`."""
    return _share_beyond(items, "over_90_ratio", OVER_DAYS, on)


def _share_beyond(items: pl.LazyFrame, formula: str, days: int, on: date) -> Measure:
    beyond = (days_late(on) > days).fill_null(value=False)
    open_cents, disputed = pl.col("open_cents"), pl.col("disputed_cents")
    facts: dict[str, int] = (
        items.filter(open_cents > 0)
        .select(
            open_cents.sum().alias("receivable_cents"),
            open_cents.filter(beyond).sum().alias("beyond_cents"),
            disputed.filter(beyond).sum().alias("beyond_disputed_cents"),
        )
        .collect()
        .row(0, named=True)
    )
    total = facts["receivable_cents"]
    figure = Fraction(facts["beyond_cents"], total) if total else None
    return Measure(formula, 1, on, "share", figure, facts | {"beyond_days": days})
