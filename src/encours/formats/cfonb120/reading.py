"""Statements of a CFONB120 file: an 01, its 04 and 05, a 07 that must tie."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, BinaryIO

from encours.core.matching.statements import Statement
from encours.core.refusals import Notice, UnreadableFileError
from encours.formats.bank_lines import Lines, zero_amount
from encours.formats.cfonb120.accounts import iban_of
from encours.formats.cfonb120.movements import Movement, complement_of, movement_of
from encours.formats.cfonb120.records import Record, records_of, wrong
from encours.formats.pieces import Piece

_HEAD = re.compile(rb"01[0-9A-Z ]{5}.{113}(\r|\n|0[1457]|$)", re.DOTALL)


def sniff(head: bytes, name: str) -> float:
    """How sure we are that these first bytes are CFONB120."""
    del name
    start = head.lstrip(b"\r\n")
    if _HEAD.match(start):
        return 0.95
    return 0.4 if re.match(rb"01[0-9]{5} {4}[0-9]{5}", start) else 0.0


def read(file: BinaryIO) -> Iterator[Piece]:
    """Lines in the shape of `core.frames.BankLine`, some thousands a piece.

    The last piece bears the control totals, `facts["statements"]` and `facts["complements"]` (charges,
    original amount and identifiers, as the bank wrote them, by line position). Raises
    UnreadableFileError naming record and position: truncation, orders, amounts, days, balances.
    """
    reading = _Reading()
    yield from reading.lines.pieces(reading.through(file))


class _Reading:
    """What is known so far of the file being read."""

    def __init__(self) -> None:
        self.lines = Lines()
        self._current: Statement | None = None
        self._key: tuple[str, str] | None = None
        self._agency = ("", "")
        self._movement: Movement | None = None
        self._complements: list[dict[str, Any]] = []
        self.lines.more["complements"] = self._complements

    def through(self, file: BinaryIO) -> Iterator[None]:
        """Read record by record."""
        rank = 0
        for record in records_of(file):
            rank = record.rank
            self._take(record)
            yield
        if self._current is not None:
            raise UnreadableFileError(
                "truncated",
                f"Le fichier s’arrête à l’enregistrement {rank}, sans nouveau solde (07) : il est tronqué.",
                "Téléchargez de nouveau le relevé ; rien n’a été enregistré.",
                line=rank,
            )

    def _take(self, record: Record) -> None:
        """One record, in the order of the file."""
        kind = record.text[:2]
        if kind == "01":
            self._open(record)
        elif kind == "04":
            self._close_movement()
            statement = self._inside(record)
            self._movement = movement_of(record, statement.account, statement.currency)
        elif kind == "05":
            self._inside(record)
            if self._movement is None:
                raise wrong(record, 1, "orphan_complement", "complément (05) sans mouvement (04) avant lui")
            self._movement.complements.append(complement_of(record))
        elif kind == "07":
            self._close(record)
        else:
            raise wrong(record, 1, "unknown_record", f"code d’enregistrement « {kind} » inconnu")

    def _open(self, record: Record) -> None:
        if self._current is not None:
            raise wrong(record, 1, "missing_closing", "un relevé commence avant la fin du précédent (07)")
        self._key = record.account_key()
        number, currency = self._key
        self._agency = record.agency()
        self._current = Statement(
            kind="cfonb120",
            account=iban_of(*self._agency, number),
            currency=currency,
            from_on=record.day(35),
            opening_cents=record.cents(),
        )
        self._current.id = f"{self._current.account} {record.cut(35, 40)}"
        self.lines.open(self._current)

    def _inside(self, record: Record) -> Statement:
        if self._current is None:
            raise wrong(record, 1, "missing_opening", "mouvement sans ancien solde (01) avant lui")
        if record.account_key() != self._key:
            raise wrong(record, 3, "mixed_accounts", "le compte ou la devise change au milieu du relevé")
        if record.agency() != self._agency:
            self.lines.notices.append(_other_agency(record))
            self._agency = record.agency()
        return self._current

    def _close(self, record: Record) -> None:
        self._close_movement()
        statement = self._inside(record)
        statement.closing_cents = record.cents()
        statement.to_on = record.day(35)
        self.lines.close(record.rank)
        self._current = None

    def _close_movement(self) -> None:
        movement, self._movement = self._movement, None
        if movement is None or self._current is None:
            return
        row = movement.row()
        self.lines.add(row)
        self._complements += [{"position": row["position"], **each} for each in movement.apart()]
        if row["amount_cents"] == 0:
            self.lines.notices.append(zero_amount(movement.record.rank, "91", movement.record.cut(49, 79)))


def _other_agency(record: Record) -> Notice:
    return Notice(
        record.rank,
        "3",
        "agency_changes",
        "Le code banque ou guichet change au milieu du relevé, pour un même numéro de compte : celui de "
        "l’ancien solde (01) est gardé.",
        " ".join(record.agency()),
    )
