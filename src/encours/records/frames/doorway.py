"""Reading frames: through Django inside a transaction, in a view of its own outside; one shape (DESIGN §1).

A query is written once, with its columns and their kinds declared; `fetch` runs it on either road. Outside, the
view is ADBC's (see `postgres_views`); on SQLite, its second copy of the library may not live in a process that has
the database open (see `sqlite_views`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

import polars as pl
from django.db import connection

from encours.records.frames.compiling import UNCOMPILED
from encours.records.frames.postgres_views import postgres_view
from encours.records.frames.shapes import Kinds, cast
from encours.records.frames.sqlite_views import sqlite_view

_snapshot: ContextVar[Any] = ContextVar("encours_snapshot", default=None)
_once: ContextVar[dict[tuple[str, tuple[Any, ...]], pl.DataFrame] | None] = ContextVar(
    "encours_once", default=None
)
_rehearsal: ContextVar[list[tuple[str, Sequence[Any], Kinds]] | None] = ContextVar(
    "encours_rehearsal", default=None
)


def fetch(sql: str, params: Sequence[Any], kinds: Kinds) -> pl.DataFrame:
    """Run a SELECT whose columns are `kinds`, in order; ints, text, days (ISO text or date) and booleans.

    Inside `snapshot()` it runs in one read-only view of the database; elsewhere through Django's
    connection and its transaction. Parameters are written `%s`, a percent sign `%%`. Instants are UTC, and
    come without a zone.
    """
    rehearsed = _rehearsal.get()
    if rehearsed is not None:
        rehearsed.append((sql, params, kinds))
        return pl.DataFrame(schema=dict(kinds))
    view = _snapshot.get()
    if view is not None:
        found: pl.DataFrame = view.read(sql, params, kinds)
        return found
    known, asked = _once.get(), (sql, tuple(params))
    if known is not None and asked in known:
        return known[asked]
    told = cast(_by_django(sql, params, list(kinds)), kinds)
    if known is not None:
        known[asked] = told
    return told


@contextmanager
def asked_once() -> Iterator[None]:
    """Where one decision takes several readings that share a part, and nothing is written: ask each part once."""
    token = _once.set({})
    try:
        yield
    finally:
        _once.reset(token)


def foresee(read: Callable[[], object]) -> None:
    """Ask ahead for all that `read` fetches, where others can read it while this process decides.

    `read` is gone through once on empty frames, to learn its queries; they must not depend on what they read.
    """
    expect = getattr(_snapshot.get(), "expect", None)
    if expect is None:
        return
    asked: list[tuple[str, Sequence[Any], Kinds]] = []
    token = _rehearsal.set(asked)
    try:
        read()
    finally:
        _rehearsal.reset(token)
    for query in asked:
        expect(*query)


@contextmanager
def looked_up() -> Iterator[None]:
    """Inside a view, read what few rows answer by Django's own connection: opening the view would take longer.

    Only where what is decided is written if no act came between (`acts.deciding_once`): both then tell the same.
    """
    token = _snapshot.set(None)
    try:
        yield
    finally:
        _snapshot.reset(token)


def _by_django(sql: str, params: Sequence[Any], names: list[str]) -> pl.DataFrame:
    with connection.cursor() as cursor:
        cursor.execute(sql, list(params))
        rows = cursor.fetchall()
    return pl.DataFrame(rows, schema=names, orient="row", infer_schema_length=None)


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
    with postgres_view(postgres_uri(settings)) as view:
        yield view


def postgres_uri(settings: Mapping[str, Any]) -> str:
    """Write Django's settings as libpq reads them, keywords and values quoted.

    What pages are spared (`UNCOMPILED`) PostgreSQL may do here: a million rows may be worth compiling for.
    """
    words = {
        "dbname": settings["NAME"],
        "user": settings["USER"],
        "password": settings["PASSWORD"],
        "host": settings["HOST"],
        "port": settings["PORT"],
        **{
            word: value
            for word, value in settings["OPTIONS"].items()
            if isinstance(value, str) and value != UNCOMPILED
        },
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
