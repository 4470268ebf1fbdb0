"""When a step may leave: two clocks that holds stop, the gap between messages, the days that are open.

Days are counted as whole numbers (days since 1970) between two conversions: it is exact and fast.
Nothing here looks at today, but for one question: has a hold begun? So a date, once told, moves
only when a fact does.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache

import polars as pl

from encours.core.days import next_business_day_expr
from encours.law.holidays import covered_years

NEVER = 4_000_000
"""The day on which a hold without end ends: beyond every date that Python knows."""
_LAST_DAY = (date.max - date(1970, 1, 1)).days


@dataclass(frozen=True, slots=True)
class Hold:
    """A pause as two expressions of day numbers: first day held, first day no longer held."""

    begin: pl.Expr
    resume: pl.Expr

    @property
    def exists(self) -> pl.Expr:
        """Whether the row has this hold at all."""
        return self.begin.is_not_null()


def day_number(name: str) -> pl.Expr:
    """A Date column as days since 1970."""
    return pl.col(name).cast(pl.Int32)


def as_day(number: pl.Expr) -> pl.Expr:
    """Day numbers back to Date; a day that never comes is null."""
    return pl.when(number <= _LAST_DAY).then(number).cast(pl.Date)


@dataclass(frozen=True, slots=True)
class OpenDays:
    """The next open day of each day from `first` on, as a table; beyond it only week-ends are closed."""

    first: int
    table: pl.Series

    def landed(self, number: pl.Expr) -> pl.Expr:
        """The same day when it is open, else the next open day."""
        row = number - self.first
        known = (row >= 0) & (row < len(self.table))
        # Day 0, 1 January 1970, was a Thursday: Saturday is the fifth day after Monday.
        weekday = (number + 3) % 7
        after_weekend = pl.when(weekday < 5).then(number).otherwise(number + 7 - weekday)  # noqa: PLR2004 — Saturday
        looked_up = pl.lit(self.table).gather(row.clip(0, len(self.table) - 1).cast(pl.UInt32))
        return pl.when(known).then(looked_up).otherwise(after_weekend)


@cache
def open_days(region: str = "") -> OpenDays:
    """Business days as `core.days` knows them, in a region, for every year that the law's sheet covers."""
    years = covered_years()
    days = pl.date_range(date(years[0], 1, 1), date(years[-1], 12, 31), eager=True).alias("day")
    landed = next_business_day_expr(pl.col("day"), region)
    opened = days.to_frame().select(landed.cast(pl.Int32)).to_series()
    return OpenDays((days[0] - date(1970, 1, 1)).days, opened.drop_nulls())


def stopped(done: pl.Expr, start: pl.Expr, hold: Hold) -> pl.Expr:
    """The day on which a clock begun at `start` is done, moved by the hold if that stopped it.

    The day after `start` is the first that counts, so a hold stops nothing before it; and one that
    begins once the clock is done stops nothing either.
    """
    begin = pl.max_horizontal(hold.begin, start + 1)
    stops = hold.exists & (begin <= done) & (hold.resume > begin)
    return pl.when(stops).then(done + hold.resume - begin).otherwise(done)


def out_of_hold(number: pl.Expr, hold: Hold, calendar: OpenDays, on: int) -> pl.Expr:
    """The same day, or the first open day after the hold when it falls in it.

    A day that came before a hold which has begun since waits for its end too.
    """
    caught = hold.exists & (number < hold.resume) & ((number >= hold.begin) | (hold.begin <= on))
    return pl.when(caught).then(calendar.landed(hold.resume)).otherwise(number)


def with_ordered_holds(items: pl.LazyFrame) -> pl.LazyFrame:
    """Add the item's and the customer's hold as two that come in order and do not overlap.

    Reads `held_from`, `held_until` and the customer's `customer_held_from`, `customer_held_until`;
    writes day numbers `hold_1_begin`, `hold_1_resume`, `hold_2_begin`, `hold_2_resume`.
    """
    own, theirs = _stored_hold(""), _stored_hold("customer_")
    both = own.exists & theirs.exists
    own_first = (own.begin <= theirs.begin).fill_null(own.exists)
    begin_1, resume_1 = _pick(own_first, own, theirs)
    begin_2, resume_2 = _pick(~own_first, own, theirs)
    joined = both & (begin_2 <= resume_1)
    longest = pl.max_horizontal(resume_1, resume_2)
    return items.with_columns(
        begin_1.alias("hold_1_begin"),
        pl.when(joined).then(longest).otherwise(resume_1).alias("hold_1_resume"),
        pl.when(both & ~joined).then(begin_2).alias("hold_2_begin"),
        pl.when(both & ~joined).then(resume_2).alias("hold_2_resume"),
    )


def without_holds(items: pl.LazyFrame) -> pl.LazyFrame:
    """Add the columns of `with_ordered_holds` to items of which none has a hold."""
    names = [f"hold_{number}_{end}" for number in (1, 2) for end in ("begin", "resume")]
    return items.with_columns(pl.lit(None, pl.Int32).alias(name) for name in names)


def ordered_holds() -> tuple[Hold, Hold]:
    """The two holds that `with_ordered_holds` wrote."""
    first, second = (Hold(pl.col(f"hold_{n}_begin"), pl.col(f"hold_{n}_resume")) for n in (1, 2))
    return first, second


def _stored_hold(prefix: str) -> Hold:
    begin = day_number(f"{prefix}held_from")
    until = day_number(f"{prefix}held_until").fill_null(NEVER - 1)
    return Hold(begin, pl.when(begin.is_not_null()).then(until + 1))


def _pick(own_first: pl.Expr, own: Hold, theirs: Hold) -> tuple[pl.Expr, pl.Expr]:
    return (
        pl.when(own_first).then(own.begin).otherwise(theirs.begin),
        pl.when(own_first).then(own.resume).otherwise(theirs.resume),
    )
