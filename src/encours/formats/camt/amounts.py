"""Amounts and days as CAMT writes them."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from encours.core.refusals import UnreadableFileError
from encours.formats import bank_text

_AMOUNT = re.compile(r"([+-]?)([0-9]{0,15})(?:\.([0-9]{0,18}))?")
_DAY = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")


def cents(text: str | None, line: int) -> int:
    """Whole cents, as `bank_text.cents` reads them; a decimal comma is no XML amount."""
    return bank_text.cents(text or "", line, "Amt", _AMOUNT)


def known_currency(code: str | None, line: int) -> str:
    """The currency code, as `bank_text.currency_of` knows it."""
    return bank_text.currency_of(code or "", line, "Ccy")


def signed(amount: int, direction: str | None, line: int) -> int:
    """The amount as the account sees it: positive for money received (CRDT)."""
    if direction == "CRDT":
        return amount
    if direction == "DBIT":
        return -amount
    raise UnreadableFileError(
        "unreadable_direction",
        f"Ligne {line}, champ CdtDbtInd : « {(direction or '')[:20]} » n’est ni CRDT ni DBIT.",
        "Demandez le fichier d’origine à la banque, sans retouche.",
        line=line,
    )


def day(holder: Any) -> date | None:
    """The day of a `Dt`/`DtTm` choice, as the bank writes it (its own time zone is kept)."""
    if holder is None:
        return None
    text = holder.findtext("{*}Dt") or holder.findtext("{*}DtTm") or holder.text or ""
    return day_of(text)


def day_of(text: str | None) -> date | None:
    """The day at the start of an ISO date or instant; None when there is none."""
    found = _DAY.match((text or "").strip())
    if found is None:
        return None
    try:
        return date(int(found[1]), int(found[2]), int(found[3]))
    except ValueError:
        return None
