"""Amounts, days and currencies as people write them in French and English."""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from typing import Final

from encours.core.matching.currencies import ISO_4217
from encours.core.refusals import UnreadableFileError
from encours.formats.bank_text import loose_cents

_SPACE: Final = "  \u00a0\u202f'’"
AMOUNT: Final = re.compile(
    rf"(?<![\w.,/-])[-+(]{{0,2}}[€$£]?[{_SPACE}]?"
    rf"(?:[0-9]{{1,3}}(?:[{_SPACE}.,][0-9]{{3}})+|[0-9]{{1,12}})[.,][0-9]{{2}}(?![0-9])\)?-?"
)
_WHOLE: Final = re.compile(
    rf"[-+(]{{0,2}}[€$£]?[0-9{_SPACE}.,]*[0-9](?:[{_SPACE}]?(?:€|\$|£|[A-Z]{{3}}))?\)?-?"
)
_MINUS: Final = str.maketrans("−–", "--")
_MONTHS: Final = {
    **dict.fromkeys(("JANVIER", "JANV", "JANUARY", "JAN"), 1),
    **dict.fromkeys(("FEVRIER", "FEVR", "FEBRUARY", "FEB"), 2),
    **dict.fromkeys(("MARS", "MARCH", "MAR"), 3),
    **dict.fromkeys(("AVRIL", "AVR", "APRIL", "APR"), 4),
    **dict.fromkeys(("MAI", "MAY"), 5),
    **dict.fromkeys(("JUIN", "JUNE", "JUN"), 6),
    **dict.fromkeys(("JUILLET", "JUIL", "JULY", "JUL"), 7),
    **dict.fromkeys(("AOUT", "AUGUST", "AUG"), 8),
    **dict.fromkeys(("SEPTEMBRE", "SEPT", "SEPTEMBER", "SEP"), 9),
    **dict.fromkeys(("OCTOBRE", "OCTOBER", "OCT"), 10),
    **dict.fromkeys(("NOVEMBRE", "NOVEMBER", "NOV"), 11),
    **dict.fromkeys(("DECEMBRE", "DECEMBER", "DEC"), 12),
}
_FIGURES: Final = re.compile(r"(?<![0-9])([0-9]{1,4})[/.\-]([0-9]{1,2})[/.\-]([0-9]{2,4})(?![0-9])")
_DAY_FIRST: Final = re.compile(r"\b([0-9]{1,2})(?:ER|ST|ND|RD|TH)? +([A-Z]{3,9})\.?,? +([0-9]{4})\b")
_MONTH_FIRST: Final = re.compile(r"\b([A-Z]{3,9})\.? +([0-9]{1,2})(?:ST|ND|RD|TH)?,? +([0-9]{4})\b")
_SIGNS: Final = {"€": "EUR", "$": "USD", "£": "GBP"}
_CENTURY: Final = 2000


def plain(words: str) -> str:
    """Capitals without accents, one space between words."""
    apart = unicodedata.normalize("NFKD", words.replace("’", "'"))
    told = "".join(sign for sign in apart if not unicodedata.combining(sign)).upper()
    return " ".join(told.split())


def amount_in_cell(text: str) -> int | None:
    """The cents of a cell that holds an amount and nothing else."""
    told = text.strip().translate(_MINUS)
    if not told or not _WHOLE.fullmatch(told):
        return None
    return amount(told)


def amount(text: str) -> int | None:
    """The cents of an amount; None where it cannot be kept exactly."""
    try:
        return loose_cents(re.sub(r"[€$£A-Z\s\u00a0\u202f]", "", text.translate(_MINUS)), 0, "")
    except UnreadableFileError:
        return None


def days_in(words: str, *, french: bool) -> list[date]:
    """The days that words tell, in their order; what may be two days is none, but in French the day comes first."""
    told = plain(words)
    found = [
        (match.start(), day)
        for match in _FIGURES.finditer(told)
        if (day := _of_figures(*(int(part) for part in match.groups()), french=french)) is not None
    ]
    for pattern, month_at in ((_DAY_FIRST, 2), (_MONTH_FIRST, 1)):
        for match in pattern.finditer(told):
            month = _MONTHS.get(match[month_at])
            if month and (day := _valid(int(match[3]), month, int(match[3 - month_at]))) is not None:
                found.append((match.start(), day))
    return [day for _, day in sorted(found)]


def _of_figures(first: int, second: int, last: int, *, french: bool) -> date | None:
    if first > 31:  # noqa: PLR2004 — a year comes first
        return _valid(first, second, last)
    year = last if last > 99 else last + _CENTURY  # noqa: PLR2004 — two figures of a year
    day_first, month_first = _valid(year, second, first), _valid(year, first, second)
    if day_first is None or month_first is None or day_first == month_first:
        return day_first or month_first
    return day_first if french else None


def _valid(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def currency_in(words: str) -> str:
    """The one currency that words name; empty where they name none, or several."""
    codes = {code for code in re.findall(r"\b[A-Z]{3}\b", words) if code in ISO_4217 and code not in _WORDS}
    signs = {_SIGNS[sign] for sign in words if sign in _SIGNS}
    told = codes or signs
    return told.pop() if len(told) == 1 else ""


_WORDS: Final = frozenset({"ALL", "TOP", "TRY", "MAD", "MOP", "LAK", "PEN", "SOS", "COP", "NET"})
"""Codes that are words too: in a sentence they name no currency."""
