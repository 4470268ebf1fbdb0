"""Any other ERP, by its database: one SELECT a table, written by the user, read and never written.

PostgreSQL, MySQL, SQL Server and SQLite, by an SQLAlchemy URL.
"""

from __future__ import annotations

from collections.abc import Mapping

from encours.connectors.port import NoWriting, TwoSides
from encours.connectors.sql.database import Database
from encours.connectors.sql.pulling import Pulling
from encours.wire.pace import Pace


class Sql(TwoSides):
    """One database, open for reading."""

    def __init__(self, settings: Mapping[str, str]) -> None:
        """`settings`: url, and a query for each of customers, invoices, payments, orders (invoices at least)."""
        self._database = Database(settings["url"], settings.get("home", ""))
        self._pulling = Pulling(self._database, settings)
        super().__init__(self._pulling, NoWriting("SQL"))

    def greet(self) -> str:
        """What kind of database it is, once each query was tried on one row."""
        self._pulling.try_each()
        return self._database.name


def open_source(settings: Mapping[str, str], pace: Pace | None = None) -> Sql:
    """The database that these settings tell."""
    del pace  # one's own database is asked a few questions
    return Sql(settings)
