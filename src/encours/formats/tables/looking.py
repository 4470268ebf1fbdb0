"""A first look at a table: its encoding or its sheets, where its header stands, what its first rows say."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice, pairwise

import polars as pl

from encours.core.mapping.looks import kind_of
from encours.core.mapping.names import plain, signature, told_apart, ways
from encours.core.mapping.proposing import Proposal, like_a_bank, propose
from encours.core.mapping.targets import TARGETS
from encours.core.refusals import UnreadableFileError
from encours.formats.tables.guards import OLE, ZIP
from encours.formats.tables.sheets import Book
from encours.formats.tables.text import begun, encoding_of, first_rows, frames, separator_of

_ROWS = 400
_HEADER_AMONG = 40
_KNOWN = {way for target in TARGETS.values() for field in target.fields for way in field.ways}
_FEWEST = 2


@dataclass(frozen=True, slots=True)
class Header:
    """A row (or two, merged cells above their parts) that may head the table."""

    line: int
    rows: int
    names: tuple[str, ...]

    @property
    def signature(self) -> str:
        """What recognises this layout."""
        return signature(self.names)


@dataclass(frozen=True)
class Look:
    """A table as it lies: `rows` are its first lines as text, `header` the one that most likely heads it."""

    content: bytes
    kind: str  # text | sheet
    encoding: str
    separator: str
    sheets: tuple[str, ...]
    sheet: str
    rows: tuple[tuple[str, ...], ...]
    header: Header
    numbers: frozenset[tuple[int, int]] = (
        frozenset()
    )  # cells that a spreadsheet holds as numbers with decimals

    def headers(self) -> Iterator[Header]:
        """Every row that could head the table, for a layout already known to be found again."""
        for rank in range(min(len(self.rows), _HEADER_AMONG)):
            if sum(bool(cell.strip()) for cell in self.rows[rank]) >= _FEWEST:
                yield _header(self.rows, rank, 1)
                if rank + 1 < len(self.rows):
                    yield _header(self.rows, rank, 2)

    def headed(self, line: int, rows: int) -> Look:
        """The same table, headed by another row."""
        return Look(
            self.content, self.kind, self.encoding, self.separator, self.sheets, self.sheet, self.rows,
            _header(self.rows, min(line, len(self.rows)) - 1, rows), self.numbers,
        )  # fmt: skip

    @property
    def width(self) -> int:
        """How many columns the table has."""
        return len(self.header.names)

    @property
    def samples(self) -> list[list[str]]:
        """The first cells of each column below the header."""
        body = self.rows[self.header.line - 1 + self.header.rows :]
        return [[row[rank] for row in body if rank < len(row)] for rank in range(self.width)]

    def proposal(self, target: str = "") -> Proposal:
        """What its columns most likely say."""
        layout = {"header_line": self.header.line, "header_rows": self.header.rows, "sheet": self.sheet}
        return propose(self.header.names, self.samples, target=target, layout=layout, written=self._written())

    def _written(self) -> list[list[str]]:
        """The same cells but for true numbers, whose decimal sign is nobody's choice."""
        first = self.header.line - 1 + self.header.rows
        return [
            [
                row[rank]
                for at, row in enumerate(self.rows[first:], start=first)
                if rank < len(row) and (at, rank) not in self.numbers
            ]
            for rank in range(self.width)
        ]

    @property
    def bank(self) -> bool:
        """Whether it shows a bank's movements."""
        return like_a_bank(self.header.names, self.samples)

    def frames(self, decimal: str) -> Iterator[pl.DataFrame]:
        """Every row of the file as text with its `line`, piece by piece."""
        if self.kind == "sheet":
            return Book(self.content).frames(self.sheet, self.width, decimal)
        return frames(self.content, self.encoding, self.separator, self.width)


def look(content: bytes, sheet: str = "") -> Look:
    """Look at a table; raises UnreadableFileError when there is none."""
    if content.startswith((ZIP, OLE)):
        return _look_at_book(content, sheet)
    encoding = encoding_of(content)
    text = begun(content, encoding)
    separator = separator_of(text)
    rows = first_rows(text, separator, _ROWS)
    return _looked(content, "text", rows, encoding=encoding, separator=separator)


