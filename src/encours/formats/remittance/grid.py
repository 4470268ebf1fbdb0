"""Rows of cells, each with the place where it stands: of a table, of a workbook, or of text laid out in columns."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Final

from encours.formats.remittance.refusing import MOST_LINES
from encours.formats.tables.guards import ZIP
from encours.formats.tables.sheets import Book
from encours.formats.tables.text import decoded, separator_of

_APART: Final = re.compile(r"[^\s|](?:[^\t|\n]*?[^\s|])??(?=\s{2,}|\t|\s*\||\s*$)")
_WIDEST: Final = 400  # signs of a line of text
_MOST_ROWS: Final = MOST_LINES * 2


@dataclass(frozen=True, slots=True)
class Cell:
    """Words, and from where to where they stand in their row."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Row:
    """The cells that say something on one line."""

    line: int
    cells: tuple[Cell, ...]

    @property
    def words(self) -> str:
        """The whole row, a space between cells."""
        return " ".join(cell.text for cell in self.cells)


def of_text(text: str) -> list[Row]:
    """The lines of a text whose columns are held apart by several spaces, tabs or bars."""
    rows = (
        Row(line, tuple(_cells(told[:_WIDEST].expandtabs(8))))
        for line, told in enumerate(text.split("\n"), start=1)
    )
    return list(islice((row for row in rows if row.cells), _MOST_ROWS))


def _cells(line: str) -> Iterator[Cell]:
    for found in _APART.finditer(line):
        yield Cell(found.start(), found.end(), found[0].strip())


def of_table(content: bytes) -> list[Row]:
    """The rows of a CSV or of the first sheet of a workbook.

    Raises UnreadableFileError: what any table is refused for.
    """
    if content.startswith(ZIP):
        book = Book(content)
        return _ranked(book.rows(book.names[0] if book.names else ""))
    text, _ = decoded(
        content[: len(content) // 2 * 2] if content.startswith((b"\xff\xfe", b"\xfe\xff")) else content
    )
    reader = csv.reader(io.StringIO(text.decode(errors="replace"), newline=""), delimiter=separator_of(text))
    try:
        return _ranked(reader)
    except csv.Error:
        return []


def _ranked(rows: Iterable[list[str]]) -> list[Row]:
    found = []
    for line, row in enumerate(islice(rows, _MOST_ROWS), start=1):
        cells = tuple(Cell(rank, rank, told.strip()) for rank, told in enumerate(row) if told.strip())
        if cells:
            found.append(Row(line, cells))
    return found
