"""Amounts of a BAI2: whole numbers of the currency's smallest unit, a type code that tells their sense."""

from __future__ import annotations

import re
from typing import Final

from encours.formats.bank_lines import refused
from encours.formats.bank_text import AGAIN

_WHOLE: Final = re.compile(r"[+-]?[0-9]{1,18}")
_NO_DECIMALS: Final = frozenset(
    {
        "JPY",
        "KRW",
        "VND",
        "CLP",
        "ISK",
        "XAF",
        "XOF",
        "XPF",
        "PYG",
        "UGX",
        "RWF",
        "KMF",
        "DJF",
        "GNF",
        "BIF",
        "VUV",
    }
)
_THREE_DECIMALS: Final = frozenset({"BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"})
_FUNDS: Final = {"V": 2, "S": 3}


def units(text: str, line: int) -> int:
    """The number as it stands; nought when blank."""
    if text and _WHOLE.fullmatch(text) is None:
        raise refused(
            "unreadable_amount", f"Ligne {line} : « {text[:40]} » n’est pas un montant BAI2.", AGAIN, line
        )
    return int(text or 0)


def cents(number: int, currency: str, line: int) -> int:
    """Hundredths of the unit, whatever the currency."""
    if currency in _NO_DECIMALS:
        return number * 100
    if currency not in _THREE_DECIMALS:
        return number
    whole, rest = divmod(abs(number), 10)
    if rest:
        raise refused(
            "amount_decimals",
            f"Ligne {line} : {number} a plus de deux décimales en {currency}.",
            "Encours tient les montants au centime : ce compte ne peut pas être lu.",
            line,
        )
    return -whole if number < 0 else whole


def sense(code: str) -> int:
    """1 for a credit, -1 for a debit, 0 for what moves no money."""
    number = int(code) if code.isdecimal() else 0
    if 100 <= number < 400 or 920 <= number < 960:  # noqa: PLR2004 — the ranges of the standard
        return 1
    return -1 if 400 <= number < 700 or 960 <= number < 1000 else 0  # noqa: PLR2004


def after_funds(fields: list[str], at: int) -> int:
    """The place after a funds type and what belongs to it."""
    kind = fields[at].upper() if at < len(fields) else ""
    if kind == "D":
        many = fields[at + 1] if at + 1 < len(fields) else ""
        return at + 2 + 2 * (int(many) if many.isdecimal() and len(many) < 4 else 0)  # noqa: PLR2004 — three figures
    return at + 1 + _FUNDS.get(kind, 0)
