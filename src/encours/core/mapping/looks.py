"""What cells look like: days and in which order, amounts and with which decimal sign, addresses, codes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

_DAY = re.compile(
    r"^(\d{1,4})[/.\-](\d{1,2})[/.\-](\d{1,4})(?:[ T]\d{1,2}:\d{2}.*)?$|^((?:19|20)\d{2})(\d{2})(\d{2})$"
)
_WORDED = re.compile(r"^\d{1,2}[ \-][^\W\d]{3,9}\.?[ \-]\d{2,4}$")
_AMOUNT = re.compile(
    r"^\(?[+\-\u2010-\u2013\u2212]?\s?(?:[€$£]|[A-Z]{3})?\s?[\d\s.,'’]*\d\s?-?\)?\s?(?:[€$£]|[A-Z]{3})?$"
)
_SEPARATED = re.compile(r"[.,]")
_MOST_MONTHS = 12
_THOUSAND = 3
_MOST = 0.6


@dataclass(frozen=True, slots=True)
class Order:
    """In which order days are written; `sure` False where nothing in the file tells day from month."""

    order: str
    sure: bool
    clash: bool = False


def date_order(values: Iterable[str], default: str = "dmy") -> Order:
    """The order of day, month and year: a number above twelve is no month."""
    days_first = months_first = years_first = written = 0
    for value in values:
        found = _DAY.match(value.strip())
        if not found or found[4]:
            continue
        written += 1
        first, second = int(found[1]), int(found[2])
        if len(found[1]) > 2:  # noqa: PLR2004 — a year
            years_first += 1
        elif first > _MOST_MONTHS:
            days_first += 1
        elif second > _MOST_MONTHS:
            months_first += 1
    if years_first == written:
        return Order("ymd" if written else default, sure=True)
    if days_first and months_first:
        return Order("dmy" if days_first >= months_first else "mdy", sure=False, clash=True)
    if days_first or months_first:
        return Order("dmy" if days_first else "mdy", sure=True)
    return Order(default, sure=False)


def decimal_sign(values: Iterable[str], default: str = ",") -> tuple[str, bool]:
    """The decimal sign, and whether the file tells it: « 1.234 » alone does not."""
    votes = {",": 0, ".": 0}
    doubtful = False
    for value in values:
        signs = _SEPARATED.findall(value)
        if not signs:
            continue
        last, behind = signs[-1], len(re.sub(r"\D", "", value[value.rindex(signs[-1]) :]))
        if len(set(signs)) > 1 or (signs.count(last) == 1 and behind != _THOUSAND):
            votes[last] += 1
        elif signs.count(last) > 1:
            votes["," if last == "." else "."] += 1
        else:
            doubtful = True
    if votes[","] == votes["."]:
        return default, not doubtful and not votes[","]
    return max(votes, key=votes.__getitem__), True


def kind_of(values: Sequence[str]) -> str:
    """What most cells look like: day, amount, email, text; empty when there are none."""
    told = [value.strip() for value in values if value.strip()]
    if not told:
        return ""
    for kind, looks in (("email", _is_email), ("day", is_day), ("amount", _is_amount)):
        if sum(map(looks, told)) >= _MOST * len(told):
            return kind
    return "text"


def is_day(value: str) -> bool:
    """Whether a cell looks like a day."""
    found = _DAY.match(value)
    return bool(found or _WORDED.match(value)) and not (found and found[4] and not _plausible(found))


def _plausible(found: re.Match[str]) -> bool:
    return 1 <= int(found[5]) <= _MOST_MONTHS and 1 <= int(found[6]) <= 31  # noqa: PLR2004 — days of a month


def _is_email(value: str) -> bool:
    return re.match(r"^[^@\s]+@[^@\s]+\.[^@\s]+$", value) is not None


def _is_amount(value: str) -> bool:
    return _AMOUNT.match(value) is not None
