"""What is simply found in the words of a mail: days, sums, and numbers that have the shape of an invoice's."""

from __future__ import annotations

import re
from datetime import date

_MOST = 50
_DAY = re.compile(
    r"(?<![\d/.-])(\d{1,2})[/.-](\d{1,2})[/.-](20\d{2})(?![\d/-])|(?<!\d)(20\d{2})-(\d{2})-(\d{2})(?!\d)"
)
_NAMES = (
    ("janvier", "january"), ("février", "fevrier", "february"), ("mars", "march"), ("avril", "april"),
    ("mai", "may"), ("juin", "june"), ("juillet", "july"), ("août", "aout", "august"),
    ("septembre", "september"), ("octobre", "october"), ("novembre", "november"),
    ("décembre", "decembre", "december"),
)  # fmt: skip
_MONTHS = {name: number for number, names in enumerate(_NAMES, start=1) for name in names}
_WORDED = re.compile(
    rf"\b(\d{{1,2}})(?:er|st|nd|rd|th)?\s+({'|'.join(_MONTHS)})\s+(20\d{{2}})\b", re.IGNORECASE
)
_GAP = "[ .,\N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}]"
_SUM = rf"(\d{{1,3}}(?:{_GAP}\d{{3}})+|\d{{1,9}})(?:[,.](\d{{2}}))?"
_AMOUNT = re.compile(rf"(?<![\d.,]){_SUM}\s?(?:€|EUR\b|euros?\b)|(?:€|EUR)\s?{_SUM}(?!\d)", re.IGNORECASE)
_INVOICE = re.compile(
    r"(?<![\w/-])(?=[A-Z0-9/_-]*\d{3})(?:(?:FAC?|FACT|INV|F|FV|VT|FC|SI|AV)[A-Z]{0,3}[-_/ ]?\d[\dA-Z/_-]{2,20}"
    r"|[A-Z]{1,4}\d{0,4}[-_/]\d[\dA-Z/_-]{2,20}|20\d{2}[-_/]\d{3,8}(?![-_/]\d))(?![\w])"
)
_NAMED = re.compile(
    r"\b(?:factures?|invoices?|avoir|credit note)\s+(?:n\s?[°ºo.]\s?|no\.?\s?|number\s|#\s?)?"
    r"([A-Z0-9][A-Z0-9/_-]{0,30}\d{2}[A-Z0-9/_-]{0,30})",
    re.IGNORECASE,
)


def found_in(words: str) -> dict[str, list[str] | list[int]]:
    """Days (ISO), sums in cents and numbers of invoices, each once, in the order of the words."""
    return {"dates": _days(words), "amounts_cents": _amounts(words), "invoices": numbers_in(words)}


def numbers_in(words: str) -> list[str]:
    """What has the shape of an invoice's number, or stands after the word."""
    at = [(match.start(1), match.group(1)) for match in _NAMED.finditer(words)]
    at += [(match.start(), match.group()) for match in _INVOICE.finditer(words)]
    numbers = dict.fromkeys(number.rstrip("-_/") for _place, number in sorted(at))
    return [number for number in numbers if not _is_day(number)][:_MOST]


def _is_day(number: str) -> bool:
    return bool(re.fullmatch(r"\d{1,2}[/-]\d{1,2}[/-]\d{2,4}|20\d{2}[/-]\d{2}[/-]\d{2}", number))


def _days(words: str) -> list[str]:
    at = []
    for match in _DAY.finditer(words):
        day, month, year, iso_year, iso_month, iso_day = match.groups()
        at.append((match.start(), _day(year or iso_year, month or iso_month, day or iso_day)))
    at += [
        (match.start(), _day(match[3], str(_MONTHS[match[2].lower()]), match[1]))
        for match in _WORDED.finditer(words)
    ]
    return list(dict.fromkeys(day for _place, day in sorted(at) if day))[:_MOST]


def _day(year: str, month: str, day: str) -> str:
    try:
        return date(int(year), int(month), int(day)).isoformat()
    except ValueError:
        return ""


def _amounts(words: str) -> list[int]:
    sums = [(match[1] or match[3], match[2] or match[4]) for match in _AMOUNT.finditer(words)]
    cents = [int(re.sub(r"\D", "", whole)) * 100 + int(rest or 0) for whole, rest in sums]
    return list(dict.fromkeys(cents))[:_MOST]
