"""Business days and quiet hours, on the holidays that the law's sheet knows.

Business days are Monday to Friday, public holidays off. A column of days is answered by Polars
expressions with the same meaning as the functions; there a day outside the years of the sheet gives
null, where a function raises UnknownLawError.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache

import polars as pl

from encours.law.holidays import covered_years, holidays, is_holiday

_ONE_DAY = timedelta(days=1)
_SATURDAY = 5  # Monday 0


def is_business_day(day: date, region: str = "") -> bool:
    """Monday to Friday and no public holiday, where the region (`law.holidays`) says so."""
    return day.weekday() < _SATURDAY and not is_holiday(on=day, region=region)


def next_business_day(day: date) -> date:
    """The day itself if it is a business day, else the first one after it."""
    while not is_business_day(day):
        day += _ONE_DAY
    return day


def add_business_days(day: date, count: int) -> date:
    """The `count`-th business day strictly after the day (before it if negative); 0: the day itself."""
    step = _ONE_DAY if count > 0 else -_ONE_DAY
    for _ in range(abs(count)):
        day += step
        while not is_business_day(day):
            day += step
    return day


def business_days_between(start: date, end: date) -> int:
    """How many business days follow `start` up to and including `end`; 0 when `end` is not after it."""
    days = (start + timedelta(days=n) for n in range(1, (end - start).days + 1))
    return sum(map(is_business_day, days))


def next_business_day_expr(day: pl.Expr, region: str = "") -> pl.Expr:
    """`next_business_day` of a column of dates, in a region (`law.holidays`)."""
    return _business_day(_counted_before(day, region), region)


def add_business_days_expr(day: pl.Expr, count: int) -> pl.Expr:
    """`add_business_days` of a column of dates."""
    if count == 0:
        return day
    return _business_day(_counted_through(day) + count - 1 if count > 0 else _counted_before(day) + count)


def business_days_between_expr(start: pl.Expr, end: pl.Expr) -> pl.Expr:
    """`business_days_between` of two columns of dates; Int64."""
    return (_counted_through(end) - _counted_through(start)).clip(lower_bound=0)


@dataclass(frozen=True, slots=True)
class _Calendar:
    """The years of the sheet laid out, so that a column is answered by position.

    `business` holds every business day in order, `before` how many of them precede each day of the
    calendar (and, last, how many there are).
    """

    first: date
    business: pl.Series
    before: pl.Series


@cache
def _calendar(region: str = "") -> _Calendar:
    years = covered_years()
    first, last = date(years[0], 1, 1), date(years[-1], 12, 31)
    closed = [day for year in years for day in holidays(year, region)]
    days = pl.DataFrame({"day": pl.date_range(first, last, eager=True)}).with_columns(
        open=(pl.col("day").dt.weekday() - 1 < _SATURDAY) & ~pl.col("day").is_in(closed)
    )
    through = days["open"].cast(pl.Int64).cum_sum()
    return _Calendar(first, days.filter("open")["day"], pl.concat([pl.Series([0], dtype=pl.Int64), through]))


def _counted_before(day: pl.Expr, region: str = "") -> pl.Expr:
    calendar = _calendar(region)
    return _at(calendar.before, (day - calendar.first).dt.total_days())


def _counted_through(day: pl.Expr) -> pl.Expr:
    return _at(_calendar().before, (day - _calendar().first).dt.total_days() + 1)


def _business_day(position: pl.Expr, region: str = "") -> pl.Expr:
    return _at(_calendar(region).business, position)


def _at(values: pl.Series, position: pl.Expr) -> pl.Expr:
    known = position.is_between(0, len(values) - 1)
    return pl.lit(values).gather(pl.when(known).then(position))


@dataclass(frozen=True, slots=True)
class ContactHours:
    """When a person may be contacted: weekdays (Monday 0) and windows of local time, start in, end out."""

    weekdays: frozenset[int]
    windows: tuple[tuple[time, time], ...]
    holidays_off: bool = True


# No text sets hours for collection: these are cautious defaults, that a creditor may change. Those of
# consumers follow the rule of telephone selling (C. conso D223-9).
BUSINESS_HOURS = ContactHours(frozenset(range(6)), ((time(8), time(20)),))
CONSUMER_HOURS = ContactHours(frozenset(range(5)), ((time(10), time(13)), (time(14), time(20))))


def is_quiet(local: datetime, hours: ContactHours, region: str = "") -> bool:
    """Whether nobody may be contacted at that instant, told in the recipient's local time."""
    clock = local.time()
    return not (
        _is_open(local.date(), hours, region) and any(start <= clock < end for start, end in hours.windows)
    )


def next_contact(local: datetime, hours: ContactHours, region: str = "") -> datetime:
    """That instant if contact is allowed, else the start of the next window, in the same local time.

    ValueError when the hours leave no window at all.
    """
    if not hours.weekdays or not hours.windows:
        raise ValueError("Les plages de contact sont vides : indiquez au moins un jour et une plage.")
    return local if not is_quiet(local, hours, region) else next(_openings(local, hours, region))


def _openings(local: datetime, hours: ContactHours, region: str) -> Iterator[datetime]:
    day = local.date()
    while True:
        for start, _ in sorted(hours.windows) if _is_open(day, hours, region) else ():
            opening = datetime.combine(day, start, tzinfo=local.tzinfo)
            if opening > local:
                yield opening
        day += _ONE_DAY


def _is_open(day: date, hours: ContactHours, region: str) -> bool:
    return day.weekday() in hours.weekdays and not (hours.holidays_off and is_holiday(on=day, region=region))
