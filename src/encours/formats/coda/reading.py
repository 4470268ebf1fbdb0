"""Records of a CODA in order: header (0), old balance (1), movements, new balance (8) that must tie, trailer (9)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import BinaryIO, Final

from encours.core.matching.statements import Statement, written
from encours.core.refusals import Notice
from encours.formats.bank_lines import Lines, cut_short, refused
from encours.formats.bank_text import account_of, currency_of, lines_of, valid_iban
from encours.formats.coda.movements import Movement, Record, movement_of
from encours.formats.pieces import Piece

LENGTH: Final = 128
_HEAD: Final = re.compile(rb"\s*0000[0 ][0-9]{6}[0-9]{3}05.{111}[12]\s*(?:[\r\n]|$)")
_MORE: Final = frozenset({"22", "23", "31", "32", "33"})
_MOST_DETAILS: Final = 100_000


def sniff(head: bytes, name: str) -> float:
    """How sure we are that these first bytes are a CODA; `name` is not needed."""
    del name
    return 0.97 if _HEAD.match(head[:400]) else 0.0


def read(file: BinaryIO) -> Iterator[Piece]:
    """Lines in the shape of `core.frames.BankLine`, some thousands a piece, control totals last.

    Raises UnreadableFileError: records of another length, amounts and days that cannot be read, balances or totals
    that do not tie, a file without its trailer.
    """
    reading = _Reading()
    yield from reading.lines.pieces(reading.through(file))


class _Reading:
    """What is known so far of the file being read."""

    def __init__(self) -> None:
        self.lines = Lines()
        self._current: Statement | None = None
        self._movement: Movement | None = None  # the last one of its own
        self._last: Movement | None = None  # that, or its last detail
        self._sums = [0, 0]
        self._ended = True
        self._line = 0

    def through(self, file: BinaryIO) -> Iterator[None]:
        """Read record by record."""
        for line, text in lines_of(file):
            if not text.strip(" \0\x1a"):
                continue
            self._line = line
            if len(text.rstrip()) > LENGTH:
                raise refused(
                    "wrong_record_length",
                    f"Enregistrement {line} : {len(text)} caractères au lieu de {LENGTH}. "
                    "Le fichier est tronqué ou a été modifié.",
                    "Téléchargez de nouveau le relevé, sans l’ouvrir dans un éditeur.",
                    line,
                )
            self._take(Record(line, text.ljust(LENGTH)))
            yield
        if not self._ended or not self.lines.statements:
            raise cut_short(self._line)

    def _take(self, record: Record) -> None:
        kind = record.text[:1]
        if kind == "0":
            self._sums, self._ended = [0, 0], False
        elif kind == "1":
            self._open(record)
        elif record.text.startswith("21"):
            self._begin(record)
        elif record.text[:2] in _MORE:
            if self._last is not None:
                self._last.more(record)
        elif kind == "8":
            self._close(record)
        elif kind == "9":
            self._trailer(record)
        elif kind != "4":  # a message of the bank
            raise record.wrong(1, "unknown_record", f"code d’enregistrement « {record.text[:2]} » inconnu")

    def _open(self, record: Record) -> None:
        number, currency = account_at(record, 6)
        self._current = Statement(
            kind="coda",
            id=f"{number} {record.cut(3, 5)}",
            account=number,
            currency=currency,
            from_on=record.day(59),
            opening_cents=record.cents(43),
        )
        self.lines.open(self._current)

    def _begin(self, record: Record) -> None:
        if self._current is None:
            raise record.wrong(1, "missing_opening", "mouvement sans ancien solde (1) avant lui")
        movement = movement_of(record)
        if record.cut(7, 10).strip("0") and self._movement is not None:
            self._movement.details.append(movement)
            if len(self._movement.details) > _MOST_DETAILS:
                raise record.wrong(7, "too_many_records", "trop de détails pour un mouvement")
        else:
            self._keep()
            self._movement = movement
        self._last = movement

    def _keep(self) -> None:
        movement, self._movement, self._last = self._movement, None, None
        if movement is None:
            return
        self._sums[movement.amount_cents > 0] += abs(movement.amount_cents)
        details = movement.details
        if details and sum(each.amount_cents for each in details) == movement.amount_cents:
            for each in details:
                self.lines.add(each.row())
            return
        if details:
            self.lines.notices.append(_kept_whole(movement))
        self.lines.add(movement.row(), grouping=len(details))

    def _close(self, record: Record) -> None:
        self._keep()
        statement = self._current
        if statement is None:
            raise record.wrong(1, "missing_opening", "nouveau solde (8) sans ancien solde (1) avant lui")
        statement.closing_cents = record.cents(42)
        statement.to_on = record.day(58)
        self.lines.close(record.line)
        if account_at(record, 5) != (statement.account, statement.currency):
            raise record.wrong(5, "mixed_accounts", "le compte ou la devise change au milieu du relevé")
        self._current = None

    def _trailer(self, record: Record) -> None:
        if self._current is not None:
            raise record.wrong(1, "truncated", "le fichier finit sans nouveau solde (8)")
        told = [
            Record(record.line, f"{'0':>{start}}{record.raw(start + 1, start + 15)}").cents(start)
            for start in (22, 37)
        ]
        if told != self._sums:
            raise record.wrong(
                23,
                "broken_announced_total",
                f"les totaux annoncés sont {written(told[0], '')} et {written(told[1], '')}, les mouvements font "
                f"{written(self._sums[0], '')} et {written(self._sums[1], '')}",
            )
        self._ended = True


def account_at(record: Record, start: int) -> tuple[str, str]:
    """The account's number and currency, in the structure that the old balance names."""
    text = record.raw(start, start + 36)
    old = re.match(r"([0-9]{12}) ([A-Z]{3})", text)
    number, currency = (old[1], old[2]) if old else (text[:34], text[34:])
    return (
        valid_iban(number) or account_of(number, record.line, str(start)),
        currency_of(currency or "EUR", record.line, str(start)),
    )


def _kept_whole(movement: Movement) -> Notice:
    return Notice(
        movement.record.line,
        "21",
        "batch_kept_whole",
        f"Cette écriture groupe {len(movement.details)} opérations dont le total n’est pas le sien : elle est gardée "
        "en une seule ligne. Répartissez-la à la main.",
        movement.record.cut(11, 31),
    )
