"""How much of what is overdue is still collected, by its age: from what became of the creditor's own invoices.

Every invoice that fell due is followed, the unpaid ones too (censored: "at least so many days"). `S(t)`, the share
still owed after `t` days, is the product-limit estimate in cents (Kaplan and Meier, *JASA* 53, 1958): on each day it
is multiplied by `1 - paid(t) / watched(t)`. What is never paid is the share that the curve keeps at its end (Maller
and Zhou, *Estimating the proportion of immunes in a censored sample*, Biometrika 79, 1992). So of a debt `n` days
overdue

    expected(n) = 1 - S(horizon) / S(n - 1)

is still collected before the horizon; as `S` never rises, it never rises with age. Intervals are those of a jackknife
over groups of customers (Wolter, *Introduction to Variance Estimation*, 2007, chapter 4), for the invoices of one
customer are not independent.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from math import ceil, floor, sqrt
from typing import Final

import polars as pl

from encours.core.measures.action_effects import STUDENT
from encours.core.measures.book import Book, gone_and_assumed
from encours.core.measures.followed_up import Followed, by_group, followed, summed
from encours.core.measures.following import GROUPS
from encours.core.measures.measure import Found, Line, Measure, ratio
from encours.core.recovery import Band, Curve, expected_cents

VERSION: Final = 1
HORIZONS: Final = (365, 180, 90)
"""Days past due up to which money counts as collected: the longest that enough invoices were followed for."""
FEWEST: Final = 100  # invoices that fell due as long ago as the horizon
FEWEST_CUSTOMERS: Final = 30  # behind them
FEWEST_AT_AGE: Final = 30  # invoices still unpaid at an age, fewer tell nothing of it
FIRST_DAYS: Final = (1, 8, 15, 31, 61, 91, 121, 181, 366)
_LABELS: Final = (
    "not_due", "late_1_7", "late_8_14", "late_15_30", "late_31_60", "late_61_90", "late_91_120", "late_121_180",
    "late_181_365", "late_over_365",
)  # fmt: skip
_FIRST_OF: Final[Mapping[str, int | None]] = dict(zip(_LABELS, (None, *FIRST_DAYS), strict=True))
_ALL: Final = 100
_HAIR: Final = 1e-9  # a bound that is a whole percent may stand a hair beside it


def expected_recovery(book: Book) -> Found:
    """What is expected of what is overdue ÷ what is overdue, by the creditor's own curve; none of too few invoices."""
    known = followed(book)
    noted = gone_and_assumed(book.frame("owed"))[1]
    horizon = horizon_of(known.invoices)
    counted = known.invoices.filter(pl.col("age") >= (horizon or HORIZONS[-1]))
    facts = {"invoices": counted.height, "customers": counted["customer_id"].n_unique()}
    bands = _bands(known, horizon) if horizon else ()
    if not bands or horizon is None:
        return Found(None, facts, known.left_out, noted)
    lines = _lines(book, Curve(bands, observed=True, version=VERSION, on=book.on))
    overdue = sum(line.facts["overdue_cents"] for line in lines[1:])
    expected = sum(line.facts["expected_cents"] for line in lines[1:])
    facts |= {"horizon_days": horizon, "overdue_cents": overdue, "expected_cents": expected}
    return Found(ratio(expected, overdue), facts, known.left_out, noted, lines)


def curve_of(measure: Measure) -> Curve | None:
    """The curve that the measure `expected_recovery` tells; None where it was too thin to tell one."""
    if not measure.lines or measure.version != VERSION:
        return None
    return Curve(
        tuple(_band_of(line) for line in measure.lines),
        observed=True,
        version=measure.version,
        on=measure.on,
        horizon_days=measure.facts["horizon_days"],
        invoices=measure.facts["invoices"],
        customers=measure.facts["customers"],
    )


def _band_of(line: Line) -> Band:
    told = line.facts
    share = line.figure or Fraction(0)
    return Band(
        _FIRST_OF[line.label],
        int(share * _ALL),
        told.get("least_percent"),
        told.get("most_percent"),
        told["invoices"],
        at_most="at_most" in told,
    )


