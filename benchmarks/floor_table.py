"""FLOOR of `bench import` for a table: what reading a CSV of invoices and writing its rows cost with nothing between.

Frozen: a change to this file is a commit of its own that states the old and the new figure.

A typed Polars read of the CSV, then raw sqlite3 `executemany` in one durable transaction of the rows that the
product wrote, in the same tables with the same indexes.

    python benchmarks/floor_table.py big.csv --rows-of encours.sqlite3 --table receivables_receivable
"""

from __future__ import annotations

import argparse
import json
import tempfile
import time
from pathlib import Path

import polars as pl

from floor_import import tables_of, write

_DAYS = ("Date de facture", "Échéance")


def typed(path: Path) -> pl.DataFrame:
    """The table with dates as days and amounts as whole cents; strings read, then cast."""
    lines = pl.scan_csv(path, separator=";", infer_schema=False, encoding="utf8")
    return lines.with_columns(
        *(pl.col(name).str.to_date("%d/%m/%Y") for name in _DAYS),
        pl.col("Montant TTC").str.replace(",", "", literal=True).cast(pl.Int64),
    ).collect()


def main() -> None:
    """Print the seconds of both halves and their sum."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("csv", type=Path)
    parser.add_argument("--rows-of", type=Path, required=True, help="a database that the product has filled")
    parser.add_argument("--table", action="append", default=[], help="one of its tables; may be repeated")
    parser.add_argument("--folder", type=Path, help="where the database of the floor is written")
    asked = parser.parse_args()
    begun = time.perf_counter()
    rows = len(typed(asked.csv))
    read_seconds = time.perf_counter() - begun
    tables = tables_of(asked.rows_of, asked.table)
    with tempfile.TemporaryDirectory(dir=asked.folder) as folder:
        begun = time.perf_counter()
        write(Path(folder) / "floor.sqlite3", tables)
        write_seconds = time.perf_counter() - begun
    said = {
        "seconds": round(read_seconds + write_seconds, 3),
        "rows": sum(len(table.rows) for table in tables),
        "lines": rows,
        "read_seconds": round(read_seconds, 3),
        "write_seconds": round(write_seconds, 3),
    }
    print(json.dumps(said))


if __name__ == "__main__":
    main()
