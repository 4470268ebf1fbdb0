"""The days of the story, all counted back from the day of the demo."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta

from encours.core.days import add_business_days


@dataclass(frozen=True, slots=True)
class Calendar:
    """The days everything hangs on.

    The company closes its books at a quarter's end at least three months before `on`, so that two
    ledgers always hold the fourteen months of invoices. Its bookkeeper posts the bank a week late:
    the ledger knows the bank up to `banked_on`, the statements go on to `last_on`.
    """

    on: date
    first_on: date
    closing_on: date
    invoicing_on: date
    window_on: date
    banked_on: date
    last_on: date

    @property
    def opening_on(self) -> date:
        """The first day of the current fiscal year."""
        return self.closing_on + timedelta(days=1)


def calendar(on: date) -> Calendar:
    """The story's days for a demo shown on `on`."""
    closing_on = _quarter_end(on - timedelta(days=92))
    first_on = _first_of_month(closing_on, months_back=11)
    last_on = add_business_days(on, -1)
    return Calendar(
        on=on,
        first_on=first_on,
        closing_on=closing_on,
        invoicing_on=on - timedelta(days=425),
        window_on=add_business_days(on, -24),
        banked_on=add_business_days(on, -8),
        last_on=last_on,
    )


def end_of_month(day: date) -> date:
    """The last day of that day's month."""
    return day.replace(day=monthrange(day.year, day.month)[1])


def months(first_on: date, last_on: date) -> list[date]:
    """The first day of every month from the one of `first_on` to the one of `last_on`."""
    found = []
    month = first_on.replace(day=1)
    while month <= last_on:
        found.append(month)
        month = end_of_month(month) + timedelta(days=1)
    return found


def _quarter_end(day: date) -> date:
    """The last quarter's end on or before `day`."""
    quarter_month = 3 * ((day.month - 1) // 3) + 3
    end = end_of_month(date(day.year, quarter_month, 1))
    return end if end == day else date(day.year, quarter_month - 2, 1) - timedelta(days=1)


def _first_of_month(day: date, *, months_back: int) -> date:
    position = day.year * 12 + day.month - 1 - months_back
    return date(position // 12, position % 12 + 1, 1)
