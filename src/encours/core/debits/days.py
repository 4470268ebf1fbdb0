"""Business days of TARGET, on which direct debits are collected."""

from __future__ import annotations

from datetime import date, timedelta

from encours.law.direct_debit import is_target_day, mandate_months

_ONE_DAY = timedelta(days=1)
_MONTHS = 12


def next_target_day(day: date) -> date:
    """The day itself if TARGET settles on it, else the first one after it."""
    while not is_target_day(on=day):
        day += _ONE_DAY
    return day


def add_target_days(day: date, count: int) -> date:
    """The `count`-th TARGET day strictly after the day; 0: the day itself."""
    for _ in range(count):
        day = next_target_day(day + _ONE_DAY)
    return day


def lapses_on(last_used_on: date) -> date:
    """The first day on which a mandate used for the last time (or signed) that day has lapsed (EPC016-06)."""
    months = last_used_on.year * _MONTHS + last_used_on.month - 1 + mandate_months(on=last_used_on).value
    year, month = divmod(months, _MONTHS)
    first = date(year, month + 1, 1)
    after = date(year + (month + 1) // _MONTHS, (month + 1) % _MONTHS + 1, 1)
    return min(first + timedelta(days=last_used_on.day), after)
