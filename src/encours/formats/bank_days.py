"""In which order a file writes day and month: told by the days themselves, never guessed."""

from __future__ import annotations

import re
from datetime import date
from typing import Final

from encours.formats.bank_lines import refused
from encours.formats.bank_text import unreadable_day

_DAY: Final = re.compile(r"([0-9]{1,4})[/.\-' ]+([0-9]{1,2})[/.\-' ]+([0-9]{1,4})(?:[T ,]+[0-9]{1,2}:.*)?")
Parts = tuple[int, int, int]


def days_of(texts: list[tuple[int, str]], field: str = "D", *, day_first: bool | None = None) -> list[date]:
    """The day of each text, given with its line; `day_first` where the format itself says the order.

    Raises UnreadableFileError: `unreadable_day`, `ambiguous_days`.
    """
    parts = [_parts(text, line, field) for line, text in texts]
    orders = (True, False) if day_first is None else (day_first,)
    told = [found for found in (_ordered(parts, day_first=order) for order in orders) if found is not None]
    if not told:
        raise _culprit(texts, parts, field, day_first=day_first is not False)
    if len(told) == 1 or told[0] == told[1]:
        return told[0]
    sorted_ = [days for days in told if days in (sorted(days), sorted(days, reverse=True))]
    if len(sorted_) == 1 and len(texts) > 1:
        return sorted_[0]
    raise refused(
        "ambiguous_days",
        f"Rien ne dit si « {texts[0][1]} » commence par le jour ou par le mois : aucune date du fichier ne tranche.",
        "Exportez une période plus longue, ou choisissez l’OFX, le CAMT.053 ou le CFONB120 de la banque.",
    )


def is_day(text: str) -> bool:
    """Whether a text is written as a day."""
    return _DAY.fullmatch(text.strip()) is not None


def _parts(text: str, line: int, field: str) -> Parts:
    found = _DAY.fullmatch(text.strip())
    if found is None:
        raise unreadable_day(text, line, field)
    return int(found[1]), int(found[2]), int(found[3])


def _culprit(texts: list[tuple[int, str]], parts: list[Parts], field: str, *, day_first: bool) -> Exception:
    for (line, text), each in zip(texts, parts, strict=True):
        if _ordered([each], day_first=day_first) is None:
            return unreadable_day(text, line, field)
    line, text = texts[0]
    return unreadable_day(text, line, field)


def _ordered(parts: list[Parts], *, day_first: bool) -> list[date] | None:
    try:
        return [_day(each, day_first=day_first) for each in parts]
    except ValueError:
        return None


def _day(parts: Parts, *, day_first: bool) -> date:
    first, second, last = parts
    if first > 31:  # noqa: PLR2004 — a year comes first: ISO
        return date(first, second, last)
    year = last if last > 99 else last + (1900 if last > 60 else 2000)  # noqa: PLR2004 — two figures of a year
    return date(year, second, first) if day_first else date(year, first, second)
