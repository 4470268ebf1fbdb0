"""Reading frames: through Django inside a transaction, in a view of its own outside; one shape (DESIGN §1).

A query is written once, with its columns and their kinds declared; `fetch` runs it on either road. Outside, the
view is ADBC's on PostgreSQL. On SQLite, ADBC's second copy of the library may not live in a process that has the
database open (see `sqlite_views`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

import polars as pl
import pyarrow as pa
from django.db import connection

from encours.records.frames.sqlite_views import sqlite_view

_Kinds = Mapping[str, pl.DataType | type[pl.DataType]]
_snapshot: ContextVar[Any] = ContextVar("encours_snapshot", default=None)
_rehearsal: ContextVar[list[tuple[str, Sequence[Any]]] | None] = ContextVar("encours_rehearsal", default=None)


def fetch(sql: str, params: Sequence[Any], kinds: _Kinds) -> pl.DataFrame:
    """Run a SELECT whose columns are `kinds`, in order; ints, text, days (ISO text or date) and booleans.

    Inside `snapshot()` it runs in one read-only view of the database; elsewhere through Django's
    connection and its transaction. Parameters are written `%s`, a percent sign `%%`. Instants are UTC, and
    come without a zone.
    """
    rehearsed = _rehearsal.get()
    if rehearsed is not None:
        rehearsed.append((sql, params))
        return pl.DataFrame(schema=dict(kinds))
    handle = _snapshot.get()
    names = list(kinds)
    frame = _by_view(handle, sql, params, names) if handle is not None else _by_django(sql, params, names)
    return _shaped(frame, kinds)


def foresee(read: Callable[[], object]) -> None:
    """Ask ahead for all that `read` fetches, where a process of its own reads: it works while this one decides.

    `read` is gone through once on empty frames, to learn its queries; they must not depend on what they read.
    """
    expect = getattr(_snapshot.get(), "expect", None)
    if expect is None:
        return
    asked: list[tuple[str, Sequence[Any]]] = []
    token = _rehearsal.set(asked)
    try:
        read()
    finally:
        _rehearsal.reset(token)
    for sql, params in asked:
        expect(_marked(sql), params)


def _marked(sql: str) -> str:
    """Parameters as SQLite marks them."""
    return sql.replace("%s", "?").replace("%%", "%")


def _by_django(sql: str, params: Sequence[Any], names: list[str]) -> pl.DataFrame:
    with connection.cursor() as cursor:
        cursor.execute(sql, list(params))
        rows = cursor.fetchall()
    return pl.DataFrame(rows, schema=names, orient="row", infer_schema_length=None)


def _by_view(handle: Any, sql: str, params: Sequence[Any], names: list[str]) -> pl.DataFrame:
    if connection.vendor == "sqlite":
        columns = handle.read(_marked(sql), params, names)
    else:
        for number in range(1, len(params) + 1):
            sql = sql.replace("%s", f"${number}", 1)
        with handle.cursor() as cursor:
            cursor.execute(sql.replace("%%", "%"), list(params) or None)
            columns = [_stored(column) for column in cursor.fetch_arrow_table().columns]
    # Named here, for two columns may come under one name (`sum`, `sum`), which a frame refuses.
    return pl.DataFrame([pl.Series(name, column) for name, column in zip(names, columns, strict=True)])


def _stored(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """A NUMERIC of PostgreSQL (a sum of bigints) arrives as text in a wrapping that frames cannot cast."""
    if isinstance(column.type, pa.BaseExtensionType):
        return pa.chunked_array([chunk.storage for chunk in column.chunks], column.type.storage_type)
    return column


def _shaped(frame: pl.DataFrame, kinds: _Kinds) -> pl.DataFrame:
    return frame.select(_cast(name, frame.schema[name], pl_kind) for name, pl_kind in kinds.items())


def _cast(name: str, found: pl.DataType, wanted: Any) -> pl.Expr:
    column = pl.col(name)
    if wanted == pl.Date and found == pl.String:
        return column.replace("", None).str.to_date("%Y-%m-%d")
    if wanted == pl.Datetime and found == pl.String:
        return column.str.slice(0, 26).str.to_datetime("%Y-%m-%d %H:%M:%S%.f", strict=False)
    if wanted == pl.Boolean and found.is_integer():
        return column != 0
    if wanted == pl.Int64 and found == pl.Decimal:
        return column.cast(pl.Int64)
    return column.cast(wanted)


@contextmanager
def snapshot() -> Iterator[None]:
    """Read all that follows in one view of the database.

    A transaction of Django's is not seen by it: it is refused inside one. An in-memory SQLite database
    cannot be opened twice and is read through Django.
    """
    if connection.in_atomic_block:
        raise RuntimeError("A snapshot cannot see the transaction it is opened in.")
    settings = connection.settings_dict
    if connection.vendor == "sqlite" and "memory" in str(settings["NAME"]):
        yield
        return
    with _view(settings) as handle:
        token = _snapshot.set(handle)
        try:
            yield
        finally:
            _snapshot.reset(token)


@contextmanager
def _view(settings: Mapping[str, Any]) -> Iterator[Any]:
    if connection.vendor == "sqlite":
        with sqlite_view(str(settings["NAME"])) as view:
            yield view
        return
    import adbc_driver_postgresql.dbapi as postgresql

    with postgresql.connect(postgres_uri(settings)) as handle:
        with handle.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        try:
            yield handle
        finally:
            handle.rollback()


def postgres_uri(settings: Mapping[str, Any]) -> str:
    """Write Django's settings as libpq reads them, keywords and values quoted."""
    words = {
        "dbname": settings["NAME"],
        "user": settings["USER"],
        "password": settings["PASSWORD"],
        "host": settings["HOST"],
        "port": settings["PORT"],
        **{word: value for word, value in settings["OPTIONS"].items() if isinstance(value, str)},
    }
    quoted = (
        "{}='{}'".format(word, str(value).replace("\\", "\\\\").replace("'", "\\'"))
        for word, value in words.items()
        if value
    )
    return " ".join(quoted)


def only(column: str, keys: Sequence[int] | None) -> str:
    """Write the condition that keeps a few rows by an integer key; nothing when all are wanted."""
    if keys is None:
        return ""
    return f"AND {column} IN ({', '.join(str(int(key)) for key in keys) or 'NULL'})"
