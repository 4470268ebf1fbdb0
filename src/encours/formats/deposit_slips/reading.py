"""A whole file that is a slip: it says its number and its day itself, in its first lines or in its name."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from pathlib import PurePath
from typing import Any, BinaryIO, Final

import polars as pl

from encours.core.refusals import Controls, UnreadableFileError
from encours.formats.bank_days import days_of
from encours.formats.deposit_slips.rows import Slip, cents_of, read_slip
from encours.formats.pieces import Piece

MOST_BYTES: Final = 1_000_000
_NAME: Final = re.compile(
    r"(?:remise|bordereau|slip)s?[-_ .]*(?P<kind>cheques?|cartes?|cb|cards?|effets?|lcr|bor|bills?)?[-_ .]*"
    r"(?P<number>[0-9a-z]{1,40})[-_ .]+(?P<day>20[0-9]{2}-?[0-9]{2}-?[0-9]{2})",
    re.IGNORECASE,
)
_KINDS: Final = {
    "che": "cheque", "chè": "cheque", "car": "card", "cb": "card", "eff": "bill", "lcr": "bill", "bor": "bill",
    "tra": "bill", "bil": "bill",
}  # fmt: skip
_SURE: Final = 0.99
_OTHERS: Final = (b"<", b"{", b"[", b"%PDF", b"MZ", b"PK")
_REMEDY: Final = (
    "Commencez le fichier par « Bordereau;4711001 », « Date;02/10/2026 » et « Nature;chèques », ou nommez-le comme "
    "remise-cheques-4711001-2026-10-02.csv."
)


def sniff(head: bytes, name: str) -> float:
    """How sure we are that these bytes are a slip: it says so of itself, and its first line has an amount."""
    if head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(_OTHERS) or b"\0" in head[:1024]:
        return 0.0
    slip = read_slip(_decoded(head))
    named = _NAME.search(PurePath(name).name) is not None
    return _SURE if slip.lines and (named or {"number", "day"} <= slip.told.keys()) else 0.0


def read(file: BinaryIO, name: str = "") -> Iterator[Piece]:
    """Read the slip: `facts["deposits"]` holds it, with its lines; a line that is not understood refuses it whole.

    Raises UnreadableFileError: it is too long, does not say its number or its day, or has a line that is none.
    """
    content = file.read(MOST_BYTES + 1)
    if len(content) > MOST_BYTES:
        raise _wrong("file_too_large", "Ce fichier dépasse un mégaoctet.", "Partagez le bordereau.")
    slip = read_slip(_decoded(content))
    if slip.refusals:
        first = slip.refusals[0]
        raise _wrong(
            f"slip_{first.rule}", f"Ligne {first.line} : elle n’est pas comprise.", first.remedy, first.line
        )
    told = _told(slip, name)
    rows, total = len(slip.lines), told["total_cents"]
    controls = Controls(rows_read=rows, rows_kept=rows, credit_cents=total, debit_cents=told["fee_cents"])
    yield Piece(pl.DataFrame(), controls=controls, facts={"deposits": [told]})


def _told(slip: Slip, name: str) -> dict[str, Any]:
    """What the slip is: kind, number, on, currency (empty where it does not say), fee and total in cents, lines."""
    named = _NAME.search(PurePath(name).name)
    by_name = named.groupdict() if named else {}
    number = slip.told.get("number") or by_name.get("number") or ""
    if not number:
        raise _wrong("slip_number_missing", "Ce bordereau ne dit pas son numéro.", _REMEDY)
    fee = cents_of(slip.told.get("fee", "0"))
    if fee is None:
        raise _wrong("slip_fee", "Les frais de ce bordereau ne sont pas un montant.", _REMEDY)
    return {
        "kind": _kind(slip.told.get("kind") or by_name.get("kind") or ""),
        "number": number[:60],
        "on": _day(slip.told.get("day"), by_name.get("day")),
        "currency": slip.told.get("currency", "").upper()[:3],
        "fee_cents": fee,
        "total_cents": sum(each.amount_cents for each in slip.lines),
        "lines": slip.lines,
    }


def _kind(text: str) -> str:
    plain = text.strip().casefold()
    if not plain:
        return "cheque"
    found = next((kind for start, kind in _KINDS.items() if plain.startswith(start)), None)
    if found is None:
        raise _wrong(
            "slip_kind", f"« {text[:40]} » n’est ni des chèques, ni des cartes, ni des effets.", _REMEDY
        )
    return found


def _day(told: str | None, named: str | None) -> date:
    if told:
        return days_of([(1, told)], "date", day_first=not re.match(r"[0-9]{4}", told))[0]
    if not named:
        raise _wrong("slip_day_missing", "Ce bordereau ne dit pas le jour de la remise.", _REMEDY)
    try:
        return date.fromisoformat(named)
    except ValueError:
        raise _wrong("slip_day_missing", f"« {named} » n’est pas une date.", _REMEDY) from None


def _decoded(content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")


def _wrong(rule: str, sentence: str, remedy: str, line: int = 0) -> UnreadableFileError:
    return UnreadableFileError(rule, sentence, remedy, line=line)
