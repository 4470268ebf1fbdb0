"""A FEC read from its first byte to its control totals, memory flat in its size."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, BinaryIO

import polars as pl

from encours.core.refusals import UnreadableFileError
from encours.formats.fec.blocks import EXPORT_AGAIN, Block, Charset, blocks
from encours.formats.fec.filename import Named, told_by
from encours.formats.fec.layout import Layout, layout_of
from encours.formats.fec.limits import BLOCK_BYTES, MAX_REFUSALS
from encours.formats.fec.remarks import Remarks
from encours.formats.fec.rows import Rows, rows_of, rows_of_texts
from encours.formats.fec.totals import Totals
from encours.formats.fec.xml import Book, begins_as_xml
from encours.formats.pieces import Piece

AHEAD = 2


def read(file: BinaryIO, *, name: str | None = None, block_bytes: int = BLOCK_BYTES) -> Iterator[Piece]:
    """Yield the lines of a FEC in the shape `LedgerLine`, some mebibytes a piece.

    `name` is the file's name when `file` does not know it; SIREN and closing day are taken from it. The
    last piece bears the control totals, the notices and the facts: `format`, `siren`, `siren_valid`,
    `closing_on`, `oldest_on`, `newest_on` (days of entries), `full` (false for an extract of customer
    accounts), `encoding`, `separator` (`xml` for the XML form), `form` (of A47 A-1). A bad row is a refusal,
    critical when it concerns 411, 413 or 416 or when its account cannot be told. Raises UnreadableFileError
    for a file that cannot be trusted as a whole.
    """
    reading = _Reading(told_by(name or str(getattr(file, "name", ""))))
    if begins_as_xml(file):
        book = Book()
        for texts, last in book.parts(file):
            layout = book.layout
            reading.close_on(book.closing_on)
            yield from reading.pieces(rows_of_texts(texts, layout), layout, book.encoding, last=last)
        return
    charset = Charset()
    for block, layout, rows in _typed_ahead(blocks(file, charset, size=block_bytes)):
        yield from reading.pieces(rows, layout, charset.name, last=block.last)


def _typed_ahead(cut: Iterator[Block]) -> Iterator[tuple[Block, Layout, Rows]]:
    """Type two blocks at a time, for each leaves a core idle now and then; they come out in order."""
    layout: Layout | None = None
    with ThreadPoolExecutor(AHEAD) as pool:
        pending: deque[tuple[Block, Layout, Future[Rows]]] = deque()
        for block in cut:
            layout, lines = _split_header(block) if layout is None else (layout, block)
            if block.last:
                _refuse_the_cut(lines, layout)
            pending.append((lines, layout, pool.submit(rows_of, lines, layout)))
            if len(pending) > AHEAD:
                yield _done(pending)
        while pending:
            yield _done(pending)


def _done(pending: deque[tuple[Block, Layout, Future[Rows]]]) -> tuple[Block, Layout, Rows]:
    block, layout, rows = pending.popleft()
    return block, layout, rows.result()


def _split_header(block: Block) -> tuple[Layout, Block]:
    """Take the header off the first block; blank lines above it are passed over."""
    data, line = block.data, block.first_line
    while data.startswith(b"\n"):
        data, line = data[1:], line + 1
    header, _, rest = data.partition(b"\n")
    return layout_of(header.decode()), replace(block, data=rest, first_line=line + 1, lines=rest.count(b"\n"))


def _refuse_the_cut(block: Block, layout: Layout) -> None:
    """A last line without line end and with fewer columns than the header shows a truncated file."""
    *before, last = block.data.rstrip(b"\n").rsplit(b"\n", 2)
    fields = last.count(layout.separator.encode()) + 1
    usual = before[-1].count(layout.separator.encode()) + 1 if before else layout.width
    if block.ended or fields >= min(layout.width, usual):
        return
    line = block.first_line + block.lines - 1
    raise UnreadableFileError(
        "truncated",
        f"Le fichier est coupé : sa dernière ligne ({line}) n’a que {fields} colonnes sur {layout.width}.",
        EXPORT_AGAIN,
        line=line,
    )


@dataclass
class _Reading:
    """What is remembered from one block to the next."""

    named: Named

    def __post_init__(self) -> None:
        self.totals = Totals()
        self.remarks = Remarks()
        self.refused = 0
        self.oldest_on: date | None = None
        self.newest_on: date | None = None

    def pieces(self, rows: Rows, layout: Layout, encoding: str, *, last: bool) -> Iterator[Piece]:
        self.refused += len(rows.refusals)
        if self.refused > MAX_REFUSALS:
            raise UnreadableFileError(
                "too_many_refusals",
                f"Plus de {MAX_REFUSALS} lignes sont refusées ; la première est la ligne "
                f"{rows.refusals[0].line} "
                f"({rows.refusals[0].field}).",
                rows.refusals[0].remedy,
                line=rows.refusals[0].line,
            )
        self.totals.add(rows)
        kept = rows.kept
        self.remarks.look(kept)
        self.remarks.doubt(rows.doubts, rows.frame["line"])
        self._date(kept)
        if not last:
            yield Piece(kept, rows.refusals)
            return
        if not self.totals.rows_read:
            raise UnreadableFileError(
                "empty",
                "Le FEC ne contient que ses noms de colonnes.",
                "Vérifiez la période exportée.",
                line=1,
            )
        self.totals.refuse_the_unbalanced()
        notices = self.remarks.conclude(layout, self.totals, self.named)
        facts = self._facts(layout, encoding)
        yield Piece(kept, rows.refusals, notices, self.totals.controls(), facts)

    def close_on(self, day: date | None) -> None:
        """What the file itself says of its closing day, beside what its name says."""
        if day is None or day == self.named.closing_on:
            return
        if self.named.closing_on is not None:
            self.remarks.closing_differs = day
        self.named = replace(self.named, closing_on=day)

    def _date(self, kept: pl.DataFrame) -> None:
        days = kept["entry_on"]
        oldest, newest = days.min(), days.max()
        if isinstance(oldest, date) and isinstance(newest, date):
            self.oldest_on = min(self.oldest_on or oldest, oldest)
            self.newest_on = max(self.newest_on or newest, newest)

    def _facts(self, layout: Layout, encoding: str) -> dict[str, Any]:
        return {
            "format": "fec",
            "siren": self.named.siren,
            "siren_valid": self.named.siren_valid,
            "closing_on": self.named.closing_on,
            "oldest_on": self.oldest_on,
            "newest_on": self.newest_on,
            "full": self.totals.full,
            "encoding": encoding,
            "separator": layout.separator,
            "form": layout.form,
        }
