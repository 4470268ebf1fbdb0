"""What of the open invoices comes in within some days: from what became of the creditor's own, unpaid ones counted.

`S(t)` is the share still owed `t` days past due (`followed_up`: Kaplan–Meier in cents). Of a debt `n` days past due,
`1 - S(n + h) / S(n - 1)` is expected within `h` days; of one due in `d` days, `1 - S(h - d)`, and nothing before. Who
pays early counts as paying on the due date. What comes in past the longest time that enough invoices were followed for
is not expected. Nothing is expected of what is not invoiced yet.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from math import ceil, floor, sqrt
from typing import Final

import polars as pl

from encours.core.measures.action_effects import STUDENT
from encours.core.measures.book import Book, gone_and_assumed
from encours.core.measures.followed_up import by_group, followed, summed
from encours.core.measures.following import GROUPS
from encours.core.measures.measure import Found, Line
from encours.core.measures.recovering import horizon_of

VERSION: Final = 1
WITHIN: Final = (7, 14, 30, 60, 90)
MONTH: Final = 30
Debts = Sequence[tuple[int, int]]  # days past due (below zero: to come), cents


def receipts_forecast(book: Book) -> Found:
    """What is expected within thirty days; a line for each of `WITHIN`, with its interval; none of too few."""
    known = followed(book)
    noted = gone_and_assumed(book.frame("owed"))[1]
    debts = _debts(book)
    facts = {"owed_cents": sum(cents for _age, cents in debts)}
    horizon = horizon_of(known.invoices)
    if horizon is None:
        return Found(None, facts, known.left_out, noted)
    parts = by_group(known, horizon)
    whole = summed(list(parts.values()), horizon)
    unpaid = whole.unpaid()
    without = [whole.less(part).unpaid() for part in parts.values()]
    lines = tuple(_line(within, debts, unpaid, without) for within in WITHIN)
    month = lines[WITHIN.index(MONTH)]
    return Found(month.figure, {**facts, **month.facts}, known.left_out, noted, lines)


def _debts(book: Book) -> Debts:
    """What is open by days past due."""
    late = (pl.lit(book.on) - pl.col("due_on")).dt.total_days()
    open_now = book.debits().filter(pl.col("due_on").is_not_null()).select(late=late, cents="open_cents")
    return open_now.group_by("late").agg(pl.col("cents").sum()).sort("late").rows()


def _expected(debts: Debts, within: int, unpaid: Sequence[float]) -> float:
    return sum(cents * _share(late, within, unpaid) for late, cents in debts)


def _share(late: int, within: int, unpaid: Sequence[float]) -> float:
    """The share of a debt that comes in within so many days."""
    last = late + within
    if last < 0:
        return 0.0
    owed = unpaid[min(late, len(unpaid)) - 1] if late > 0 else 1.0
    if late > len(unpaid) or owed <= 0:
        return 0.0
    return 1 - unpaid[min(last, len(unpaid) - 1)] / owed


def _line(within: int, debts: Debts, unpaid: Sequence[float], without: Sequence[Sequence[float]]) -> Line:
    """What is expected within these days, and its 95 % interval by leaving out each group of customers in turn."""
    cents = _expected(debts, within, unpaid)
    facts: dict[str, int] = {}
    if len(without) >= GROUPS:
        told = [_expected(debts, within, one) for one in without]
        mean = sum(told) / len(told)
        reach = STUDENT * sqrt((len(told) - 1) / len(told) * sum((one - mean) ** 2 for one in told))
        facts = {"least_cents": max(0, floor(cents - reach)), "most_cents": ceil(cents + reach)}
    return Line(f"within_{within}", Fraction(floor(cents + 0.5)), facts)
