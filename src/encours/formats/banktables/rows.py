"""The rows of a table of movements, text or workbook; what stands above its heading, and below its rows."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from itertools import islice
from typing import BinaryIO, Final

from encours.formats.bank_lines import refused
from encours.formats.bank_text import AGAIN, valid_iban
from encours.formats.banktables.signatures import Signature, signature_of
from encours.formats.tables.guards import MAX_COLUMNS, ZIP
from encours.formats.tables.sheets import Book
from encours.formats.tables.text import decoded

MOST_BYTES: Final = 64 * 1024**2
_HEADING_WITHIN: Final = 30  # rows
_ACCOUNT: Final = re.compile(r"(?:compte|carte|account)\D{0,24}?([0-9]{7,23}[A-Z]?[0-9]{0,6})", re.IGNORECASE)
_ALONE: Final = re.compile(r"\W*([0-9]{10,23})\W*")
Row = tuple[int, list[str]]


class Table:
    """A table whose heading was recognised."""

    def __init__(self, rows: Iterator[Row]) -> None:
        self.above: list[list[str]] = []
        for line, cells in rows:
            found = signature_of(cells)
            if found is not None:
                self.signature, self.places = found
                self.line = line
                self._rows = rows
                return
            self.above.append(cells)
            if len(self.above) > _HEADING_WITHIN:
                break
        raise refused(
            "unknown_table",
            "Les titres de ce tableau ne sont d’aucune banque connue.",
            "Choisissez l’export OFX, CAMT.053 ou CFONB120 de la banque.",
        )

    def __iter__(self) -> Iterator[Row]:
        """The rows below the heading, blank ones left out."""
        for line, cells in self._rows:
            if any(cell.strip() for cell in cells):
                yield line, cells

    def cell(self, cells: list[str], heading: str) -> str:
        """The text under a heading; empty where the table has none."""
        place = self.places.get(heading, -1) if heading else -1
        return cells[place].strip() if 0 <= place < len(cells) else ""

    def account(self) -> str:
        """The account that the rows above the heading name; empty when they name none."""
        texts = [cell for cells in self.above for cell in cells if cell.strip()]
        iban = next(
            filter(None, (valid_iban(word) for text in texts for word in re.split(r"[:;]", text))), None
        )
        if iban is not None:
            return iban
        joined = [" ".join(cells) for cells in self.above]
        for found in (*map(_ACCOUNT.search, joined), *map(_ALONE.fullmatch, texts)):
            if found is not None:
                return found[1].upper()
        return ""


def table_of(file: BinaryIO) -> Table:
    """The table in a file; raises UnreadableFileError when it is none, too large, or of no bank that is known."""
    data = file.read(MOST_BYTES + 1)
    if len(data) > MOST_BYTES:
        raise refused(
            "file_too_large",
            f"Le fichier dépasse {MOST_BYTES >> 20} Mio.",
            "Demandez à la banque des relevés par période plus courte.",
        )
    if not data.strip():
        raise refused("empty_file", "Le fichier est vide.", "Téléchargez de nouveau le relevé.")
    return Table(_sheet(data) if data.startswith(ZIP) else _text(data))


def heading_in(head: bytes) -> Signature | None:
    """The signature that the first rows of a text, or of a whole workbook, bear."""
    if head.startswith(ZIP):
        rows = _sheet(head)
    else:
        text, _ = decoded(head[: len(head) // 2 * 2])
        rows = _cut(text.decode(errors="replace"))
    for _line, cells in islice(rows, _HEADING_WITHIN):
        found = signature_of(cells)
        if found is not None:
            return found[0]
    return None


def _text(data: bytes) -> Iterator[Row]:
    text, _ = decoded(data)
    yield from _cut(text.decode(errors="replace"))


def _cut(text: str) -> Iterator[Row]:
    """Each row with the line that it ends on; the separator is that of the heading, whatever stands above it."""
    lines = text.split("\n")
    sign, start = ";", 0
    for rank, line in enumerate(lines[:_HEADING_WITHIN]):
        cut = next((each for each in ";\t,|" if each in line and signature_of(_cells(line, each))), None)
        if cut is not None:
            sign, start = cut, rank
            break
    for rank, line in enumerate(lines[:start]):
        yield rank + 1, _cells(line, sign)
    reader = csv.reader(io.StringIO("\n".join(lines[start:]), newline=""), delimiter=sign)
    try:
        for cells in reader:
            if len(cells) > MAX_COLUMNS:
                raise refused("too_many_columns", "Une ligne du tableau a trop de colonnes.", AGAIN)
            yield start + reader.line_num, cells
    except csv.Error:
        raise refused(
            "unreadable_row", f"Ligne {start + reader.line_num} : ses guillemets ne se ferment pas.", AGAIN
        ) from None


def _cells(line: str, sign: str) -> list[str]:
    try:
        return next(csv.reader([line], delimiter=sign), [])
    except csv.Error:
        return []


def _sheet(data: bytes) -> Iterator[Row]:
    book = Book(data)
    yield from enumerate(book.rows(book.names[0]), start=1)
