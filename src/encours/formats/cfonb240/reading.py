"""Records of 240 characters: a header (31), operations (34) with their complements, a total (39) that must tie."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import Any, BinaryIO, Final

from encours.core.matching.statements import Statement, written
from encours.core.refusals import UnreadableFileError
from encours.formats.bank_lines import Lines, refused, row_of
from encours.formats.bank_text import AGAIN, account_of, lines_of, short_day
from encours.formats.cfonb120.accounts import iban_of
from encours.formats.pieces import Piece

LENGTH: Final = 240
RECEIVED: Final = frozenset({"00"})
"""Operations whose money came in; the file bears no sign, so that any other would be guessed."""

_HEAD: Final = re.compile(rb"\s*31[0-9]{6}[0-9A-Z ]{2}[0-9]{6}[A-Z ]")


def sniff(head: bytes, name: str) -> float:
    """How sure we are that these first bytes are a CFONB240; `name` is not needed."""
    del name
    return 0.9 if _HEAD.match(head) else 0.0


def read(file: BinaryIO) -> Iterator[Piece]:
    """Lines in the shape of `core.frames.BankLine`, control totals last; transfers received, as the file bears no sign.

    Raises UnreadableFileError: records of another length, amounts and days that cannot be read, totals that do not tie.
    """
    reading = _Reading()
    yield from reading.lines.pieces(reading.through(file))


class _Reading:
    """What is known so far of the file being read."""

    def __init__(self) -> None:
        self.lines = Lines()
        self._current: Statement | None = None
        self._row: dict[str, Any] | None = None

    def through(self, file: BinaryIO) -> Iterator[None]:
        """Read record by record, cut where lines end, else every 240 characters."""
        at = 0
        for at, text in _records(file):
            self._take(text, at)
            yield
        if self._current is not None or not self.lines.statements:
            raise _wrong(at, 1, "truncated", "le fichier s’arrête sans total (39)")

    def _take(self, text: str, at: int) -> None:
        kind = text[:2]
        if kind == "31":
            if self._current is not None:
                raise _wrong(at, 1, "missing_closing", "un relevé commence avant le total du précédent (39)")
            self._open(text, at)
        elif self._current is None:
            raise _wrong(at, 1, "missing_opening", "opération sans en-tête (31) avant elle")
        elif kind == "34":
            self._keep()
            self._row = _operation(text, at)
        elif kind == "39":
            self._close(text, at)
        elif not kind.startswith("3"):
            raise _wrong(at, 1, "unknown_record", f"code d’enregistrement « {kind} » inconnu")

    def _open(self, text: str, at: int) -> None:
        if text[2:4] not in RECEIVED:
            raise _wrong(
                at, 3, "unknown_operation", f"opération « {text[2:4]} », dont le fichier ne dit pas le sens"
            )
        number = iban_of(text[21:26].strip(), text[26:31].strip(), text[31:42].strip())
        on = _day(text, 11, at)
        self._current = Statement(
            kind="cfonb240",
            id=f"{number} {text[10:16]}",
            account=account_of(number, at, "22"),
            currency="EUR",
            from_on=on,
            to_on=on,
        )
        self.lines.open(self._current)

    def _keep(self) -> None:
        if self._row is not None:
            self.lines.add(self._row)
        self._row = None

    def _close(self, text: str, at: int) -> None:
        self._keep()
        statement, told = self.lines.statements[-1], _cents(text, at)
        if statement.movements_cents != told:
            raise _wrong(
                at,
                229,
                "broken_announced_total",
                f"le total annoncé est {written(told, 'EUR')}, les opérations font "
                f"{written(statement.movements_cents, 'EUR')}",
            )
        self.lines.close(at)
        self._current = None


def _records(file: BinaryIO) -> Iterator[tuple[int, str]]:
    at = 0
    for _line, text in lines_of(file):
        for start in range(0, len(text.rstrip()), LENGTH):
            at += 1
            part = text[start : start + LENGTH]
            if len(part) != LENGTH:
                raise refused(
                    "wrong_record_length",
                    f"Enregistrement {at} : {len(part)} caractères au lieu de {LENGTH}. "
                    "Le fichier est tronqué ou a été modifié.",
                    "Téléchargez de nouveau le relevé, sans l’ouvrir dans un éditeur.",
                    at,
                )
            yield at, part


def _operation(text: str, at: int) -> dict[str, Any]:
    booked_on = _day(text, 11, at)
    return row_of(
        booked_on,
        _cents(text, at),
        value_on=booked_on,
        counterparty=text[42:66],
        bank_reference=text[122:128],
        wording=text[128:216],
    )


def _day(text: str, start: int, at: int) -> date:
    told = text[start - 1 : start + 5]
    return short_day(told[4:] + told[2:4] + told[:2], at, str(start))


def _cents(text: str, at: int) -> int:
    told = text[228:240]
    if not (told.isascii() and told.isdigit()):
        raise _wrong(at, 229, "unreadable_amount", f"« {told} » n’est pas un montant CFONB")
    return int(told)


def _wrong(at: int, position: int, rule: str, what: str) -> UnreadableFileError:
    return refused(rule, f"Enregistrement {at}, position {position} : {what}.", AGAIN, at)
