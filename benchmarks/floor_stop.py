"""FLOOR of `bench stop`: the rows that cancelling writes, written again by plain statements in one commit.

Frozen: a change to this file is a commit of its own that states the old and the new figure.

Reads the messages stopped, their stops and the leaves of their entry from a SQLite database, then changes each message
by its key and inserts as many stops and leaves into tables of the same columns. Nothing is decided, nothing hashed.

    python benchmarks/floor_stop.py encours.sqlite3
"""

from __future__ import annotations

import argparse
import json
import sqlite3
import time
from contextlib import closing

_ENTRY = "SELECT id FROM history_entry WHERE act = 'stop_paid'"
_TABLES = {
    "cases_stop": "SELECT * FROM cases_stop",
    "history_leaf": f"SELECT * FROM history_leaf WHERE entry_id IN ({_ENTRY})",  # noqa: S608 — words of ours
}


def rewritten(path: str) -> float:
    """Seconds for the rows."""
    with closing(sqlite3.connect(path, isolation_level=None)) as database:
        database.execute("PRAGMA journal_mode = WAL")
        database.execute("PRAGMA synchronous = FULL")
        told = "SELECT held_reason, held_facts, id FROM encours_messages_message WHERE state = 'stopped'"
        messages = database.execute(told).fetchall()
        rows = {table: database.execute(sql).fetchall() for table, sql in _TABLES.items()}
        for table in _TABLES:
            database.execute(f"CREATE TABLE floor_{table} AS SELECT * FROM {table} WHERE 0")  # noqa: S608 — names of ours
        begun = time.perf_counter()
        database.execute("BEGIN IMMEDIATE")
        database.executemany(
            "UPDATE encours_messages_message SET state = 'stopped', held_reason = ?, held_facts = ? WHERE id = ?",
            messages,
        )
        for table, kept in rows.items():
            if kept:
                marks = ", ".join("?" for _ in kept[0])
                database.executemany(f"INSERT INTO floor_{table} VALUES ({marks})", kept)  # noqa: S608 — names of ours
        database.execute("COMMIT")
        return time.perf_counter() - begun


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("database")
    print(json.dumps({"seconds": rewritten(parser.parse_args().database)}))


if __name__ == "__main__":
    main()
