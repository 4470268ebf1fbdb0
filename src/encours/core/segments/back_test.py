"""How well a measure of solvency, as it stood on a past day, ranked who then failed to pay.

The area under the curve is the chance that of two customers, one who failed and one who did not, the first was rated
the riskier (ties count a half): 0.5 is chance, 1 a perfect order. Its 95 % interval is that of Hanley and McNeil
(*The meaning and use of the area under a ROC curve*, Radiology 143, 1982). A customer that had failed on the past day
already is left aside: to rank it is to tell what everybody knows.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from math import sqrt
from typing import Final

import polars as pl

PARTS: Final = 5
_NORMAL: Final = 1.959964  # of the 95 % interval


@dataclass(frozen=True, slots=True)
class Part:
    """A fifth of the customers rated, the riskiest first: between which measures, how many failed, what they left."""

    customers: int
    failed: int
    lowest: int
    highest: int
    cents: int


@dataclass(frozen=True, slots=True)
class BackTest:
    """`rated` customers had a measure, of whom `failed`; of the `unrated`, `unrated_failed`. `area` None: untold."""

    rated: int
    failed: int
    unrated: int
    unrated_failed: int
    area: float | None
    low: float | None
    high: float | None
    parts: tuple[Part, ...]


def failures(invoices: pl.DataFrame, *, after: date | None, until: date, late_days: int) -> pl.DataFrame:
    """Customers with an invoice not settled `late_days` after its due date, that day being in (`after`, `until`].

    `invoices`: customer_id, due_on, paid_on, unpaid, amount_cents, as known on `until`. Returns `customer_id` and
    `cents`, what those invoices were for. `after` None: whenever.
    """
    limit = pl.col("due_on") + timedelta(days=late_days)
    settled = ~pl.col("unpaid") & (pl.col("paid_on").is_null() | (pl.col("paid_on") <= limit))
    within = limit <= until
    if after is not None:
        within &= limit > after
    return (
        invoices.filter(within & ~settled)
        .group_by("customer_id")
        .agg(cents=pl.col("amount_cents").sum())
        .sort("customer_id")
    )


def back_test(measures: pl.DataFrame, failed: pl.DataFrame, aside: pl.Series) -> BackTest:
    """Judge `measures` (customer_id, `solvency` 0 to 100 or null, the lower the riskier) by who then failed.

    `failed`: customer_id, cents; `aside`: customers that had failed already.
    """
    known = (
        measures.filter(~pl.col("customer_id").is_in(aside.implode()))
        .join(failed, on="customer_id", how="left")
        .with_columns(bad=pl.col("cents").is_not_null())
    )
    rated = known.filter(pl.col("solvency").is_not_null()).sort("solvency", "customer_id")
    rest = known.filter(pl.col("solvency").is_null())
    bad = int(rated["bad"].sum())
    area = _area(rated, bad)
    low, high = _interval(area, bad, len(rated) - bad)
    return BackTest(len(rated), bad, len(rest), int(rest["bad"].sum()), area, low, high, _parts(rated))


def _area(rated: pl.DataFrame, bad: int) -> float | None:
    good = len(rated) - bad
    if bad == 0 or good == 0:
        return None
    ranks = rated.select((-pl.col("solvency")).rank("average").filter("bad").sum()).item()
    return float((ranks - bad * (bad + 1) / 2) / (bad * good))


def _interval(area: float | None, bad: int, good: int) -> tuple[float | None, float | None]:
    if area is None:
        return None, None
    one, two = area / (2 - area), 2 * area * area / (1 + area)
    spread = area * (1 - area) + (bad - 1) * (one - area * area) + (good - 1) * (two - area * area)
    half = _NORMAL * sqrt(max(0.0, spread) / (bad * good))
    return max(0.0, area - half), min(1.0, area + half)


def _parts(rated: pl.DataFrame) -> tuple[Part, ...]:
    count = len(rated)
    cuts = [count * part // PARTS for part in range(PARTS + 1)]
    slices = [rated.slice(start, end - start) for start, end in pairwise(cuts) if end > start]
    return tuple(
        Part(
            len(one),
            int(one["bad"].sum()),
            int(one["solvency"][0]),
            int(one["solvency"][-1]),
            int(one["cents"].fill_null(0).sum()),
        )
        for one in slices
    )
