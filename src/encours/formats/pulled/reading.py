"""A pulled file read table by table: what another system says is judged cell by cell, as any table is."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, BinaryIO

import polars as pl

from encours.core.refusals import Controls, Refusal, UnreadableFileError
from encours.formats.companion.cells import MOST_CENTS, READERS, CellError, currency_of, day_of
from encours.formats.companion.reading import REMEDIES, SHOWN, WHOLE_ROW
from encours.formats.pieces import Piece
from encours.formats.pulled.shapes import TABLES

_MOST_BYTES = 256 * 1024**2
_KEYS = {
    "customers": ("account",),
    "invoices": ("account", "number"),
    "payments": ("id", "account", "paid_on", "amount_cents"),
    "allocations": ("account", "number", "amount_cents"),
    "orders": ("account", "number"),
    "deals": ("account", "deal"),
    "campaigns": ("account", "campaign"),
    "gone": ("account", "number"),
}
_LONGEST = 200


def read(file: BinaryIO) -> Iterator[Piece]:
    """Yield a piece a table, its name in `facts["table"]`; the last tells the controls.

    A value that breaks a rule is a refusal and left null, as in any table; without its key, or where money or a day
    of issue cannot be read, the row is refused.
    Raises UnreadableFileError (`too_large`, `unreadable`).
    """
    content = file.read(_MOST_BYTES + 1)
    if len(content) > _MOST_BYTES:
        raise UnreadableFileError(
            "too_large", "Ce fichier est trop grand.", "Synchronisez par lots plus petits."
        )
    told = _Rows()
    head, *lines = content.splitlines() or [b""]
    source = str(_object(head, 1).get("source", ""))
    for number, line in enumerate(lines, 2):
        if line.strip():
            told.take(_object(line, number), number)
    for table, rows in told.kept.items():
        frame = pl.DataFrame(rows, schema=TABLES[table].create_empty().schema)
        yield Piece(frame, facts={"table": table})
    facts = {"format": "pulled", "table": "pulled", "source": source}
    empty = TABLES["customers"].create_empty()
    yield Piece(empty, told.refusals, [], Controls(told.read, told.rows), facts)


def _object(line: bytes, number: int) -> dict[str, Any]:
    try:
        told = json.loads(line)
        if b"\\ud" in line.lower():  # half a character is no text
            json.dumps(told, ensure_ascii=False).encode()
    except (ValueError, RecursionError):
        told = None
    if not isinstance(told, dict):
        raise UnreadableFileError(
            "unreadable", f"La ligne {number} est illisible.", "Synchronisez de nouveau.", line=number
        )
    return told


class _Rows:
    """Rows by table, and what was refused of them."""

    def __init__(self) -> None:
        self.kept: dict[str, list[dict[str, Any]]] = {table: [] for table in TABLES}
        self.refusals: list[Refusal] = []
        self.read = self.rows = 0

    def take(self, told: dict[str, Any], line: int) -> None:
        table = str(told.get("table", ""))
        self.read += 1
        if table not in TABLES or table == "allocations":
            self._refuse(line, "table", "unknown_choice", table)
            return
        row = self._row(table, told, line)
        if row is None:
            return
        self.rows += 1
        parts = told.get("allocations") or []
        for part in parts if isinstance(parts, list) else [parts]:
            self._allocation(part, row, line)

    def _row(self, table: str, told: dict[str, Any], line: int) -> dict[str, Any] | None:
        shape = TABLES[table].create_empty().schema
        row: dict[str, Any] = {"line": line}
        bad = False
        for name, kind in shape.items():
            if name != "line" and told.get(name) not in (None, ""):
                row[name] = self._value(table, name, kind, told[name], line)
                bad = bad or (row[name] is None and name in WHOLE_ROW)
        if bad:
            return None
        if table == "payments":
            row.setdefault("currency", "EUR")
        missing = [name for name in _KEYS[table] if row.get(name) is None]
        if missing:
            self._refuse(line, missing[0], "key_missing", "")
            return None
        self.kept[table].append(row)
        return row

    def _allocation(self, part: Any, row: dict[str, Any], line: int) -> None:
        """What pays an invoice; refused whole where its amount, its day or the invoice cannot be read."""
        if not isinstance(part, dict) or row.get("number") is None:
            self._refuse(line, "allocations", "key_missing", str(part))
            return
        try:
            cents = _whole(part.get("amount_cents"))
            paid_on = day_of(str(part["on"])) if part.get("on") else row.get("issued_on")
        except CellError as wrong:
            self._refuse(line, "allocations", wrong.rule, str(part))
            return
        self.kept["allocations"].append(
            {
                "line": line,
                "account": row["account"],
                "number": row["number"],
                **{name: _text(part.get(name)) for name in ("payment", "credit", "reference")},
                "amount_cents": cents,
                "paid_on": paid_on,
                "part": part.get("whole") is None,
            }
        )

    def _value(self, table: str, name: str, kind: Any, told: Any, line: int) -> Any:
        try:
            if kind == pl.Int64:
                return _whole(told)
            if kind == pl.Date:
                return day_of(str(told))
            if name == "currency":
                return currency_of(str(told))
            reader = READERS.get(table, {}).get(name)
            return reader(str(told)) if reader else _text(told)
        except CellError as wrong:
            self._refuse(line, name, wrong.rule, str(told))
            return None

    def _refuse(self, line: int, field: str, rule: str, value: str) -> None:
        self.refusals.append(Refusal(line, field, rule, REMEDIES[rule], value[:SHOWN]))


def _text(told: Any) -> str | None:
    return None if told is None else str(told)[:_LONGEST]


def _whole(told: Any) -> int:
    if isinstance(told, bool) or not isinstance(told, int) or abs(told) > MOST_CENTS:
        raise CellError("amount_invalid")
    return told
