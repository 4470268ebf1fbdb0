"""SQLite's journal of writes: acts add to it, and what it holds is carried into the database apart from them."""

from __future__ import annotations

from django.db import connection


def carry_journal() -> None:
    """Carry what the journal holds into the database, as far as nobody reads; PostgreSQL does it by itself.

    An act would do it at the end of its own commit, which then waits for the disk twice: `config.home` has it do so
    only beyond 64 MB, for a house whose worker does not run.
    """
    if connection.vendor != "sqlite":
        return
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA wal_checkpoint(PASSIVE)")
