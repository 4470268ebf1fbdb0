"""Days as people read them, in French and in English."""

from __future__ import annotations

from datetime import date
from functools import lru_cache

from babel.dates import format_date

from encours.words.languages import locale_name

_SPACE, _HARD = " ", "\N{NO-BREAK SPACE}"


@lru_cache(maxsize=4096)
def day_long(value: date, language: str) -> str:
    """A day in full: "1er octobre 2026", "1 October 2026", never cut at the end of a line."""
    words = format_date(value, "d MMMM y", locale=locale_name(language))
    if language == "fr" and value.day == 1:
        words = words.replace("1 ", "1er ", 1)
    return words.replace(_SPACE, _HARD)


@lru_cache(maxsize=4096)
def day_short(value: date, language: str) -> str:
    """A day without its year, for an axis: "18 nov.", "18 Nov"."""
    return format_date(value, "d MMM", locale=locale_name(language)).replace(_SPACE, _HARD)


@lru_cache(maxsize=4096)
def day(value: date, language: str) -> str:
    """A day for a table: "01/10/2026" in French, "1 Oct 2026" in English (never month before day)."""
    pattern = "dd/MM/y" if language == "fr" else "d MMM y"
    return format_date(value, pattern, locale=locale_name(language)).replace(_SPACE, _HARD)


@lru_cache(maxsize=4096)
def weekday(value: date, language: str) -> str:
    """The day of the week, short: "lun.", "Mon"."""
    return format_date(value, "EEE", locale=locale_name(language))
