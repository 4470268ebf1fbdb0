"""Tables of a spreadsheet: XLSX, XLS, ODS; cells are values, never formulas, and come as text."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Any

import polars as pl
from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, PasswordError, load_workbook

from encours.core.refusals import UnreadableFileError
from encours.formats.tables.guards import MAX_COLUMNS, damaged, guard, too_wide

_PIECE = 20_000


class Book:
    """A workbook, opened once it was found harmless."""

    def __init__(self, content: bytes) -> None:
        guard(content)
        try:
            self._book: CalamineWorkbook = load_workbook(io.BytesIO(content))
        except PasswordError as wrong:
            raise UnreadableFileError(
                "password",
                "Ce classeur est protégé par un mot de passe.",
                "Retirez le mot de passe, ou exportez le tableau en CSV.",
            ) from wrong
        except (CalamineError, OSError, ValueError) as wrong:
            raise damaged() from wrong

    @property
    def names(self) -> tuple[str, ...]:
        """The sheets, in their order."""
        return tuple(self._book.sheet_names)

    def rows(self, name: str, decimal: str = ".") -> Iterator[list[str]]:
        """The rows of a sheet as text, from its first line on; numbers bear the `decimal` sign."""
        sheet = self._sheet(name)
        try:
            rows = sheet.to_python(skip_empty_area=False) if sheet.height else []
        except (CalamineError, ValueError) as wrong:
            raise damaged() from wrong
        for row in rows:
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

    def _sheet(self, name: str) -> CalamineSheet:
        if name and name not in self.names:
            raise UnreadableFileError(
                "sheet_missing",
                f"Le classeur n’a pas de feuille « {name} ».",
                f"Ses feuilles : {', '.join(self.names)}.",
            )
        try:
            return self._book.get_sheet_by_name(name or self.names[0])
        except (CalamineError, IndexError, ValueError) as wrong:
            raise damaged() from wrong


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
