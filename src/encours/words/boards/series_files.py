"""A series of figures as a file that another system reads: the same columns whatever the format or the language."""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Mapping
from typing import Final

import polars as pl
from openpyxl import Workbook

from encours.words.sheets import harmless


def series_file(frame: pl.DataFrame, kind: str) -> bytes:
    """Write a frame as csv, xlsx, parquet or json: days ISO 8601, a point before decimals, instants in UTC."""
    return _WRITTEN[kind](frame)


def _csv(frame: pl.DataFrame) -> bytes:
    return (
        frame.with_columns(pl.col("creditor").map_elements(harmless, return_dtype=pl.String))
        .write_csv()
        .encode()
    )


def _parquet(frame: pl.DataFrame) -> bytes:
    out = io.BytesIO()
    frame.write_parquet(out)
    return out.getvalue()


def _json(frame: pl.DataFrame) -> bytes:
    rows = [
        {name: str(cell) if cell is not None and name in _WORDED else cell for name, cell in row.items()}
        for row in frame.iter_rows(named=True)
    ]
    return json.dumps(rows, ensure_ascii=False, indent=1).encode()


def _xlsx(frame: pl.DataFrame) -> bytes:
    book = Workbook(write_only=True)
    sheet = book.create_sheet("series")
    sheet.append(frame.columns)
    for row in frame.with_columns(pl.col("recorded_at").dt.replace_time_zone(None)).iter_rows():
        sheet.append([harmless(cell) if isinstance(cell, str) else cell for cell in row])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


_WORDED: Final = frozenset({"on", "value", "recorded_at"})  # days, exact decimals and instants, as text
_WRITTEN: Final[Mapping[str, Callable[[pl.DataFrame], bytes]]] = {
    "csv": _csv,
    "xlsx": _xlsx,
    "parquet": _parquet,
    "json": _json,
}
SERIES_MEDIA: Final[Mapping[str, str]] = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "parquet": "application/vnd.apache.parquet",
    "json": "application/json",
}
