"""Cents, counts and rates as people read them, with no-break spaces so that no figure is cut in two."""

from __future__ import annotations

from decimal import Decimal
from functools import lru_cache
from typing import Final, NamedTuple

from babel import Locale
from babel.numbers import format_currency, format_decimal

from encours.words.languages import locale_name

_PATTERNS: Final = {
    "fr": "#,##0.00\N{NO-BREAK SPACE}¤;-#,##0.00\N{NO-BREAK SPACE}¤",
    "en": "¤#,##0.00;-¤#,##0.00",
}


@lru_cache(maxsize=4096)
def money(cents: int, currency: str, language: str) -> str:
    """Whole cents as an amount: "1 234,50 €" in French, "€1,234.50" in English; two decimals always."""
    signs = _signs(currency, language)
    whole, rest = divmod(abs(cents), 100)
    figure = f"{whole:,}".replace(",", signs.thousands)
    return f"{signs.before[cents < 0]}{figure}{signs.decimal}{rest:02d}{signs.after}"


class _Signs(NamedTuple):
    before: tuple[str, str]  # of an amount, of a negative one
    thousands: str
    decimal: str
    after: str


@lru_cache(maxsize=64)
def _signs(currency: str, language: str) -> _Signs:
    """What stands around the digits, read from two amounts that Babel writes."""
    above, below = (
        format_currency(
            Decimal(sample).scaleb(-2),
            currency,
            format=_PATTERNS[language],
            locale=_locale(language),
            currency_digits=False,
        )
        for sample in (123_456_789, -123_456_789)
    )
    before, _, rest = above.partition("1")
    thousands, _, rest = rest.partition("234")
    decimal, _, after = rest.partition("567")[2].partition("89")
    return _Signs((before, below.partition("1")[0]), thousands, decimal, after)


def percent(rate: Decimal | int, language: str) -> str:
    """A rate in percents: 12.15 is "12,15 %" in French, "12.15%" in English; at most three decimals."""
    figure = format_decimal(rate, format="#,##0.###", locale=_locale(language))
    return f"{figure}\N{NO-BREAK SPACE}%" if language == "fr" else f"{figure}%"


def number(value: int, language: str) -> str:
    """A whole number with its thousands apart."""
    return format_decimal(value, format="#,##0", locale=_locale(language))


def days(length: int, language: str) -> str:
    """A number of days: "1 jour", "12 jours", "1 day", "12 days" (French counts 0 as singular)."""
    singular = abs(length) <= 1 if language == "fr" else abs(length) == 1
    noun = {"fr": ("jour", "jours"), "en": ("day", "days")}[language][0 if singular else 1]
    return f"{number(length, language)}\N{NO-BREAK SPACE}{noun}"


@lru_cache(maxsize=4)
def _locale(language: str) -> Locale:
    return Locale.parse(locale_name(language))


def decimal(parts: int, places: int) -> Decimal:
    """So many parts of ten, a hundred…, as a decimal number."""
    return Decimal(parts).scaleb(-places)


def tenths(parts: int, language: str) -> str:
    """Tenths as people read them: 455 is "45,5", 450 is "45"."""
    return format_decimal(decimal(parts, 1), format="#,##0.#", locale=_locale(language))


def exact(text: str, language: str) -> str:
    """A decimal text with all its decimals: "1234.5" is "1 234,5" in French; empty stays empty."""
    return format_decimal(Decimal(text), format="#,##0.######", locale=_locale(language)) if text else ""


_UNITS = {"fr": ("octets", "ko", "Mo", "Go", "To"), "en": ("bytes", "kB", "MB", "GB", "TB")}
_THOUSAND = 1000


def weight(size: int, language: str) -> str:
    """So many bytes as people read them, in thousands (SI): 1234567 is "1,2 Mo" or "1.2 MB"."""
    tenths_of, unit = size * 10, 0
    while tenths_of >= _THOUSAND * 10 and unit < len(_UNITS[language]) - 1:
        tenths_of, unit = tenths_of // _THOUSAND, unit + 1
    return f"{tenths(tenths_of, language)}\N{NO-BREAK SPACE}{_UNITS[language][unit]}"
