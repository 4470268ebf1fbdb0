"""The stream: entries are taken out of the tree as they close, so memory does not grow with the file."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, BinaryIO

from lxml import etree

from encours.core.matching.statements import Statement
from encours.core.refusals import Notice, UnreadableFileError
from encours.formats.bank_lines import Lines, pending
from encours.formats.camt.bytes import StatementBytes
from encours.formats.camt.details import Detail, detail_of
from encours.formats.camt.entries import Entry, entry_of, rows_of, status_of
from encours.formats.camt.headers import KINDS, announced, mixed, statement_of
from encours.formats.hostile_xml import broken, events, local_name, refuse_doctype
from encours.formats.pieces import Piece

_TAGS = ["{*}Document", "{*}Stmt", "{*}Rpt", "{*}Ntfctn", "{*}Ntry", "{*}TxDtls"]
_BODY = re.compile(rb"BkToCstmr(Stmt|AcctRpt|DbtCdtNtfctn)|xsd:camt\.05[234]")


def sniff(head: bytes, name: str) -> float:
    """How sure we are, from 0 to 1, that these first bytes are a CAMT message (`name` is not needed)."""
    del name
    return 0.98 if _BODY.search(head.replace(b"\0", b"")) else 0.0


def read(file: BinaryIO) -> Iterator[Piece]:
    """Lines in the shape of `core.frames.BankLine`, some thousands a piece.

    The last piece bears the control totals and `facts["statements"]`; the `statement` column of a
    line is its rank in that list. Raises UnreadableFileError for what is no CAMT message, for hostile
    or truncated XML, and for a statement whose balances and movements do not tie.
    """
    bounded = StatementBytes(file)
    reading = _Reading()
    yield from reading.lines.pieces(reading.through(bounded))


def _refuse_doctype(root: Any) -> None:
    refuse_doctype(
        root,
        "Le fichier contient une déclaration DOCTYPE, qu’aucun relevé bancaire n’emploie.",
        "Demandez le fichier d’origine à la banque ; celui-ci peut être malveillant.",
    )


def _broken(error: etree.XMLSyntaxError) -> UnreadableFileError:
    if "Document is empty" in str(error) or "no element found" in str(error):
        line = int(error.lineno or 0)
        return UnreadableFileError(
            "empty_file", "Le fichier est vide.", "Téléchargez de nouveau le relevé.", line=line
        )
    return broken(error, "Téléchargez de nouveau le relevé : sans lui en entier, rien n’est enregistré.")


class _Reading:
    """What is known so far of the file being read."""

    def __init__(self) -> None:
        self.lines = Lines()
        self._current: Statement | None = None
        self._details: list[Detail] = []
        self._entries = 0
        self._pending = 0
        self._announced: int | None = None

    def through(self, bounded: StatementBytes) -> Iterator[None]:
        """Read event by event."""
        try:
            for event, element in events(bounded, _TAGS, _refuse_doctype):
                self._take(event, element, bounded)
                yield
        except etree.XMLSyntaxError as error:
            raise _broken(error) from None
        if not self.lines.statements:
            raise UnreadableFileError(
                "not_a_statement",
                "Ce fichier XML ne contient aucun relevé CAMT.052, CAMT.053 ou CAMT.054.",
                "Choisissez le relevé de compte CAMT.053 que la banque met à disposition.",
            )

    def _take(self, event: str, element: Any, bounded: StatementBytes) -> None:
        """One event of the parser."""
        name = local_name(element)
        if name in KINDS:
            self._statement(event, element)
        elif name == "Ntry" and event == "start":
            self._open(element)
        elif name == "Ntry":
            self._entry(element)
            _drop(element)
            bounded.entry_done()
        elif name == "TxDtls" and event == "end":
            self._details.append(detail_of(element))
            _drop(element)
            bounded.entry_done()

    def _statement(self, event: str, element: Any) -> None:
        if event == "start":
            self._current, self._entries, self._pending, self._announced = None, 0, 0, None
            return
        statement = self._open_in(element)
        line = int(element.sourceline or 0)
        self._counted(statement, line)
        self.lines.close(line)
        _drop(element)

    def _open(self, element: Any) -> None:
        self._details = []
        if self._current is None:
            self._open_in(_holder(element))

    def _open_in(self, holder: Any) -> Statement:
        if self._current is None:
            kind = KINDS[local_name(holder)]
            self._current = statement_of(holder, kind)
            self._announced = announced(holder)
            self.lines.open(self._current)
        return self._current

    def _entry(self, element: Any) -> None:
        statement = self._open_in(_holder(element))
        self._entries += 1
        if status_of(element) != "BOOK":
            self._pending += 1
            return
        entry = entry_of(element, statement)
        statement.currency = statement.currency or entry.currency
        if entry.currency != statement.currency:
            raise mixed(statement, entry.currency, entry.line)
        self._keep(entry, statement)

    def _keep(self, entry: Entry, statement: Statement) -> None:
        rows, told = rows_of(entry, self._details, statement), len(self._details)
        for row in rows:
            self.lines.add(row, grouping=told if len(rows) < told else 0)
        self.lines.notices += entry.notices
        self._details = []

    def _counted(self, statement: Statement, line: int) -> None:
        if self._pending:
            self.lines.notices.append(pending(self._pending, line, "Sts", statement.id))
        if self._announced is not None and self._announced != self._entries:
            self.lines.notices.append(
                Notice(
                    line,
                    "NbOfNtries",
                    "announced_count",
                    f"Le relevé annonce {self._announced} écriture(s) et en contient {self._entries}.",
                    statement.id,
                )
            )


def _holder(element: Any) -> Any:
    holder = element.getparent()
    while holder is not None and local_name(holder) not in KINDS:
        holder = holder.getparent()
    if holder is not None:
        return holder
    raise UnreadableFileError(
        "entry_outside_statement",
        f"Ligne {element.sourceline} : une écriture ne se trouve dans aucun relevé.",
        "Demandez le fichier d’origine à la banque, sans retouche.",
        line=int(element.sourceline or 0),
    )


def _drop(element: Any) -> None:
    """Empty an element that has been read and let go of the brothers before it."""
    element.clear()
    before = element.getprevious()
    while before is not None and local_name(before) in {"Ntry", "TxDtls", *KINDS}:
        holder = element.getparent()
        holder.remove(before)
        before = element.getprevious()
