"""Records of a QIF: a letter a line, `^` between them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any, BinaryIO, Final

from encours.core.matching.statements import Statement
from encours.formats.bank_days import days_of
from encours.formats.bank_lines import Lines, account_assumed, payee, refused, row_of, told
from encours.formats.bank_text import AGAIN, account_named, lines_of, loose_cents
from encours.formats.pieces import Piece

_HEAD: Final = re.compile(rb"\s*!(?:Type|Account|Option)\b", re.IGNORECASE)
_HEADLESS: Final = re.compile(rb"\s*D[0-9]{1,2}[/.\-][0-9]{1,2}[/.\-'][0-9]{2,4}\s*[\r\n]+[TU]-?[0-9]")
_BOOKED: Final = frozenset({"bank", "cash", "ccard", "oth a", "oth l"})
_OPENING: Final = re.compile(r"solde (?:initial|d.ouverture)|opening balance", re.IGNORECASE)
_MOST_RECORDS: Final = 500_000
_KEPT: Final = frozenset("DTUPMN")


@dataclass(slots=True)
class Record:
    """One record: its first line, its fields by letter."""

    line: int = 0
    fields: dict[str, str] = field(default_factory=dict)


def sniff(head: bytes, name: str) -> float:
    """How sure we are that these first bytes are a QIF."""
    if _HEAD.match(head.removeprefix(b"\xef\xbb\xbf")):
        return 0.95
    if _HEADLESS.match(head):
        return 0.8
    return 0.5 if name.lower().endswith(".qif") else 0.0


def read(file: BinaryIO, name: str = "") -> Iterator[Piece]:
    """Lines in the shape of `core.frames.BankLine`, control totals last; the account is told by the file's name.

    Raises UnreadableFileError: no movement of a bank account, days whose order nothing tells, amounts and days that
    cannot be read.
    """
    lines = Lines()
    yield from lines.pieces(_through(file, name, lines))


def _through(file: BinaryIO, name: str, lines: Lines) -> Iterator[None]:
    records = list(_records(file))
    if not records:
        raise refused(
            "not_a_statement", "Ce fichier QIF ne contient aucun mouvement de compte bancaire.", AGAIN
        )
    days = days_of([(record.line, record.fields.get("D", "")) for record in records])
    statement = Statement(kind="qif", account=account_named(name) or "QIF", currency="EUR")
    statement.from_on, statement.to_on = min(days), max(days)
    statement.id = f"{statement.account} {statement.to_on}"
    lines.open(statement)
    lines.notices += [account_assumed(statement.account)]
    for record, booked_on in zip(records, days, strict=True):
        row = _row(record, booked_on)
        if _OPENING.fullmatch(record.fields.get("P", "")):
            statement.opening_cents = row["amount_cents"]
            continue
        lines.add(row)
        yield
    lines.close(records[-1].line)


def _records(file: BinaryIO) -> Iterator[Record]:
    booked, record, count = True, Record(), 0
    for line, text in lines_of(file):
        if text.startswith("!"):
            section = text[1:].strip().lower()
            booked = section.removeprefix("type:").strip() in _BOOKED
        elif text.startswith("^"):
            if booked and record.fields:
                count += 1
                yield record
            record = Record()
        elif text[:1] in _KEPT:
            record.line = record.line or line
            record.fields.setdefault(text[0], text[1:].strip())
        if count > _MOST_RECORDS:
            raise refused("too_many_records", f"Le fichier dépasse {_MOST_RECORDS} mouvements.", AGAIN)
    if booked and record.fields:
        raise refused(
            "truncated",
            f"Le fichier s’arrête à la ligne {record.line}, au milieu d’un mouvement : il est tronqué.",
            "Téléchargez de nouveau le relevé ; rien n’a été enregistré.",
            record.line,
        )


def _row(record: Record, booked_on: date) -> dict[str, Any]:
    said = record.fields
    name, memo = told(said.get("P")) or "", told(said.get("M")) or ""
    number = said.get("N", "")
    words = [memo] if memo.startswith(name) else [name, memo]
    return row_of(
        booked_on,
        loose_cents(said.get("T") or said.get("U") or "", record.line, "T"),
        counterparty=payee(name),
        bank_reference=number if number.isdecimal() else None,
        wording=" ".join(filter(None, words)),
    )
