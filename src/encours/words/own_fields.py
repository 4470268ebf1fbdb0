"""What a field of a creditor's own says, in a language: an amount, a day, yes or no, or the words themselves."""

from __future__ import annotations

from decimal import Decimal

from encours.core.custom_fields import day_of
from encours.words import amounts, days

_YES_NO = {"fr": {"yes": "oui", "no": "non"}, "en": {"yes": "yes", "no": "no"}}


def said(kind: str, text: str, number: int | None, currency: str, language: str) -> str:
    """A value as people read it; empty where nothing is said."""
    if not text:
        return ""
    if kind == "yes_no":
        return _YES_NO[language].get(text, text)
    if number is None:
        return text
    if kind == "amount":
        return amounts.money(number, currency or "EUR", language)
    if kind == "day":
        return days.day(day_of(number), language)
    return amounts.exact(str(Decimal(number).scaleb(-3).normalize()), language) if kind == "number" else text
