"""How long something lasted, in the words of a reader: from tenths of a second to days."""

from __future__ import annotations

from typing import Final

from encours.core.money import rounded
from encours.words.amounts import days, number, tenths

_SECOND, _MINUTE, _HOUR, _DAY = 1_000, 60_000, 3_600_000, 86_400_000
_UNITS: Final = ((2 * _MINUTE, _SECOND, "s"), (2 * _HOUR, _MINUTE, "min"), (2 * _DAY, _HOUR, "h"))


def lasting(ms: int, language: str) -> str:
    """So many milliseconds: "0,8 s", "95 s", "12 min", "5 h", "3 jours"."""
    if abs(ms) < 10 * _SECOND:
        return f"{tenths(rounded(ms, 100), language)}\N{NO-BREAK SPACE}s"
    for below, one, unit in _UNITS:
        if abs(ms) < below:
            return f"{number(rounded(ms, one), language)}\N{NO-BREAK SPACE}{unit}"
    return days(rounded(ms, _DAY), language)
