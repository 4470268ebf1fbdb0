"""Sheets to take away: XLSX and CSV with amounts as numbers, days as days, and no cell that could run.

A text that starts with `=`, `+`, `-`, `@`, a tab or a carriage return would be read as a formula by a
spreadsheet: it is written with an apostrophe before it (DESIGN §2.17).
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Literal

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font

from encours.core.refusals import RuleError

TYPES = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
}
_RUNS = ("=", "+", "-", "@", "\t", "\r")
_FORMATS = {
    "amount": "#,##0.00",
    "day": "dd/mm/yyyy",
    "count": "#,##0",
    "tenths": "#,##0.0",
    "share": "0.0%",
}
_PLACES = {
    "amount": 2,
    "tenths": 1,
    "share": 4,
}  # cents, tenths, basis points: whole numbers in, decimals out
_NOT_IN_XML = {code: None for code in range(32) if code not in (9, 10, 13)}
_TITLE_AT_MOST = 31  # of a sheet, by Excel


@dataclass(frozen=True, slots=True)
class Column:
    """A heading, what its cells hold (whole cents for an amount), and its width in characters.

    `tenths` are whole tenths, `share` basis points. In a `figure` column each cell says itself what it holds:
    (kind, value).
    """

    title: str
    kind: Literal["text", "amount", "day", "count", "tenths", "share", "figure"] = "text"
    width: int = 16


def harmless(text: str) -> str:
    """The text as a cell that no spreadsheet runs."""
    return f"'{text}" if text.startswith(_RUNS) else text


def xlsx(title: str, columns: Sequence[Column], rows: Iterable[Sequence[Any]]) -> bytes:
    """One sheet, its first line frozen; rows are written as they come, never all in memory as cells."""
    return xlsx_book([(title, columns, rows)])


def xlsx_book(sheets: Iterable[tuple[str, Sequence[Column], Iterable[Sequence[Any]]]]) -> bytes:
    """Several sheets, each with its title, columns and rows; titles that are alike are numbered."""
    book = Workbook(write_only=True)
    for title, columns, rows in sheets:
        sheet = book.create_sheet("".join(c for c in title if c not in r"[]:*?/\\")[:_TITLE_AT_MOST])
        sheet.freeze_panes = "A2"
        for number, column in enumerate(columns):
            sheet.column_dimensions[chr(ord("A") + number)].width = column.width
        sheet.append([_cell(sheet, column.title, bold=True) for column in columns])
        for row in rows:
            sheet.append([_value(sheet, *pair) for pair in zip(columns, row, strict=True)])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def sheet_of(
    kind: str, title: str, columns: Sequence[Column], rows: Iterable[Sequence[Any]], language: str
) -> bytes:
    """A whole sheet as a file: `kind` is xlsx or csv.

    Raises
        RuleError: another kind.
    """
    if kind == "xlsx":
        return xlsx(title, columns, rows)
    if kind == "csv":
        return "".join(csv_lines(columns, rows, language)).encode()
    raise RuleError("kind_unknown", "Le nom du fichier finit par .xlsx ou .csv.")


def _cell(sheet: Any, value: Any, *, number_format: str = "", bold: bool = False) -> Any:
    cell = WriteOnlyCell(sheet, value=value)
    if number_format:
        cell.number_format = number_format
    if bold:
        cell.font = Font(bold=True)
    return cell


def _value(sheet: Any, column: Column, value: Any) -> Any:
    kind, value = value if column.kind == "figure" and value else (column.kind, value)
    if value is None or value == "":
        return None
    if kind == "text":
        return _cell(sheet, harmless(str(value).translate(_NOT_IN_XML)))
    written = Decimal(value).scaleb(-_PLACES[kind]) if kind in _PLACES else value
    return _cell(sheet, written, number_format=_FORMATS[kind])


def csv_lines(columns: Sequence[Column], rows: Iterable[Sequence[Any]], language: str) -> Iterator[str]:
    """Lines of a CSV as the reader's spreadsheet opens it: `;` and decimal comma in French, else `,` and point.

    A byte order mark comes first, without which accents are misread.
    """
    line = _Line()
    writer = csv.writer(line, delimiter=";" if language == "fr" else ",")
    writer.writerow([harmless(column.title) for column in columns])
    yield "\N{BYTE ORDER MARK}" + line.text
    for row in rows:
        writer.writerow([_text(column, value, language) for column, value in zip(columns, row, strict=True)])
        yield line.text


class _Line:
    """Where the writer leaves one line at a time."""

    text = ""

    def write(self, text: str) -> None:
        self.text = text


def _text(column: Column, value: Any, language: str) -> str:
    kind, value = value if column.kind == "figure" and value else (column.kind, value)
    if value is None:
        return ""
    if kind in _PLACES:
        written = f"{Decimal(value).scaleb(-_PLACES[kind]):.{_PLACES[kind]}f}"
        return written.replace(".", ",") if language == "fr" else written
    if kind == "day":
        day: date = value
        return day.strftime("%d/%m/%Y") if language == "fr" else day.isoformat()
    return harmless(str(value)) if kind == "text" else str(value)
