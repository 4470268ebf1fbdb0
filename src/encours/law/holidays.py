"""Public holidays of metropolitan France (C. trav. L3133-1), and those that other places have besides.

A region (`regions`) is where a customer is, as far as the sheet knows it; `""` is metropolitan France. Its holidays
are those of metropolitan France, where the creditor writes from, and its own.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from types import MappingProxyType
from typing import Any

from encours.law.figures import UnknownLawError, sheet_content


def is_holiday(*, on: date, region: str = "") -> bool:
    """Whether that day is a public holiday; UnknownLawError outside the years covered."""
    return on in holidays(on.year, region)


@dataclass(frozen=True, slots=True)
class Region:
    """Where customers keep other days: by beginning of postcode in a country, or by country codes.

    `zone` is the name of its time zone, `""` that of the creditor.
    """

    code: str
    country: str
    postcodes: tuple[str, ...]
    codes: tuple[str, ...]
    zone: str
    source: str


@cache
def regions() -> Mapping[str, Region]:
    """The regions that the sheet knows, by code."""
    return MappingProxyType(
        {
            code: Region(
                code,
                told.get("country", ""),
                tuple(told.get("postcodes", ())),
                tuple(told.get("codes", ())),
                told.get("zone", ""),
                told["source"],
            )
            for code, told in _sheet()["regions"].items()
        }
    )


def region_of(country: str, postcode: str) -> str:
    """The region of an address, the one whose postcode says most; `""` where the sheet tells none."""
    digits = postcode.replace(" ", "")
    for one in regions().values():
        if country in one.codes:
            return one.code
    told = [
        (len(begin), one.code)
        for one in regions().values()
        for begin in one.postcodes
        if country == one.country and digits.startswith(begin)
    ]
    return max(told)[1] if told else ""


@cache
def holidays(year: int, region: str = "") -> Mapping[date, str]:
    """The holidays of a year and their French names, in order; UnknownLawError if not covered."""
    sheet = _sheet()
    if year not in covered_years():
        raise UnknownLawError(sheet["title"], date(year, 1, 1), sheet["remedy"])
    easter = easter_sunday(year)
    more = sheet["regions"][region]["days"] if region else ()
    named = {_day(entry, year, easter): entry["name"] for entry in (*more, *sheet["days"])}
    return MappingProxyType(dict(sorted(named.items())))


@cache
def covered_years() -> range:
    """The years for which the sheet speaks."""
    years = _sheet()["years"]
    return range(int(years["first"]), int(years["last"]) + 1)


def easter_sunday(year: int) -> date:
    """Easter Sunday by the Gregorian reckoning (Meeus, Jones and Butcher)."""
    century, of_century = divmod(year, 100)
    golden = year % 19
    leap_centuries, century_rest = divmod(century, 4)
    correction = (century - (century + 8) // 25 + 1) // 3
    epact = (19 * golden + century - leap_centuries - correction + 15) % 30
    leaps, rest = divmod(of_century, 4)
    weekday = (32 + 2 * century_rest + 2 * leaps - epact - rest) % 7
    late = (golden + 11 * epact + 22 * weekday) // 451
    month, day = divmod(epact + weekday - 7 * late + 114, 31)
    return date(year, month, day + 1)


@cache
def _sheet() -> dict[str, Any]:
    return sheet_content("public_holidays")


def _day(entry: dict[str, str], year: int, easter: date) -> date:
    if "easter" in entry:
        return easter + timedelta(days=int(entry["easter"]))
    return date(year, int(entry["month"]), int(entry["day"]))