def _look_at_book(content: bytes, sheet: str) -> Look:
    book = Book(content)
    wanted = [sheet] if sheet else list(book.names)
    for name in wanted:  # the first sheet that holds a table, unless one is named
        rows = list(islice(book.rows(name), _ROWS))
        if sum(any(cell.strip() for cell in row) for row in rows) >= _FEWEST:
            other = islice(book.rows(name, ","), _ROWS)
            numbers = frozenset(
                (at, rank)
                for at, (one, two) in enumerate(zip(rows, other, strict=True))
                for rank in range(len(one))
                if one[rank] != two[rank]
            )
            return _looked(content, "sheet", rows, sheets=book.names, sheet=name, numbers=numbers)
    raise _empty()


def _looked(
    content: bytes,
    kind: str,
    rows: Sequence[Sequence[str]],
    *,
    encoding: str = "",
    separator: str = "",
    sheets: tuple[str, ...] = (),
    sheet: str = "",
    numbers: frozenset[tuple[int, int]] = frozenset(),
) -> Look:
    told = tuple(tuple(row) for row in rows)
    if not any(cell.strip() for row in told for cell in row):
        raise _empty()
    return Look(content, kind, encoding, separator, sheets, sheet, told, _likeliest(told), numbers)


def _likeliest(rows: Sequence[Sequence[str]]) -> Header:
    """The row that heads the table: names that are known, in text, above rows that are as wide."""
    among = range(min(len(rows), _HEADER_AMONG))
    best = max(among, key=lambda rank: (_headlike(rows, rank), -rank))
    merged = best > 0 and _is_merged_above(rows, best)
    return _header(rows, best - 1, 2) if merged else _header(rows, best, 1)


def _headlike(rows: Sequence[Sequence[str]], rank: int) -> float:
    cells = [cell.strip() for cell in rows[rank]]
    told = [cell for cell in cells if cell]
    if len(told) < _FEWEST:
        return -1.0
    known = sum(bool(ways(cell) & _KNOWN) for cell in told)
    figures = sum(kind_of([cell]) in {"amount", "day", "email"} for cell in told)
    return known * 2 + len(set(told)) * 0.1 - figures * 2 - rank * 0.01


def _is_merged_above(rows: Sequence[Sequence[str]], rank: int) -> bool:
    """Whether the row above groups these columns: text with gaps, each over two columns or more."""
    above = [cell.strip() for cell in rows[rank - 1]]
    told = [cell for cell in above if cell]
    wide = len([cell for cell in rows[rank] if cell.strip()])
    gaps = any(left and not right for left, right in pairwise(above))
    return _FEWEST <= len(told) < wide and gaps and kind_of(told) == "text"


def _header(rows: Sequence[Sequence[str]], rank: int, count: int) -> Header:
    names = list(rows[rank])
    if count > 1 and rank + 1 < len(rows):
        below = list(rows[rank + 1])
        names = _joined(names, below)
    while names and not names[-1].strip():
        names.pop()
    return Header(rank + 1, count, told_apart(names))


def _joined(above: list[str], below: list[str]) -> list[str]:
    """A name under a merged cell keeps its own words where they are known, else takes those above too."""
    told, group = [], ""
    for rank, cell in enumerate(below):
        group = (above[rank].strip() if rank < len(above) else "") or group
        short = cell.strip()
        repeated = sum(plain(other) == plain(short) for other in below) > 1
        both = [f"{short} {group}".strip(), f"{group} {short}".strip()]
        known = [name for name in ([] if repeated else [short]) + both if ways(name) & _KNOWN]
        told.append(known[0] if known else both[1])
    return told


def _empty() -> UnreadableFileError:
    return UnreadableFileError(
        "empty", "Le fichier est vide.", "Vérifiez l’export, puis déposez le fichier de nouveau."
    )