def horizon_of(invoices: pl.DataFrame) -> int | None:
    """The longest of `HORIZONS` for which enough invoices (`Followed.invoices`) were followed; None for none."""
    for days in HORIZONS:
        old = invoices.filter(pl.col("age") >= days)
        if old.height >= FEWEST and old["customer_id"].n_unique() >= FEWEST_CUSTOMERS:
            return days
    return None


def _bands(known: Followed, horizon: int) -> tuple[Band, ...]:
    """The curve; nothing where too few were ever unpaid in the first days past due."""
    parts = by_group(known, horizon)
    whole = summed(list(parts.values()), horizon)
    without = [whole.less(part).unpaid() for part in parts.values()]
    unpaid = whole.unpaid()
    ended = known.invoices["ended"]
    bands: list[Band] = []
    for rank, first in enumerate((None, *FIRST_DAYS)):
        day = _middle(rank, horizon)
        count = known.invoices.height if day == 0 else int((ended >= day).sum())
        share = _expected(unpaid, day) if day <= horizon else None
        if share is None or count < FEWEST_AT_AGE:
            if len(bands) < 2:  # noqa: PLR2004 — what is not due, and the first days past due
                return ()
            bands.append(Band(first, bands[-1].percent, invoices=count, at_most=True))
            continue
        low, high = _interval(share, [_expected(each, day) for each in without])
        percent = min(_rounded(share), *(band.percent for band in bands)) if bands else _rounded(share)
        bands.append(Band(first, percent, low, high, count))
    return tuple(bands)


def _middle(rank: int, horizon: int) -> int:
    """The day at which a band is told: its middle, 0 for what is not due; one past the horizon where it is beyond."""
    if rank == 0:
        return 0
    first = FIRST_DAYS[rank - 1]
    after = FIRST_DAYS[rank] if rank < len(FIRST_DAYS) else horizon + 1
    return (first + min(after, horizon + 1) - 1) // 2 if first <= horizon else horizon + 1


def _expected(unpaid: Sequence[float], day: int) -> float | None:
    """The share still collected of what is owed at the start of a day past due; None where nothing is."""
    owed = unpaid[day - 1] if day else 1.0
    return 1 - unpaid[-1] / owed if owed > 0 else None


def _rounded(share: float) -> int:
    return floor(_ALL * share + 0.5 + _HAIR)


def _interval(share: float, without: Sequence[float | None]) -> tuple[int | None, int | None]:
    """The 95 % interval in whole percent, outwards, by leaving out each group of customers in turn."""
    told = [one for one in without if one is not None]
    if len(told) < GROUPS:
        return None, None
    mean = sum(told) / len(told)
    reach = STUDENT * sqrt((len(told) - 1) / len(told) * sum((one - mean) ** 2 for one in told))
    least, most = max(0.0, share - reach), min(1.0, share + reach)
    return floor(_ALL * least + _HAIR), ceil(_ALL * most - _HAIR)


def _lines(book: Book, curve: Curve) -> tuple[Line, ...]:
    """A line a band: the share, how many invoices it rests on, what is open there today and expected of it."""
    firsts = pl.Series("first", [band.first_day or -(10**6) for band in curve.bands], dtype=pl.Int64)
    late = (pl.lit(book.on) - pl.col("due_on")).dt.total_days()
    open_now = book.debits().filter(pl.col("due_on").is_not_null()).select("open_cents", late=late)
    sums = dict(
        open_now.sort("late")
        .join_asof(
            pl.DataFrame([firsts]).with_row_index("band"), left_on="late", right_on="first",
            strategy="backward", check_sortedness=False,
        )
        .group_by("band").agg(pl.col("open_cents").sum()).iter_rows()
    )  # fmt: skip
    return tuple(
        _line(label, band, int(sums.get(rank, 0)))
        for rank, (label, band) in enumerate(zip(_LABELS, curve.bands, strict=True))
    )


def _line(label: str, band: Band, open_cents: int) -> Line:
    facts = {"invoices": band.invoices}
    if band.low is not None and band.high is not None:
        facts |= {"least_percent": band.low, "most_percent": band.high}
    if band.at_most:
        facts["at_most"] = 1
    facts |= {"overdue_cents": open_cents, "expected_cents": expected_cents(open_cents, band.percent)}
    return Line(label, Fraction(band.percent, _ALL), facts)
