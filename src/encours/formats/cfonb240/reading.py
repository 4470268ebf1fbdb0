"""Records of 240 characters: a header (31), operations (34) with their complements, a total (39) that must tie.

The file bears no sign. Its operations (positions 9-10) came in where they are transfers received; whatever else bears
the reason of a reject (227-228) is unpaid and went out; what is neither would have to be guessed, and is refused.
Positions as two independent public parsers read them, CFONB's own brochure not being at hand.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import Any, BinaryIO, Final

from encours.core.debits.codes import known_cfonb
from encours.core.matching.statements import Statement, written
from encours.core.refusals import UnreadableFileError
from encours.formats.bank_lines import Lines, refused, row_of
from encours.formats.bank_text import AGAIN, account_of, lines_of, short_day
from encours.formats.cfonb120.accounts import iban_of
from encours.formats.pieces import Piece

LENGTH: Final = 240
RECEIVED: Final = frozenset({"20"})
"""Operations whose money came in: transfers received."""

_HEAD: Final = re.compile(rb"\s*31[0-9]{6}[0-9A-Z ]{2}[0-9]{6}[A-Z ]")


def sniff(head: bytes, name: str) -> float:
    """How sure we are that these first bytes are a CFONB240; `name` is not needed."""
    del name
    return 0.9 if _HEAD.match(head) else 0.0


def read(file: BinaryIO) -> Iterator[Piece]:
    """Lines in the shape of `core.frames.BankLine`, control totals last: transfers received, operations unpaid.

    Raises UnreadableFileError: records of another length, amounts and days that cannot be read, an operation whose way
    nothing says, totals that do not tie.
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
            self._row = self._operation(text, at)
        elif kind == "39":
            self._close(text, at)
        elif not kind.startswith("3"):
            raise _wrong(at, 1, "unknown_record", f"code d’enregistrement « {kind} » inconnu")

    def _open(self, text: str, at: int) -> None:
        number = _account(text, 22)
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

    def _operation(self, text: str, at: int) -> dict[str, Any]:
        """A transfer received, or an operation unpaid: of the debtor, who is not the holder of the account."""
        operation, reason = text[8:10], text[226:228]
        booked_on, cents = _day(text, 11, at), _cents(text, at)
        told = {"bank_reference": text[122:128], "wording": text[128:216]}
        if operation in RECEIVED:
            return row_of(booked_on, cents, value_on=booked_on, counterparty=text[42:66], **told)
        if not known_cfonb(reason):
            raise _wrong(
                at,
                9,
                "unknown_operation",
                f"opération « {operation} », dont le fichier ne dit ni le sens ni un motif de rejet (227)",
            )
        holder = self.lines.statements[-1].account
        first = _account(text, 78) == holder and _account(text, 22) != holder
        iban, name = (_account(text, 22), text[42:66]) if first else (_account(text, 78), text[98:122])
        if not told["bank_reference"].strip("0 "):
            told["bank_reference"] = ""  # zeros name nothing
        row = row_of(
            booked_on,
            -cents,
            value_on=booked_on,
            counterparty=name,
            iban=iban if iban.startswith("FR") else None,
            return_reason=reason,
            **told,
        )
        return row | {"batch": f"{holder} {booked_on:%Y%m%d} {operation}"}

    def _keep(self) -> None:
        if self._row is not None:
            self.lines.add(self._row)
        self._row = None

    def _close(self, text: str, at: int) -> None:
        self._keep()
        statement, told = self.lines.statements[-1], _cents(text, at)
        movements = abs(statement.movements_cents)
        if movements != told:
            raise _wrong(
                at,
                229,
                "broken_announced_total",
                f"le total annoncé est {written(told, 'EUR')}, les opérations font "
                f"{written(movements, 'EUR')}",
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


def _account(text: str, start: int) -> str:
    """The account of bank, branch and number at this position: its IBAN where it is a French one."""
    cut = text[start - 1 : start + 20]
    return iban_of(cut[:5].strip(), cut[5:10].strip(), cut[10:].strip())


def _day(text: str, start: int, at: int) -> date:
    told = text[start - 1 : start + 5]
    return short_day(told[4:] + told[2:4] + told[:2], at, str(start))


def _cents(text: str, at: int) -> int:
    told = text[228:240]
    if not (told.isascii() and told.isdecimal()):
        raise _wrong(at, 229, "unreadable_amount", f"« {told} » n’est pas un montant CFONB")
    return int(told)


def _wrong(at: int, position: int, rule: str, what: str) -> UnreadableFileError:
    return refused(rule, f"Enregistrement {at}, position {position} : {what}.", AGAIN, at)
