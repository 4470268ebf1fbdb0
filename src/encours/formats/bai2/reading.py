"""Groups (02), accounts (03) with their balances, details (16), and the control totals that must tie (49, 98, 99)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import BinaryIO, Final

from encours.core.matching.statements import Statement
from encours.formats.bai2.amounts import after_funds, cents, sense, units
from encours.formats.bai2.records import Record, records_of
from encours.formats.bank_lines import Lines, cut_short, reference, refused, row_of
from encours.formats.bank_text import AGAIN, account_of, currency_of, short_day, valid_iban
from encours.formats.pieces import Piece

_HEAD: Final = re.compile(rb"\s*01,[^,]*,[^,]*,[0-9]{6},[0-9]{0,4},")
_OPENING, _CLOSING = "010", "015"
_RETURNS: Final = frozenset({"255", "257", "266", "555", "557", "558"})
_INTERIM: Final = "3"  # the day under way
_USELESS: Final = frozenset({"2", "4"})  # a deletion, a test


def sniff(head: bytes, name: str) -> float:
    """How sure we are that these first bytes are a BAI2; `name` is not needed."""
    del name
    return 0.95 if _HEAD.match(head) else 0.0


def read(file: BinaryIO) -> Iterator[Piece]:
    """Lines in the shape of `core.frames.BankLine`, some thousands a piece, control totals last.

    Raises UnreadableFileError: codes, amounts and days that cannot be read, control totals or balances that do not
    tie, a file without its trailer, a deletion or a test.
    """
    reading = _Reading()
    yield from reading.lines.pieces(reading.through(file))


class _Reading:
    """What is known so far of the file being read."""

    def __init__(self) -> None:
        self.lines = Lines()
        self._group: tuple[date, str, str] | None = None  # day, currency, what kind of statement
        self._account: Statement | None = None
        self._totals = {"49": 0, "98": 0, "99": 0}
        self._ended = False
        self._line = 0

    def through(self, file: BinaryIO) -> Iterator[None]:
        """Read record by record."""
        for record in records_of(file):
            self._line = record.line
            self._take(record)
            yield
        if not self._ended:
            raise cut_short(self._line)

    def _take(self, record: Record) -> None:
        if record.kind == "02":
            self._open_group(record)
        elif record.kind == "03":
            self._open_account(record)
        elif record.kind == "16":
            self._detail(record)
        elif record.kind in self._totals:
            self._close(record)

    def _open_group(self, record: Record) -> None:
        fields = [*record.fields(), *[""] * 7]
        if fields[2] in _USELESS:
            raise refused(
                "not_a_statement",
                f"Ligne {record.line} : la banque retire ces mouvements, ou les dit d’essai.",
                "Demandez à la banque le relevé qui les remplace.",
                record.line,
            )
        kind = "bai2-interim" if fields[6] == _INTERIM else "bai2"
        self._group = short_day(fields[3], record.line, "02"), fields[5] or "USD", kind

    def _open_account(self, record: Record) -> None:
        if self._group is None:
            raise refused(
                "missing_opening",
                f"Ligne {record.line} : un compte (03) vient sans groupe (02).",
                AGAIN,
                record.line,
            )
        on, usual, kind = self._group
        number, told, *fields = [*record.fields(), "", ""]
        currency = currency_of(told or usual, record.line, "03")
        statement = Statement(
            kind=kind,
            id=f"{number} {on}",
            account=valid_iban(number) or account_of(number, record.line, "03"),
            currency=currency,
            from_on=on,
            to_on=on,
        )
        at = 0
        while at + 1 < len(fields):
            code, amount = fields[at], units(fields[at + 1], record.line)
            self._totals["49"] += amount
            if code == _OPENING and fields[at + 1]:
                statement.opening_cents = cents(amount, currency, record.line)
            elif code == _CLOSING and fields[at + 1]:
                statement.closing_cents = cents(amount, currency, record.line)
            at = after_funds(fields, at + 3)
        self._account = statement
        self.lines.open(statement)

    def _detail(self, record: Record) -> None:
        statement = self._account
        if statement is None or self._group is None:
            raise refused(
                "missing_opening",
                f"Ligne {record.line} : un mouvement (16) vient sans compte (03).",
                AGAIN,
                record.line,
            )
        fields = [*record.fields(), "", "", "", ""]
        code, amount = fields[0], units(fields[1], record.line)
        self._totals["49"] += amount
        direction = sense(code)
        if not direction or not amount:
            return
        after = after_funds(fields, 2)
        told = record.text.split(",", after + 2)
        on = short_day(fields[3], record.line, "16") if fields[2].upper() == "V" and fields[3] else None
        row = row_of(
            self._group[0],
            direction * cents(amount, statement.currency, record.line),
            value_on=on,
            end_to_end_id=reference(fields[after + 1] if after + 1 < len(fields) else None),
            bank_reference=reference(fields[after] if after < len(fields) else None),
            return_reason=f"bai_{code}" if code in _RETURNS else None,
            wording=told[after + 2] if len(told) > after + 2 else "",
        )
        self.lines.add(row)

    def _close(self, record: Record) -> None:
        told, found = units(record.fields()[0], record.line), self._totals[record.kind]
        if told != found:
            raise refused(
                "broken_announced_total",
                f"Ligne {record.line}, enregistrement {record.kind} : le total de contrôle est {told}, les montants "
                f"font {found}.",
                AGAIN,
                record.line,
            )
        self._totals[record.kind] = 0
        if record.kind == "49":
            self._totals["98"] += told
            self.lines.close(record.line)
            self._account = None
        elif record.kind == "98":
            self._totals["99"] += told
            self._group = None
        else:
            self._ended = self._group is None and bool(self.lines.statements)
