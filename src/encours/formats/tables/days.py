"""Days as people write them: figures in the file's order, months in French or English words."""

from __future__ import annotations

import re
from datetime import date

from encours.core.mapping.names import plain
from encours.formats.companion.cells import CellError

_MONTHS = (
    "jan janv janvier january|feb fev fevr fevrier february|mar mars march|apr avr avril april|mai may|"
    "jun juin june|jul juil juillet july|aug aout august|sep sept septembre september|oct octobre october|"
    "nov novembre november|dec decembre december"
)
_RANKS = {word: rank for rank, words in enumerate(_MONTHS.split("|"), start=1) for word in words.split()}
_WORDED = re.compile(r"^(\d{1,2})[ \-./]([^\W\d]{3,9})\.?[ \-./](\d{4}|\d{2})$")
_SHORT = re.compile(r"^(\d{1,2})[/.\-](\d{1,2})[/.\-](\d{2})$")
_SERIAL = re.compile(r"^\d{5}$")
_EXCEL_ZERO = date(1899, 12, 30).toordinal()
_CENTURY = 2000


def forms(order: str) -> tuple[str, ...]:
    """The forms of a day, the surest first; « 03/04/2026 » follows the file's order."""
    first = {"mdy": "%m{0}%d{0}%Y", "dmy": "%d{0}%m{0}%Y", "ymd": "%d{0}%m{0}%Y"}[order]
    return ("%Y-%m-%d", *(first.format(sign) for sign in "/.-"), "%Y/%m/%d", "%Y%m%d")


def day_of(value: str, order: str) -> date:
    """A day with a month in words, a year of two figures, or a spreadsheet's number of days."""
    told = value.strip().lower()
    try:
        if found := _WORDED.match(told):
            month = _RANKS.get(plain(found[2]))
            if month:
                return date(_year(found[3]), month, int(found[1]))
        elif found := _SHORT.match(told):
            day, month = (2, 1) if order == "mdy" else (1, 2)
            return date(_year(found[3]), int(found[month]), int(found[day]))
        elif _SERIAL.match(told):
            return date.fromordinal(_EXCEL_ZERO + int(told))
    except ValueError:
        pass
    raise CellError("date_invalid")


def _year(text: str) -> int:
    return int(text) if len(text) > 2 else _CENTURY + int(text)  # noqa: PLR2004 — a year of two figures
