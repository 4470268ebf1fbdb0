"""Amounts, days, rates and quantities as XML invoices write them."""

from __future__ import annotations

import re
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from encours.core.einvoice.documents import MICRO
from encours.core.refusals import UnreadableFileError
from encours.formats.einvoice.nodes import Node, one

_NUMBER = re.compile(r"[+-]?(?:[0-9]{1,15}(?:\.[0-9]{0,30})?|\.[0-9]{1,30})")
_ISO = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")
_COMPACT = re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})")
_OF_A_DAY = frozenset({"102", "203", "204", "205"})  # UNTDID 2379: a day, alone or with its hour
_MOST_DECIMALS = 2


def _number(node: Node) -> Decimal:
    words = node.text.strip()
    if not _NUMBER.fullmatch(words):
        raise UnreadableFileError(
            "unreadable_number",
            f"Ligne {node.line} : « {words[:40]} » n’est pas un nombre.",
            "Demandez le fichier d’origine à qui l’a émis, sans retouche.",
            line=node.line,
        )
    return Decimal(words)


def cents(node: Node | None) -> int | None:
    """Whole cents, or None where nothing is printed.

    Raises UnreadableFileError: `unreadable_number`, or `amount_decimals` for a part of a cent.
    """
    if node is None or not node.text:
        return None
    found = _number(node) * 100
    whole = int(found.to_integral_value())
    if found != whole:
        raise UnreadableFileError(
            "amount_decimals",
            f"Ligne {node.line} : le montant {node.text[:40]} a plus de {_MOST_DECIMALS} décimales.",
            "Un montant de facture est au centime (EN 16931, BR-DEC) : faites corriger la facture.",
            line=node.line,
        )
    return whole


def micros(node: Node | None) -> int | None:
    """Millionths, rounded half up, or None where nothing is printed."""
    return None if node is None or not node.text else _rounded(_number(node) * MICRO)


def price_micros(price: Node | None, quantity: Node | None) -> int | None:
    """The price of one unit in millionths; `quantity` is the number of units that the price is for."""
    if price is None or not price.text:
        return None
    units = _number(quantity) if quantity is not None and quantity.text else Decimal(1)
    return _rounded(_number(price) * MICRO / units) if units else None


def rate_ppm(node: Node | None) -> int | None:
    """A rate in per cent as parts per million."""
    return None if node is None or not node.text else _rounded(_number(node) * 10_000)


def _rounded(number: Decimal) -> int:
    return int(number.quantize(Decimal(1), rounding=ROUND_HALF_UP))


def day(node: Node | None) -> date | None:
    """The day of an ISO date, or of the compact form of CII (whatever the hour that follows); None without one."""
    if node is None:
        return None
    holder = one(node, "DateTimeString", "DateString", "DateTime", "Date") or node
    words = holder.text.strip()
    if holder.attributes.get("format", "102") not in _OF_A_DAY:
        return None  # a week or a month is not a day
    found = _ISO.match(words) or _COMPACT.match(words)
    if found is None:
        if not words:
            return None
        raise _not_a_day(holder, words)
    try:
        return date(int(found[1]), int(found[2]), int(found[3]))
    except ValueError:
        raise _not_a_day(holder, words) from None


def _not_a_day(node: Node, words: str) -> UnreadableFileError:
    return UnreadableFileError(
        "unreadable_day",
        f"Ligne {node.line} : « {words[:40]} » n’est pas une date.",
        "Demandez le fichier d’origine à qui l’a émis, sans retouche.",
        line=node.line,
    )
