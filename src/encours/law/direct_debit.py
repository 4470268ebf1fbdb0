"""SEPA direct debit: the days on which TARGET settles, and the periods of the EPC's rulebooks."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache
from typing import Any

from encours.law.figures import Reading, UnknownLawError, figure, sheet_content
from encours.law.holidays import easter_sunday

_SHEET = "direct_debit"
_SATURDAY = 5  # Monday 0


def prenotification_days(*, on: date) -> Reading:
    """Calendar days between the pre-notification and the collection, unless agreed otherwise."""
    return figure(_SHEET, "prenotification_days").reading(on=on)


def mandate_months(*, on: date) -> Reading:
    """Months without collection after which a mandate has lapsed."""
    return figure(_SHEET, "mandate_months").reading(on=on)


def is_target_day(*, on: date) -> bool:
    """Whether TARGET settles that day; UnknownLawError outside the years of the sheet."""
    return on.weekday() < _SATURDAY and on not in _closed(on.year)


@cache
def _closed(year: int) -> frozenset[date]:
    sheet = sheet_content("target_days")
    if not int(sheet["years"]["first"]) <= year <= int(sheet["years"]["last"]):
        raise UnknownLawError(sheet["title"], date(year, 1, 1), sheet["remedy"])
    easter = easter_sunday(year)
    return frozenset(_day(entry, year, easter) for entry in sheet["days"])


def _day(entry: dict[str, Any], year: int, easter: date) -> date:
    if "easter" in entry:
        return easter + timedelta(days=int(entry["easter"]))
    return date(year, int(entry["month"]), int(entry["day"]))
