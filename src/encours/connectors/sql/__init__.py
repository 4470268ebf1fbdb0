"""Any other ERP, by its database: one SELECT a table, written by the user, read and never written.

PostgreSQL, MySQL, SQL Server and SQLite, by an SQLAlchemy URL.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from encours.connectors.port import Batch, NotOfferedError, Push, Stand
from encours.connectors.sql.database import Database
from encours.connectors.sql.pulling import Pulling
from encours.wire.pace import Pace


class Sql:
    """One database, open for reading."""

    def __init__(self, settings: Mapping[str, str]) -> None:
        """`settings`: url, and a query for each of customers, invoices, payments, orders (invoices at least)."""
        self._database = Database(settings["url"], settings.get("home", ""))
        self._pulling = Pulling(self._database, settings)

    def greet(self) -> str:
        """What kind of database it is, once each query was tried on one row."""
        self._pulling.try_each()
        return self._database.name

    def pull(self, cursor: str) -> Iterator[Batch]:
        """What its queries give; those that name :since, since the last time."""
        return self._pulling.changes(cursor)

    def census(self) -> Iterator[list[Stand]]:
        """What is open there now."""
        return self._pulling.census()

    def invoices(self, ids: list[str]) -> Batch:
        """These invoices anew."""
        return self._pulling.invoices(ids)

    def find(self, push: Push) -> str:
        """Nothing is ever written there."""
        raise NotOfferedError("SQL", push.kind)

    def push(self, push: Push) -> str:
        """Nothing is ever written there."""
        raise NotOfferedError("SQL", push.kind)


def open_source(settings: Mapping[str, str], pace: Pace | None = None) -> Sql:
    """The database that these settings tell."""
    del pace  # one's own database is asked a few questions
    return Sql(settings)
