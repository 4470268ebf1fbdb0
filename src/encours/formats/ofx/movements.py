"""A transaction (`STMTTRN`) and an account of OFX, as a bank line and an account's number."""

from __future__ import annotations

import re
from datetime import date
from typing import Any, Final

from encours.formats.bank_lines import payee, refused, row_of, told
from encours.formats.bank_text import AGAIN, account_of, cents, unreadable_day, valid_iban
from encours.formats.cfonb120.accounts import iban_of

_CARD: Final = re.compile(r"[0-9]{13,19}")
_RIB: Final = re.compile(r"[0-9A-Z]{11}")
_RANKED: Final = re.compile(r"[^0-9]*0*([0-9]+)")


def day_of(text: str, line: int, field: str) -> date | None:
    """The day an OFX date begins with, as the bank writes it (its own time zone is kept); None when blank."""
    if not text:
        return None
    found = re.match(r"([0-9]{4})([0-9]{2})([0-9]{2})", text)
    try:
        return date(int(found[1]), int(found[2]), int(found[3])) if found else _wrong(text, line, field)
    except ValueError:
        return _wrong(text, line, field)


def _wrong(text: str, line: int, field: str) -> date:
    raise unreadable_day(text, line, field)


def account_number(said: dict[str, str], line: int, *, card: bool) -> str:
    """The account's IBAN where bank, branch and number make one; of a card, its last four digits alone."""
    bare = "".join(said.get("ACCTID", "").split()).upper()
    bank, branch = said.get("BANKID", ""), said.get("BRANCHID", "")
    if card and _CARD.fullmatch(bare):
        return f"CARTE-{bare[-4:]}"
    if valid_iban(bare):
        return bare
    if re.fullmatch(r"[0-9]{5} [0-9]{5}", f"{bank} {branch}") and _RIB.fullmatch(bare):
        return iban_of(bank, branch, bare)
    return account_of(bare, line, "ACCTID")


def row_told(fields: dict[str, str], rank: int, line: int) -> dict[str, Any]:
    """A BankLine row of one transaction; `rank` is its own in its list, from 1."""
    booked_on = day_of(fields.get("DTPOSTED", ""), line, "DTPOSTED")
    if booked_on is None:
        raise refused(
            "missing_booking_day",
            f"Ligne {line}, champ DTPOSTED : l’opération n’a pas de date de comptabilisation.",
            AGAIN,
            line,
        )
    name, memo = told(fields.get("NAME")) or "", told(fields.get("MEMO")) or ""
    words = [memo] if memo.startswith(name) else [name, memo]
    number = fields.get("CHECKNUM", "").strip("0")
    if number and number not in " ".join(words):
        words.append(number)
    return row_of(
        booked_on,
        _amount(fields.get("TRNAMT", ""), line),
        value_on=day_of(fields.get("DTAVAIL", ""), line, "DTAVAIL"),
        counterparty=payee(name),
        iban=valid_iban(fields.get("TO:ACCTID")),
        bank_reference=None if _is_rank(fields.get("FITID", ""), rank) else fields.get("FITID"),
        return_reason="RVSL" if fields.get("CORRECTACTION") == "DELETE" else None,
        wording=" ".join(filter(None, words)),
    )


def _amount(text: str, line: int) -> int:
    """Some banks write thousands apart: what is no decimal mark, the last, is left out."""
    compact = "".join(text.split())
    if "," in compact and "." in compact:
        compact = compact.replace("," if compact.rfind(".") > compact.rfind(",") else ".", "")
    return cents(compact, line, "TRNAMT")


def _is_rank(identifier: str, rank: int) -> bool:
    """Some banks number the lines of each download: that names no line of the account."""
    found = _RANKED.fullmatch(identifier)
    return found is not None and int(found[1]) == rank
