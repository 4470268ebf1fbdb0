"""FLOOR of `bench import`: what reading a ledger and writing its rows cost with nothing in between.

Frozen: a change to this file is a commit of its own that states the old and the new figure.

A typed Polars read of the FEC, then raw sqlite3 `executemany` in one durable transaction. With
`--rows-of DATABASE`, the rows and the tables (with their indexes) are those that the product wrote
there, copied table by table: the same rows with the same indexes. Without it, the rows are the
customers' lines of the file, in three tables of the width of the house's with three indexes each.

    python benchmarks/floor_import.py big.txt --rows-of encours.sqlite3 --table receivables_receivable
"""

from __future__ import annotations

import argparse
import json
import sqlite3
import tempfile
import time
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl

_DATES = ("EcritureDate", "PieceDate", "DateLet", "ValidDate")
_AMOUNTS = ("Debit", "Credit")
_BATCH = 50_000
_OWN_COLUMNS = (
    "creditor_id", "customer", "key", "number", "kind", "journal", "entry_number", "label", "issued_on",
    "due_on", "amount_cents", "open_cents", "currency", "known_on", "reconstructed", "line", "recorded_at",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Table:
    """A table to fill: the statements that make it and its indexes, its columns and its rows."""

    name: str
    statements: tuple[str, ...]
    columns: int
    rows: Sequence[tuple[Any, ...]]


def typed(path: Path) -> pl.DataFrame:
    """The ledger with dates as days and amounts as whole cents; strings read, then cast."""
    lines = pl.scan_csv(path, separator="\t", quote_char=None, infer_schema=False, encoding="utf8")
    return lines.with_columns(
        *(pl.col(name).replace("", None).str.to_date("%Y%m%d") for name in _DATES),
        *(pl.col(name).str.replace(",", "", literal=True).cast(pl.Int64) for name in _AMOUNTS),
    ).collect()


def own_tables(ledger: pl.DataFrame) -> list[Table]:
    """Receivables, payments and applications straight from the customers' lines, nothing decided."""
    lines = ledger.with_row_index("line").filter(pl.col("CompteNum").str.starts_with("411"))
    cells = (
        pl.lit(1), "CompAuxNum", pl.format("{}/{}", "CompAuxNum", "line"), "PieceRef", pl.lit("invoice"),
        "JournalCode", "EcritureNum", "EcritureLib", pl.col("PieceDate").cast(pl.String),
        pl.col("EcritureDate").cast(pl.String), pl.col("Debit") - pl.col("Credit"),
        pl.lit(0), pl.lit("EUR"), pl.col("ValidDate").cast(pl.String), pl.lit(1), "line",
        pl.lit("2026-01-01 00:00:00"),
    )  # fmt: skip
    rows = lines.select(**dict(zip(_OWN_COLUMNS, cells, strict=True)))
    debit = lines["Debit"] > 0
    parts = {
        "receivable": rows.filter(debit),
        "payment": rows.filter(~debit),
        "application": rows.filter(~debit),
    }
    return [_own_table(name, part.rows()) for name, part in parts.items()]


def _own_table(name: str, rows: Sequence[tuple[Any, ...]]) -> Table:
    make = f"CREATE TABLE {name} (id integer PRIMARY KEY, {', '.join(_OWN_COLUMNS)})"
    wanted = (("key", "creditor_id, key"), ("due", "creditor_id, due_on"), ("number", "creditor_id, number"))
    indexes = (f"CREATE INDEX {name}_by_{short} ON {name} ({columns})" for short, columns in wanted)
    numbered = [(rank, *row) for rank, row in enumerate(rows, start=1)]
    return Table(name, (make, *indexes), len(_OWN_COLUMNS) + 1, numbered)


def tables_of(database: Path, names: list[str]) -> list[Table]:
    """The named tables of a database with their indexes and rows; triggers are left out."""
    found = []
    with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as source:
        for name in names:
            statements = source.execute(
                "SELECT sql FROM sqlite_master WHERE tbl_name = ? AND type IN ('table', 'index')"
                " AND sql IS NOT NULL ORDER BY type DESC",
                (name,),
            ).fetchall()
            if not statements:
                raise SystemExit(f"{database} has no table {name}")
            # The name was found in the schema just above, so it is no injection.
            rows = source.execute(f'SELECT * FROM "{name}"').fetchall()  # noqa: S608 — see above
            columns = len(source.execute(f'PRAGMA table_info("{name}")').fetchall())
            found.append(Table(name, tuple(sql for (sql,) in statements), columns, rows))
    return found


def write(path: Path, tables: list[Table]) -> None:
    """Make the tables with their indexes, then insert every row, in one transaction."""
    with closing(sqlite3.connect(path, isolation_level=None)) as target:
        target.execute("PRAGMA journal_mode = WAL")
        target.execute("PRAGMA synchronous = FULL")
        target.execute("BEGIN IMMEDIATE")
        for table in tables:
            for statement in table.statements:
                target.execute(statement)
            holes = ", ".join("?" * table.columns)
            for start in range(0, len(table.rows), _BATCH):
                insert = f'INSERT INTO "{table.name}" VALUES ({holes})'  # noqa: S608 — a name of ours
                target.executemany(insert, table.rows[start : start + _BATCH])
        target.execute("COMMIT")


def main() -> None:
    """Print the seconds of both halves and their sum."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("fec", type=Path)
    parser.add_argument("--rows-of", type=Path, help="a database that the product has filled")
    parser.add_argument("--table", action="append", default=[], help="one of its tables; may be repeated")
    parser.add_argument("--folder", type=Path, help="where the database of the floor is written")
    asked = parser.parse_args()
    begun = time.perf_counter()
    ledger = typed(asked.fec)
    read_seconds = time.perf_counter() - begun
    tables = tables_of(asked.rows_of, asked.table) if asked.rows_of else own_tables(ledger)
    with tempfile.TemporaryDirectory(dir=asked.folder) as folder:
        begun = time.perf_counter()
        write(Path(folder) / "floor.sqlite3", tables)
        write_seconds = time.perf_counter() - begun
    said = {
        "seconds": round(read_seconds + write_seconds, 3),
        "rows": sum(len(table.rows) for table in tables),
        "lines": len(ledger),
        "read_seconds": round(read_seconds, 3),
        "write_seconds": round(write_seconds, 3),
    }
    print(json.dumps(said))


if __name__ == "__main__":
    main()
