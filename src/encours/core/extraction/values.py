"""Amounts, days and identifiers as people print them, out of a line of words."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from datetime import date
from typing import Final

from stdnum import iban
from stdnum.eu import vat
from stdnum.fr import siren, siret

_GAP: Final = " \N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}"
# Digits in groups of three or in a row, then two decimals; not a rate, nor a part of something longer.
_AMOUNT: Final = re.compile(
    rf"(?<![\w.,/-])[-–(]?\s?(\d{{1,3}}(?:[{_GAP}.,'’]\d{{3}})+|\d+)([.,])(\d{{2}})(?![\d%])(?!\s?%)(?![.,/-]\d)"
)
_MONTHS: Final = {
    name: number
    for number, names in enumerate(
        (
            "janvier january jan janv januar", "fevrier february feb fevr fev februar", "mars march mar marz",
            "avril april apr avr", "mai may", "juin june jun juni", "juillet july jul juil juli",
            "aout august aug", "septembre september sep sept", "octobre october oct oktober okt",
            "novembre november nov", "decembre december dec dezember dez",
        ),
        start=1,
    )
    for name in names.split()
}  # fmt: skip
_NUMERIC: Final = re.compile(r"(?<![\d./-])(\d{1,2})\s?[/.\-]\s?(\d{1,2})\s?[/.\-]\s?(\d{4}|\d{2})(?![\d/-])")
_ISO: Final = re.compile(r"(?<!\d)(20\d{2}|19\d{2})[-/.](\d{1,2})[-/.](\d{1,2})(?!\d)")
_DAY_FIRST: Final = re.compile(
    r"(?<!\d)(\d{1,2})(?:er|st|nd|rd|th|\.)?[\s\-]+([^\W\d_]{3,9})\.?,?[\s\-]+(\d{4})(?!\d)"
)
_MONTH_FIRST: Final = re.compile(
    r"(?<![^\W\d_])([^\W\d_]{3,9})\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})(?!\d)"
)
_CENTURY: Final = 2000
_NUMBER: Final = re.compile(r"(?<![\w/])#?[A-Z0-9][A-Z0-9/_.\-]*[A-Z0-9]|(?<![\w/])\d", re.IGNORECASE)
_VAT: Final = re.compile(r"(?<![A-Z0-9])[A-Z]{2}[ ]?[0-9A-Z](?:[ .]?[0-9A-Z]){6,12}(?![A-Z0-9])")
_IBAN: Final = re.compile(rf"(?<![A-Z0-9])[A-Z]{{2}}\d{{2}}(?:[{_GAP}]?[A-Z0-9]){{11,30}}")
_NINE: Final = re.compile(rf"(?<![\d.,])\d(?:[{_GAP}.]?\d){{8,13}}(?![\d.,]\d|\d)")
_SIREN, _SIRET, _SHORTEST_VAT = 9, 14, 8


def amounts(text: str) -> Iterator[int]:
    """The amounts of a line in cents, left to right; of digits apart by spaces, the longest then its ends.

    `2 100 240,00` may be 2 100 240.00, or 240.00 after a quantity and a price: sums tell.
    """
    for match in _AMOUNT.finditer(text):
        whole = match.group(1)
        sign = -1 if match.group().lstrip()[:1] in "-–(" else 1
        groups = re.split(rf"[{_GAP}]", whole)
        for start in range(len(groups)):
            digits = re.sub(r"\D", "", "".join(groups[start:]))
            if len(digits) <= 12:  # noqa: PLR2004 — a trillion: no invoice
                yield sign * int(digits) * 100 + sign * int(match.group(3))


def days(text: str, *, month_first: bool = False) -> Iterator[date]:
    """The days of a line, left to right."""
    found = [(match.start(), _day(*map(int, match.groups()))) for match in _ISO.finditer(text)]
    for match in _NUMERIC.finditer(text):
        first, second, year = map(int, match.groups())
        year += _CENTURY if year < 100 else 0  # noqa: PLR2004 — a year of two digits
        swapped = (month_first and first <= 12) or second > 12  # noqa: PLR2004 — months
        found.append((match.start(), _day(year, *((first, second) if swapped else (second, first)))))
    for pattern, month, day in ((_DAY_FIRST, 2, 1), (_MONTH_FIRST, 1, 2)):
        for match in pattern.finditer(text):
            number = _MONTHS.get(_plain(match.group(month)))
            if number is not None:
                found.append((match.start(), _day(int(match.group(3)), number, int(match.group(day)))))
    for _at, told in sorted(found, key=lambda one: one[0]):
        if told is not None:
            yield told


def numbers(text: str) -> Iterator[str]:
    """What may be the number of a document: letters and digits in a row, with a digit at least; neither day nor sum."""
    plain = _AMOUNT.sub(" ", text)
    for pattern in (_ISO, _NUMERIC, _DAY_FIRST, _MONTH_FIRST):
        plain = pattern.sub(" | ", plain)
    for match in _NUMBER.finditer(plain):
        told = match.group().strip(".-/_")
        if any(sign.isdecimal() for sign in told) and len(told) <= 30:  # noqa: PLR2004 — no number is longer
            yield told


def vat_numbers(text: str) -> Iterator[str]:
    """VAT numbers of the Union whose key is right."""
    for match in _VAT.finditer(text.upper()):
        told = re.sub(r"\W", "", match.group())
        for end in range(len(told), _SHORTEST_VAT - 1, -1):
            if vat.is_valid(told[:end]):
                yield told[:end]
                break


def ibans(text: str) -> Iterator[str]:
    """Bank accounts whose key is right."""
    for match in _IBAN.finditer(text.upper()):
        told = re.sub(r"\W", "", match.group())
        for end in range(len(told), 14, -1):
            if iban.is_valid(told[:end]):
                yield told[:end]
                break


def sirens(text: str) -> Iterator[str]:
    """SIREN whose key is right, of a SIRET too."""
    for match in _NINE.finditer(text):
        told = re.sub(r"\D", "", match.group())
        if len(told) == _SIRET and siret.is_valid(told):
            yield told[:_SIREN]
        elif len(told) == _SIREN and siren.is_valid(told):
            yield told


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _plain(word: str) -> str:
    folded = unicodedata.normalize("NFKD", word.lower())
    return "".join(sign for sign in folded if not unicodedata.combining(sign))
