"""Rows laid aside, so that writing many holds the lock of the database for as little as it can.

On SQLite one writer makes all others wait. Rows are put in temporary tables of this connection, which nobody
waits for and which a crash leaves nothing of; `move` then writes them in one statement a table, inside the
act's own transaction.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import polars as pl
from django.db import connection
from django.db.models import Model

from encours.records.frames import bulk

_ON_DISK = {"temp_store": 1, "mmap_size": 0}


@dataclass
class Stage:
    """Tables of rows that wait, one for each kind of row, in the order in which they came."""

    tables: list[tuple[type[Model], list[str]]] = field(default_factory=list)
    before: dict[str, int] = field(
        default_factory=dict
    )  # how this connection kept what is temporary, and its pages

    def hold(self, model: type[Model], rows: pl.DataFrame) -> None:
        """Lay rows aside."""
        columns = ", ".join(connection.ops.quote_name(name) for name in rows.columns)
        raw, alike = _raw(), (model, rows.columns)
        known = alike in self.tables
        held = f"temp.staged_{self.tables.index(alike) if known else len(self.tables)}"
        if not known:
            self.tables.append(alike)
            raw.execute(f"DROP TABLE IF EXISTS {held}")
            raw.execute(f"CREATE TABLE {held} AS SELECT {columns} FROM main.{_table(model)} LIMIT 0")
        raw.execute("BEGIN")  # not IMMEDIATE, which would take the lock of the database itself
        try:
            marks = ", ".join("?" for _ in rows.columns)
            bulk.write_many(f"INSERT INTO {held} VALUES ({marks})", rows)
        finally:
            raw.execute("COMMIT")

    def move(self, *, entry_id: int, recorded_at: datetime) -> None:
        """Write all that waits, under this entry and instant; call it inside the writing transaction."""
        stamps = pl.DataFrame({"recorded_at": [recorded_at], "entry_id": [entry_id]})
        stamped = dict(zip(stamps.columns, bulk.for_sqlite(stamps).row(0), strict=True))
        for rank, (model, names) in enumerate(self.tables):
            columns = ", ".join(connection.ops.quote_name(name) for name in names)
            taken = ", ".join("?" if name in stamped else connection.ops.quote_name(name) for name in names)
            _raw().execute(
                f"INSERT INTO main.{_table(model)} ({columns}) SELECT {taken} FROM temp.staged_{rank}",
                [stamped[name] for name in names if name in stamped],
            )

    def loose_ends(self, promised: Mapping[type[Model], int]) -> list[str]:
        """Say which foreign keys of rows that wait name nothing known, nothing that waits, and nothing `promised`.

        The entry is left out: `move` gives it.
        """
        return [
            f"{model._meta.label}.{field.name}"
            for rank, (model, names) in enumerate(self.tables)
            for field in model._meta.concrete_fields
            if field.column in names and field.column != "entry_id" and self._is_loose(rank, field, promised)
        ]

    def _is_loose(self, rank: int, field: Any, promised: Mapping[type[Model], int]) -> bool:
        parent = field.related_model
        if parent is None:
            return False
        column = connection.ops.quote_name(field.column)
        waiting = (
            f" AND {column} NOT IN (SELECT id FROM temp.staged_{place})"
            for place, (model, names) in enumerate(self.tables)
            if model is parent and "id" in names
        )
        found = _raw().execute(
            f"SELECT 1 FROM temp.staged_{rank} WHERE {column} <> ?"
            f" AND NOT EXISTS (SELECT 1 FROM main.{_table(parent)} known WHERE known.id = {column})"
            f"{''.join(waiting)} LIMIT 1",
            [promised.get(parent, 0)],
        )
        return found.fetchone() is not None

    def drop(self) -> None:
        """Forget all that waits."""
        for rank in range(len(self.tables)):
            _raw().execute(f"DROP TABLE IF EXISTS temp.staged_{rank}")
        self.tables.clear()
        while self.before:
            _raw().execute("PRAGMA {} = {}".format(*self.before.popitem()))

    def onto_disk(self) -> None:
        """Have what waits kept in a file: in memory, a long file would take as much of it."""
        for name, wanted in _ON_DISK.items():
            self.before[name] = _raw().execute(f"PRAGMA {name}").fetchone()[0]
            _raw().execute(f"PRAGMA {name} = {wanted}")


def can_stage() -> bool:
    """Whether rows can be laid aside: on SQLite, outside any transaction."""
    return connection.vendor == "sqlite" and not connection.in_atomic_block


@contextmanager
def staging() -> Iterator[Stage]:
    """Lay aside every row that is inserted meanwhile; what updates or deletes is refused (RuntimeError)."""
    stage = Stage()
    stage.onto_disk()
    token = bulk.HOLDER.set(stage)
    try:
        yield stage
    except BaseException:
        stage.drop()
        raise
    finally:
        bulk.HOLDER.reset(token)


def _raw() -> Any:
    connection.ensure_connection()
    return connection.connection


def _table(model: type[Model]) -> str:
    return connection.ops.quote_name(model._meta.db_table)
