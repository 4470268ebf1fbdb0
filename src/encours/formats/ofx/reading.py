"""Statements of an OFX file: `STMTRS` of an account, `CCSTMTRS` of a card, each with its transactions and balance."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import BinaryIO, Final

from encours.core.matching.statements import Statement
from encours.formats.bank_lines import Lines, cut_short, pending, refused
from encours.formats.bank_text import AGAIN, cents, currency_of
from encours.formats.ofx.movements import account_number, day_of, row_told
from encours.formats.ofx.tokens import Tag, tags_of
from encours.formats.pieces import Piece

_HEAD: Final = re.compile(rb"OFXHEADER\s*[:=]|<OFX>", re.IGNORECASE)
_STATEMENTS: Final = frozenset({"STMTRS", "CCSTMTRS"})
_ASIDE: Final = frozenset(
    {"BANKACCTTO", "CCACCTTO", "LEDGERBAL", "AVAILBAL", "CURRENCY", "ORIGCURRENCY", "BAL", "PAYEE"}
)
"""Aggregates whose values are told under their own name."""
_MOST_FIELDS: Final = 200


def sniff(head: bytes, name: str) -> float:
    """How sure we are that these first bytes are an OFX (or QFX) file."""
    del name
    return 0.95 if _HEAD.search(head[:2048]) else 0.0


def read(file: BinaryIO) -> Iterator[Piece]:
    """Lines in the shape of `core.frames.BankLine`, some thousands a piece, control totals last.

    Raises UnreadableFileError: no statement of an account, an investment account, a bank's error message, a
    transaction without its day, amounts that cannot be read, a file that stops short.
    """
    reading = _Reading()
    yield from reading.lines.pieces(reading.through(file))


class _Reading:
    """What is known so far of the file being read."""

    def __init__(self) -> None:
        self.lines = Lines()
        self._inside = ""  # the statement's tag, while in one
        self._aside = ""
        self._statement: Statement | None = None
        self._told: dict[str, str] = {}  # of the statement
        self._fields: dict[str, str] | None = None  # of the transaction
        self._rank = self._line = self._pending = 0
        self._investment = self._failed = False
        self._error = ""

    def through(self, file: BinaryIO) -> Iterator[None]:
        """Read tag by tag."""
        for tag in tags_of(file):
            self._line = tag.line
            self._take(tag)
            yield
        if self._inside:
            raise cut_short(self._line)
        if not self.lines.statements:
            raise self._nothing()

    def _take(self, tag: Tag) -> None:
        if tag.name == "INVSTMTRS":
            self._investment = True
        elif tag.name == "SEVERITY" and not tag.closes:
            self._failed = tag.text.upper() == "ERROR"
        elif tag.name == "MESSAGE" and self._failed and not tag.closes:
            self._error = self._error or tag.text
        elif tag.name in _STATEMENTS:
            if tag.closes:
                self._close()
            else:
                self._inside, self._told, self._statement, self._rank = tag.name, {}, None, 0
        elif self._inside:
            self._within(tag)

    def _within(self, tag: Tag) -> None:
        if tag.name == "STMTTRN":
            self._transaction(tag)
        elif tag.name == "STMTTRNP":
            self._pending += not tag.closes
        elif tag.name in _ASIDE:
            self._aside = "" if tag.closes else tag.name
        elif not tag.closes:
            self._value(tag)

    def _value(self, tag: Tag) -> None:
        known = self._told if self._fields is None else self._fields
        name = (
            tag.name
            if not self._aside
            else f"{'TO' if self._aside.endswith('TO') else self._aside}:{tag.name}"
        )
        if len(known) < _MOST_FIELDS:
            known.setdefault(name, tag.text)

    def _transaction(self, tag: Tag) -> None:
        if not tag.closes:
            self._open()
            self._fields = {}
            return
        fields, self._fields = self._fields, None
        if fields is None:
            return
        statement = self._open()
        other = fields.get("CURRENCY:CURSYM", statement.currency).upper()
        if other != statement.currency:
            raise refused(
                "mixed_currencies",
                f"Ligne {tag.line} : le relevé {statement.account} est en {statement.currency}, mais une de ses "
                f"opérations est en {other}.",
                "Un relevé tient un compte dans une seule devise : demandez un relevé par devise.",
                tag.line,
            )
        self._rank += 1
        self.lines.add(row_told(fields, self._rank, tag.line))

    def _open(self) -> Statement:
        if self._statement is None:
            told, line, card = self._told, self._line, self._inside == "CCSTMTRS"
            self._statement = Statement(
                kind="ofx-card" if card else "ofx",
                account=account_number(told, line, card=card),
                currency=currency_of(told.get("CURDEF", ""), line, "CURDEF"),
                from_on=day_of(told.get("DTSTART", ""), line, "DTSTART"),
                to_on=day_of(told.get("DTEND", ""), line, "DTEND"),
            )
            self._statement.id = f"{self._statement.account} {told.get('DTEND', '')[:8]}".strip()
            self.lines.open(self._statement)
        return self._statement

    def _close(self) -> None:
        if not self._inside:
            return
        statement = self._open()
        balance = self._told.get("LEDGERBAL:BALAMT", "")
        if balance:
            statement.closing_cents = cents(balance.replace(" ", ""), self._line, "LEDGERBAL")
        if self._pending:
            self.lines.notices.append(pending(self._pending, self._line, "STMTTRNP"))
        self.lines.close(self._line)
        self._inside, self._pending, self._fields = "", 0, None

    def _nothing(self) -> Exception:
        if self._investment:
            return refused(
                "investment_account",
                "Ce fichier OFX est le relevé d’un compte de titres, pas d’un compte de dépôt.",
                "Choisissez le relevé du compte sur lequel vos clients paient.",
            )
        if self._error:
            return refused(
                "bank_error", f"La banque a répondu « {self._error[:80]} » au lieu d’un relevé.", AGAIN
            )
        return refused("not_a_statement", "Ce fichier OFX ne contient aucun relevé de compte.", AGAIN)
