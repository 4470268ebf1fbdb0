"""When a board is mailed: the day of each period, so that a mail missed leaves once, later, and never twice."""

from __future__ import annotations

from datetime import date, timedelta

from encours.core.days import is_business_day


def period(rhythm: str, on: date) -> date:
    """The day that names the period a day is in: the last open day, the Monday, the first of the month."""
    if rhythm == "weekly":
        return on - timedelta(days=on.weekday())
    if rhythm == "monthly":
        return on.replace(day=1)
    day = on
    while not is_business_day(day):
        day -= timedelta(days=1)
    return day


def due(rhythm: str, *, asked_on: date, on: date) -> date | None:
    """The period for which a mail asked for on a day is due; none before the period after that day begins."""
    start = period(rhythm, on)
    return start if start > asked_on else None
