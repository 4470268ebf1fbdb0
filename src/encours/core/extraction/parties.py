"""Whose numbers stand on an invoice: check digits are the evidence, the words beside them say whose they are."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from typing import Final

from encours.core.extraction.finding import Found
from encours.core.extraction.labels import BUYER
from encours.core.extraction.values import ibans, sirens, vat_numbers
from encours.core.extraction.words import Row

_KEYED, _ALONE, _NAMED, _DIGITS = 90, 70, 95, 60
_SIREN_NAMED: Final = re.compile(r"\b(?:siren|siret|rcs|r\.c\.s)\b", re.IGNORECASE)


def parties_of(rows: Sequence[Row]) -> dict[str, Found | None]:
    """The seller's SIREN, VAT number and IBAN, and the buyer's numbers, as far as they are told."""
    vats, ours = _told(rows, vat_numbers), _told(rows, sirens)
    seller_vat, buyer_vat = _whose(vats)
    seller_siren, buyer_siren = _whose(ours)
    if seller_siren is None:
        seller_siren = _of_vat(seller_vat)
    if buyer_siren is None:
        buyer_siren = _of_vat(buyer_vat)
    accounts = _told(rows, ibans)
    return {
        "seller_siren": seller_siren,
        "seller_vat": seller_vat,
        "iban": accounts[0][1] if accounts else None,
        "buyer_siren": buyer_siren,
        "buyer_vat": buyer_vat,
    }


def _told(rows: Sequence[Row], values: Callable[[str], Iterable[str]]) -> list[tuple[bool, Found]]:
    """Each number, with whether its words say that it is the buyer's."""
    found: list[tuple[bool, Found]] = []
    for row in rows:
        for word in row.words:
            # A number may be cut in several words of its line: then the line is read whole.
            for value in values(word.text):
                theirs = BUYER.search(word.text) is not None
                weight = _weight(value, word.text)
                found.append((theirs, Found(value, weight, row.page, row.number, row.text)))
        known = {one.value for _theirs, one in found}
        found += [
            (
                BUYER.search(row.text) is not None,
                Found(value, _weight(value, row.text), row.page, row.number, row.text),
            )
            for value in values(row.text)
            if value not in known
        ]
    return found


def _weight(value: str, text: str) -> int:
    """Nine digits alone pass their key one time in ten: without a word that names them they are in doubt."""
    if _SIREN_NAMED.search(text):
        return _NAMED
    return _DIGITS if value.isdecimal() else _KEYED


def _whose(told: Sequence[tuple[bool, Found]]) -> tuple[Found | None, Found | None]:
    """The seller's and the buyer's. Of two that no word tells apart, the one told last or most is the seller's.

    An invoice bears its seller's numbers at its head or at its foot, and its buyer's with its address.
    """
    theirs = [one for buyer, one in told if buyer]
    others = [one for buyer, one in told if not buyer and one.value not in {each.value for each in theirs}]
    if not others:
        return None, (theirs[0] if theirs else None)
    counts = Counter(one.value for one in others)
    if len(counts) == 1:
        return others[0], (theirs[0] if theirs else None)
    most = max(counts.values())
    seller = next(one for one in others if counts[one.value] == most)
    if theirs:
        return seller, theirs[0]
    buyer = next(one for one in others if one.value != seller.value)
    return _less(seller), _less(buyer)


def _less(one: Found) -> Found:
    return Found(one.value, _ALONE, one.page, one.line, one.said)


def _of_vat(one: Found | None) -> Found | None:
    """A French VAT number ends with the SIREN."""
    if one is None or not str(one.value).startswith("FR"):
        return None
    return Found(str(one.value)[4:], one.weight, one.page, one.line, one.said)
