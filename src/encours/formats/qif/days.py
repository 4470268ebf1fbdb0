"""In which order a QIF writes day and month: told by the days themselves, never guessed."""

from __future__ import annotations

import re
from datetime import date
from typing import Final

from encours.formats.bank_lines import refused
from encours.formats.bank_text import unreadable_day

_DAY: Final = re.compile(r"([0-9]{1,4})[/.\-' ]+([0-9]{1,2})[/.\-' ]+([0-9]{1,4})")
Parts = tuple[int, int, int]


def days_of(texts: list[tuple[int, str]]) -> list[date]:
    """The day of each text, given with its line; raises UnreadableFileError `unreadable_day`, `ambiguous_days`."""
    parts = [_parts(text, line) for line, text in texts]
    told = [found for found in (_ordered(parts, day_first=True), _ordered(parts, day_first=False)) if found]
    if not told:
        line, text = texts[0]
        raise unreadable_day(text, line, "D")
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


def _parts(text: str, line: int) -> Parts:
    found = _DAY.fullmatch(text.strip())
    if found is None:
        raise unreadable_day(text, line, "D")
    return int(found[1]), int(found[2]), int(found[3])


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
