"""FLOOR of `bench send`: durable single commits per second, the price of one fact kept before each mail.

Frozen: a change to this file is a commit of its own that states the old and the new figure.

One conditional UPDATE of one row and its COMMIT, again and again. SQLite in WAL with
synchronous=FULL in a folder on the disk of the real database; or PostgreSQL with synchronous_commit
on, in a temporary schema of its own that is dropped at the end.

    python benchmarks/floor_send.py --folder var --commits 1000
    python benchmarks/floor_send.py --postgresql postgresql://… --commits 1000
"""

from __future__ import annotations

import argparse
import json
import os
import sqlite3
import tempfile
import time
from contextlib import closing
from pathlib import Path

_MAKE = "CREATE TABLE {} (id integer PRIMARY KEY, state text NOT NULL, handed_at text)"
_FILL = "INSERT INTO {} (id, state) VALUES ({}, 'leased')"
_HAND = "UPDATE {} SET state = 'handed', handed_at = '2026-01-01 00:00:00' WHERE id = {} AND state = 'leased'"


def on_sqlite(folder: Path | None, commits: int) -> float:
    """Seconds for that many commits."""
    with (
        tempfile.TemporaryDirectory(dir=folder) as place,
        closing(sqlite3.connect(Path(place) / "floor.sqlite3", isolation_level=None)) as database,
    ):
        database.execute("PRAGMA journal_mode = WAL")
        database.execute("PRAGMA synchronous = FULL")
        database.execute(_MAKE.format("delivery"))
        database.executemany(_FILL.format("delivery", "?"), [(rank,) for rank in range(commits)])
        begun = time.perf_counter()
        for rank in range(commits):
            database.execute("BEGIN IMMEDIATE")
            touched = database.execute(_HAND.format("delivery", "?"), (rank,)).rowcount
            database.execute("COMMIT")
            assert touched == 1
        return time.perf_counter() - begun


def on_postgresql(uri: str, commits: int) -> float:
    """Seconds for that many commits."""
    import psycopg

    schema = f"encours_floor_{os.getpid()}"
    table = f"{schema}.delivery"
    with psycopg.connect(uri, autocommit=True) as database:
        database.execute("SET synchronous_commit = on")
        database.execute(f"CREATE SCHEMA {schema}".encode())
        try:
            database.execute(_MAKE.format(table).encode())
            filled = f"INSERT INTO {table} SELECT n, 'leased' FROM generate_series(0, {commits - 1}) n"  # noqa: S608 — names of ours
            database.execute(filled.encode())
            hand = _HAND.format(table, "%s").encode()
            begun = time.perf_counter()
            for rank in range(commits):
                assert database.execute(hand, (rank,)).rowcount == 1
            return time.perf_counter() - begun
        finally:
            database.execute(f"DROP SCHEMA {schema} CASCADE".encode())


def main() -> None:
    """Print the seconds, the commits, and how many of them fit in a second."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--folder", type=Path, help="a folder on the disk of the real database")
    parser.add_argument("--postgresql", help="a postgresql:// URI; SQLite without it")
    parser.add_argument("--commits", type=int, default=500)
    asked = parser.parse_args()
    if asked.postgresql:
        seconds = on_postgresql(asked.postgresql, asked.commits)
    else:
        seconds = on_sqlite(asked.folder, asked.commits)
    said = {"seconds": round(seconds, 3), "rows": asked.commits, "per_second": round(asked.commits / seconds)}
    print(json.dumps(said))


if __name__ == "__main__":
    main()
