"""Tables of a spreadsheet: XLSX, XLS, ODS; cells are values, never formulas, and come as text."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from functools import cached_property
from typing import Any

import polars as pl
from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, PasswordError, load_workbook

from encours.core.refusals import UnreadableFileError
from encours.formats.tables.guards import MAX_COLUMNS, damaged, guard, too_wide
from encours.formats.tables.ods import long_sheets
from encours.formats.tables.slices import slices

_PIECE = 20_000
_GIVEN_UP = "PanicException"  # of the library, which is not written in Python and does not name it


class Book:
    """A workbook, opened once it was found harmless."""

    def __init__(self, content: bytes) -> None:
        guard(content)
        self._content, self._long = content, long_sheets(content)

    @cached_property
    def _book(self) -> CalamineWorkbook:
        return _opened(self._content)

    @property
    def names(self) -> tuple[str, ...]:
        """The sheets, in their order."""
        return self._long.names if self._long else tuple(self._book.sheet_names)

    def rows(self, name: str, decimal: str = ".") -> Iterator[list[str]]:
        """The rows of a sheet as text, from its first line on; numbers bear the `decimal` sign."""
        named = name or next(iter(self.names), "")
        self._check(named)
        if self._long:
            cut: Iterator[tuple[bytes, int]] | None = self._long.slices(named)
        else:
            cut = slices(self._content, named)
        for row in _joined(cut, named) if cut else _cells(self._sheet(named), from_the_first=True):
            told = [written(cell, decimal) for cell in row]
            while told and not told[-1]:
                told.pop()
            if len(told) > MAX_COLUMNS:
                raise too_wide()
            yield told

    def frames(self, name: str, width: int, decimal: str) -> Iterator[pl.DataFrame]:
        """Every row, columns `c0`, `c1`… and the 1-based `line`, piece by piece."""
        schema = {**{f"c{rank}": pl.String for rank in range(width)}, "line": pl.Int64}
        held: list[list[Any]] = []
        for line, row in enumerate(self.rows(name, decimal), start=1):
            held.append([*row[:width], *[""] * (width - len(row)), line])
            if len(held) == _PIECE:
                yield pl.DataFrame(held, schema=schema, orient="row")
                held = []
        yield pl.DataFrame(held, schema=schema, orient="row")

    def _check(self, name: str) -> None:
        if name and name not in self.names:
            raise UnreadableFileError(
                "sheet_missing",
                f"Le classeur n’a pas de feuille « {name} ».",
                f"Ses feuilles : {', '.join(self.names)}.",
            )

    def _sheet(self, name: str) -> CalamineSheet:
        with _read_by_others():
            return self._book.get_sheet_by_name(name or self.names[0])


def _opened(content: bytes) -> CalamineWorkbook:
    with _read_by_others():
        try:
            return load_workbook(io.BytesIO(content))
        except PasswordError as wrong:
            raise UnreadableFileError(
                "password",
                "Ce classeur est protégé par un mot de passe.",
                "Retirez le mot de passe, ou exportez le tableau en CSV.",
            ) from wrong


@contextmanager
def _read_by_others() -> Iterator[None]:
    """What the library cannot read is a damaged workbook, also where it gives up in the middle of a cell."""
    try:
        yield
    except (CalamineError, IndexError, OSError, OverflowError, ValueError) as wrong:
        raise damaged() from wrong
    except BaseException as wrong:
        if type(wrong).__name__ != _GIVEN_UP:
            raise
        raise damaged() from wrong


def _cells(sheet: CalamineSheet, *, from_the_first: bool) -> list[list[Any]]:
    with _read_by_others():
        return sheet.to_python(skip_empty_area=not from_the_first) if sheet.height else []


def _joined(cut: Iterator[tuple[bytes, int]], name: str) -> Iterator[list[Any]]:
    """The rows of all slices, each on its own line; a slice says how many lines come before those that it counts."""
    line = 0
    for content, before in cut:
        with _read_by_others():
            sheet = _opened(content).get_sheet_by_name(name)
        rows = _cells(sheet, from_the_first=False)
        top, left = sheet.start or (line - before, 0)
        yield from ([] for _blank in range(line, before + top))
        yield from ([*[""] * left, *row] for row in rows)
        line = max(line, before + top) + len(rows)


def written(cell: Any, decimal: str) -> str:
    """A cell as text: days the ISO way, whole numbers without decimals."""
    if isinstance(cell, str):
        return cell
    if isinstance(cell, bool):
        return "oui" if cell else "non"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else repr(cell).replace(".", decimal)  # noqa: PLR2004 — exact so far
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == time() else cell.isoformat(" ", "seconds")
    if isinstance(cell, date | time):
        return cell.isoformat()
    return "" if cell is None or isinstance(cell, timedelta) else str(cell)
