"""Writing frames: `executemany` on SQLite, `COPY` on PostgreSQL, primary keys reserved beforehand."""

from __future__ import annotations

import io
from collections.abc import Sequence
from contextvars import ContextVar
from itertools import chain
from typing import Any, Protocol

import polars as pl
from django.db import connection, transaction
from django.db.models import Model

_TOGETHER = 20  # rows inserted by one statement on SQLite


class Holder(Protocol):
    """Takes the rows that would be inserted, to write them later (`staging`)."""

    def hold(self, model: type[Model], rows: pl.DataFrame) -> None:
        """Keep rows aside."""


HOLDER: ContextVar[Holder | None] = ContextVar("encours_holder", default=None)


def reserve_ids(model: type[Model], count: int) -> pl.Series:
    """Take `count` primary keys that nobody else will be given."""
    table = model._meta.db_table
    with transaction.atomic(), connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            # The transaction is IMMEDIATE, so nobody else writes between this reading and the insert.
            cursor.execute(
                "SELECT MAX(COALESCE((SELECT seq FROM sqlite_sequence WHERE name = %s), 0),"
                f" COALESCE((SELECT MAX(id) FROM {_quoted(table)}), 0))",
                [table],
            )
            first = cursor.fetchone()[0] + 1
            cursor.execute("DELETE FROM sqlite_sequence WHERE name = %s", [table])
            cursor.execute(
                "INSERT INTO sqlite_sequence (name, seq) VALUES (%s, %s)", [table, first + count - 1]
            )
            return pl.Series("id", range(first, first + count), dtype=pl.Int64)
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)", [table, count]
        )
        return pl.Series("id", [row[0] for row in cursor.fetchall()], dtype=pl.Int64)


def insert(model: type[Model], rows: pl.DataFrame) -> None:
    """Insert every row; columns are the table's own names. Columns left out must have no value to give."""
    if rows.is_empty():
        return
    holder = HOLDER.get()
    if holder is not None:
        holder.hold(model, rows)
        return
    columns = ", ".join(_quoted(name) for name in rows.columns)
    table = _quoted(model._meta.db_table)
    if connection.vendor == "sqlite":
        _insert_rows(f"INSERT INTO {table} ({columns}) VALUES", rows)
        return
    text = io.BytesIO()
    _instants_as_text(rows).write_csv(text, include_header=False, null_value="\\N", quote_style="non_numeric")
    with connection.cursor() as cursor:
        command = f"COPY {table} ({columns}) FROM STDIN (FORMAT csv, NULL '\\N')"
        with cursor.copy(command) as copy:
            copy.write(text.getvalue())


def update(model: type[Model], rows: pl.DataFrame, *, key: str = "id") -> None:
    """Give each row named by `key` the values of the other columns, in one statement of many rows."""
    if rows.is_empty():
        return
    _nothing_held()
    changed = [name for name in rows.columns if name != key]
    table = _quoted(model._meta.db_table)
    if connection.vendor == "sqlite":
        sets = ", ".join(f"{_quoted(name)} = ?" for name in changed)
        write_many(
            f"UPDATE {table} SET {sets} WHERE {_quoted(key)} = ?",
            rows.select(*changed, key),
        )
        return
    staged = f"staged_{model._meta.model_name}"
    with connection.cursor() as cursor:
        cursor.execute(
            f"CREATE TEMP TABLE {staged} ON COMMIT DROP AS SELECT {', '.join(map(_quoted, rows.columns))}"
            f" FROM {table} LIMIT 0"
        )
        text = io.BytesIO()
        _instants_as_text(rows).write_csv(
            text, include_header=False, null_value="\\N", quote_style="non_numeric"
        )
        columns = ", ".join(_quoted(name) for name in rows.columns)
        with cursor.copy(f"COPY {staged} ({columns}) FROM STDIN (FORMAT csv, NULL '\\N')") as copy:
            copy.write(text.getvalue())
        sets = ", ".join(f"{_quoted(name)} = s.{_quoted(name)}" for name in changed)
        cursor.execute(f"ANALYZE {staged}")
        # Few rows of many are looked up one by one: by default the server thinks each is a far reach on a disk, and
        # reads the whole table instead.
        cursor.execute("SET LOCAL random_page_cost = 1.1")
        cursor.execute(
            f"UPDATE {table} t SET {sets} FROM {staged} s WHERE t.{_quoted(key)} = s.{_quoted(key)}"
        )
        cursor.execute(f"DROP TABLE {staged}")


def delete(model: type[Model], keys: Sequence[int], *, key: str = "id") -> None:
    """Delete the rows named by `key`: only for what is rebuilt at will (proposals, candidates)."""
    if not keys:
        return
    _nothing_held()
    table = _quoted(model._meta.db_table)
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.executemany(f"DELETE FROM {table} WHERE {_quoted(key)} = %s", [(k,) for k in keys])
        else:
            cursor.execute(f"DELETE FROM {table} WHERE {_quoted(key)} = ANY(%s)", [list(keys)])


def _nothing_held() -> None:
    """Rows laid aside cannot be changed: what updates or deletes is written under the lock."""
    if HOLDER.get() is not None:
        raise RuntimeError("Only inserts can be laid aside.")


def write_many(sql: str, rows: pl.DataFrame) -> None:
    """Run one statement for every row, on SQLite."""
    _raw().executemany(sql, for_sqlite(rows).iter_rows())


def _insert_rows(sql: str, rows: pl.DataFrame) -> None:
    """Insert on SQLite so many rows a statement: each begun costs a fifth of what a row does."""
    written, row = for_sqlite(rows), f"({', '.join('?' for _ in rows.columns)})"
    whole = len(rows) - len(rows) % _TOGETHER
    values = chain.from_iterable(written.head(whole).iter_rows())
    several = zip(*[values] * (_TOGETHER * rows.width), strict=True)
    _raw().executemany(f"{sql} {', '.join([row] * _TOGETHER)}", several)
    _raw().executemany(f"{sql} {row}", written.tail(len(rows) - whole).iter_rows())


def _raw() -> Any:
    connection.ensure_connection()
    return connection.connection


def for_sqlite(rows: pl.DataFrame) -> pl.DataFrame:
    """Write days, instants and booleans the way Django stores them there: their text is what compares."""
    instants = pl.col(pl.Datetime)
    return _in_utc(rows).with_columns(
        pl.col(pl.Date).dt.strftime("%Y-%m-%d"),
        pl.when(instants.dt.microsecond() == 0)
        .then(instants.dt.strftime("%Y-%m-%d %H:%M:%S"))
        .otherwise(instants.dt.strftime("%Y-%m-%d %H:%M:%S.%6f")),
        pl.col(pl.Boolean).cast(pl.Int8),
    )


def _instants_as_text(rows: pl.DataFrame) -> pl.DataFrame:
    return _in_utc(rows).with_columns(pl.col(pl.Datetime).dt.strftime("%Y-%m-%d %H:%M:%S.%6f+00"))


def _in_utc(rows: pl.DataFrame) -> pl.DataFrame:
    """Instants without a zone are taken as UTC."""
    return rows.with_columns(pl.col(pl.Datetime).dt.convert_time_zone("UTC"))


def _quoted(name: str) -> str:
    return connection.ops.quote_name(name)
