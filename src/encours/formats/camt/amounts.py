"""Amounts and days as CAMT writes them."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from encours.core.matching.currencies import ISO_4217
from encours.core.refusals import UnreadableFileError

_AMOUNT = re.compile(r"([+-]?)([0-9]{0,15})(?:\.([0-9]{0,18}))?")
_DAY = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")


def cents(text: str | None, line: int) -> int:
    """Whole cents (hundredths of the unit, whatever the currency: 2700 JPY is 270000).

    Raises UnreadableFileError `unreadable_amount`, or `amount_decimals` when more than two decimals
    are not zeros (a third decimal of TND or KWD cannot be kept, so nothing is guessed).
    """
    found = _AMOUNT.fullmatch((text or "").strip())
    if found is None or not (found[2] or found[3]):
        raise UnreadableFileError(
            "unreadable_amount",
            f"Ligne {line}, champ Amt : « {(text or '')[:40]} » n’est pas un montant.",
            "Demandez le fichier d’origine à la banque, sans retouche.",
            line=line,
        )
    decimals = (found[3] or "").rstrip("0")
    if len(decimals) > 2:  # noqa: PLR2004 — cents
        raise UnreadableFileError(
            "amount_decimals",
            f"Ligne {line}, champ Amt : {found[0][:40]} a plus de deux décimales.",
            "Encours tient les montants au centime : ce compte ne peut pas être lu.",
            line=line,
        )
    total = int(found[2] or "0") * 100 + int(decimals.ljust(2, "0"))
    return -total if found[1] == "-" else total


def known_currency(code: str | None, line: int) -> str:
    """The currency code, or UnreadableFileError `unknown_currency`."""
    if code in ISO_4217:
        return code
    raise UnreadableFileError(
        "unknown_currency",
        f"Ligne {line}, attribut Ccy : « {(code or '')[:20]} » n’est pas une devise ISO 4217.",
        "Demandez le fichier d’origine à la banque, sans retouche.",
        line=line,
    )


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
