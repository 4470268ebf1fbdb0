"""Statements of a CFONB120 file: an 01, its 04 and 05, a 07 that must tie."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, BinaryIO

from encours.core.matching.statements import Fingerprints, Statement, frame_of, gaps, proved
from encours.core.refusals import Controls, Notice, UnreadableFileError
from encours.formats.cfonb120.accounts import iban_of
from encours.formats.cfonb120.movements import Movement, complement_of, movement_of
from encours.formats.cfonb120.records import Record, records_of, wrong
from encours.formats.pieces import Piece

ROWS_A_PIECE = 20_000
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
    for record in records_of(file):
        reading.take(record)
        if len(reading.rows) >= ROWS_A_PIECE:
            yield reading.piece()
    yield reading.last_piece()


class _Reading:
    """What is known so far of the file being read."""

    def __init__(self) -> None:
        self.rows: list[dict[str, Any]] = []
        self.notices: list[Notice] = []
        self._statements: list[Statement] = []
        self._names = Fingerprints()
        self._current: Statement | None = None
        self._key: tuple[str, str] | None = None
        self._agency = ("", "")
        self._movement: Movement | None = None
        self._complements: list[dict[str, Any]] = []
        self._debit = self._credit = self._count = 0
        self._last: Record | None = None

    def take(self, record: Record) -> None:
        """One record, in the order of the file."""
        self._last = record
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
        self._statements.append(self._current)
        self._names.enter(self._current)

    def _inside(self, record: Record) -> Statement:
        if self._current is None:
            raise wrong(record, 1, "missing_opening", "mouvement sans ancien solde (01) avant lui")
        if record.account_key() != self._key:
            raise wrong(record, 3, "mixed_accounts", "le compte ou la devise change au milieu du relevé")
        if record.agency() != self._agency:
            self.notices.append(_other_agency(record))
            self._agency = record.agency()
        return self._current

    def _close(self, record: Record) -> None:
        self._close_movement()
        statement = self._inside(record)
        statement.closing_cents = record.cents()
        statement.to_on = record.day(35)
        proved(statement, record.rank)
        self._current = None

    def _close_movement(self) -> None:
        movement, self._movement = self._movement, None
        if movement is None or self._current is None:
            return
        self._count += 1
        row = movement.row()
        amount = row["amount_cents"]
        self._credit += max(amount, 0)
        self._debit += max(-amount, 0)
        self._current.movements_cents += amount
        self._current.lines += 1
        row["position"] = self._count
        row["statement"] = len(self._statements) - 1
        row["fingerprint"] = self._names.name(row)
        self.rows.append(row)
        self._complements += [{"position": self._count, **each} for each in movement.apart()]
        if amount == 0:
            self.notices.append(_zero(movement.record))

    def piece(self) -> Piece:
        """The rows read since the last piece."""
        rows, notices = self.rows, self.notices
        self.rows, self.notices = [], []
        return Piece(frame_of(rows), notices=notices)

    def last_piece(self) -> Piece:
        """What remains, with totals over the whole file."""
        if self._current is not None and self._last is not None:
            raise UnreadableFileError(
                "truncated",
                f"Le fichier s’arrête à l’enregistrement {self._last.rank}, sans nouveau solde (07) : "
                "il est tronqué.",
                "Téléchargez de nouveau le relevé ; rien n’a été enregistré.",
                line=self._last.rank,
            )
        part = self.piece()
        controls = Controls(
            rows_read=self._count,
            rows_kept=self._count,
            debit_cents=self._debit,
            credit_cents=self._credit,
        )
        facts = {
            "statements": [each.facts() for each in self._statements],
            "complements": self._complements,
        }
        return Piece(
            part.frame, notices=part.notices + gaps(self._statements), controls=controls, facts=facts
        )


def _zero(record: Record) -> Notice:
    return Notice(
        record.rank,
        "91",
        "zero_amount",
        "Montant nul : la ligne est lue telle quelle, vérifiez-la avec la banque.",
        record.cut(49, 79),
    )


def _other_agency(record: Record) -> Notice:
    return Notice(
        record.rank,
        "3",
        "agency_changes",
        "Le code banque ou guichet change au milieu du relevé, pour un même numéro de compte : celui de "
        "l’ancien solde (01) est gardé.",
        " ".join(record.agency()),
    )
