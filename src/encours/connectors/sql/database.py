"""A database opened so that nothing can be written: a read-only transaction where it has one, and limits."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, create_engine, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, OperationalError, SQLAlchemyError
from sqlalchemy.pool import NullPool

from encours.connectors.sql.reading_only import checked
from encours.core.refusals import RuleError
from encours.wire.answers import LostError
from encours.wire.loopback import is_loopback

MOST_ROWS = 1_000_000
_SECONDS = 120
_STEPS = 50_000
_SHOWN = 200
_LOGIN_REFUSED = (1045, 18456)  # as MySQL and SQL Server number it
_DRIVERS_OWN = "DB-Lib error message"  # what pymssql adds to the server's sentence
# What a URL begins with: the driver that is used, and how sqlglot names the dialect.
_KINDS = {
    "postgresql": ("postgresql+psycopg", "postgres", "PostgreSQL"),
    "postgres": ("postgresql+psycopg", "postgres", "PostgreSQL"),
    "mysql": ("mysql+pymysql", "mysql", "MySQL"),
    "mariadb": ("mysql+pymysql", "mysql", "MySQL"),
    "mssql": ("mssql+pymssql", "tsql", "SQL Server"),
    "sqlite": ("sqlite", "sqlite", "SQLite"),
}


class Database:
    """A database that can only be read; its URL, which holds a password, is shown by nothing."""

    def __init__(self, url: str, home: str = "") -> None:
        """`home` is the installation's own folder: no file of it is read so."""
        wrong = RuleError(
            "url_wrong",
            "Cette base ne se lit pas ainsi : commencer par postgresql://, mysql://, mssql:// ou sqlite://.",
        )
        try:
            told = make_url(url.strip())
        except (ArgumentError, ValueError) as error:
            raise wrong from error
        kind = told.drivername.partition("+")[0].lower()
        if kind not in _KINDS:
            raise wrong
        driver, self.dialect, self.name = _KINDS[kind]
        self._url = _as_asked(told.set(drivername=driver), kind, home)
        self._kind = driver.partition("+")[0]
        self._engine = create_engine(self._url, poolclass=NullPool, connect_args=_limits(self._kind))

    def query(self, sql: str, table: str) -> str:
        """A query that was found to read only; raises RuleError."""
        return checked(sql, self.dialect, table)

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A connection in a transaction that cannot write where the database knows how, and is always given up.

        Raises
            LostError: it does not answer.
            RuleError: it refuses.
        """
        try:
            with self._engine.connect() as connection:
                self._read_only(connection)
                yield connection
                connection.rollback()
        except OperationalError as error:
            if _login_refused(error):
                raise RuleError(
                    "sql_login",
                    "La base refuse cet utilisateur ou ce mot de passe : les corriger dans l’adresse du connecteur.",
                ) from error
            raise LostError("sql_silent", f"La base ne répond pas : {_said(error)}") from error
        except SQLAlchemyError as error:
            raise RuleError("sql_refused", f"La base refuse : {_said(error)}") from error

    def rows(
        self, connection: Connection, sql: str, table: str, since: str, most: int = MOST_ROWS
    ) -> Iterator[Mapping[str, Any]]:
        """The rows of a query, one after the other; `:since` is given where the query names it."""
        given = {"since": since} if ":since" in sql else {}
        result = connection.execution_options(stream_results=True).execute(text(sql), given)
        for count, row in enumerate(result.mappings(), 1):
            if count > most:
                raise RuleError("sql_too_many", f"La requête « {table} » donne plus de {most} lignes.")
            yield dict(row)

    def now(self, connection: Connection) -> str:
        """The database's own clock, as text: what :since is compared with."""
        return str(connection.execute(text("SELECT CURRENT_TIMESTAMP")).scalar_one())[:19]

    def _read_only(self, connection: Connection) -> None:
        if self._kind == "postgresql":
            connection.execute(text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY"))
            connection.execute(text(f"SET LOCAL statement_timeout = {_SECONDS * 1000}"))
        elif self._kind == "mysql":
            connection.execute(text("SET SESSION TRANSACTION READ ONLY"))
            mariadb = getattr(connection.dialect, "is_mariadb", False)
            limit = (
                f"max_statement_time = {_SECONDS}" if mariadb else f"max_execution_time = {_SECONDS * 1000}"
            )
            connection.execute(text(f"SET SESSION {limit}"))
            connection.commit()
        elif self._kind == "sqlite":
            connection.execute(text("PRAGMA query_only = ON"))
            raw: Any = connection.connection.dbapi_connection
            end = time.monotonic() + _SECONDS
            raw.set_progress_handler(lambda: time.monotonic() > end, _STEPS)


def _as_asked(url: URL, kind: str, home: str) -> URL:
    """The URL as it is opened: a file is opened for reading, another machine is asked by an encrypted road."""
    if kind == "sqlite":
        path = Path(url.database or "").resolve()
        if not url.database or (home and path.is_relative_to(Path(home).resolve())):
            raise RuleError("url_wrong", "Ce fichier est celui d’Encours : il ne se lit pas ainsi.")
        return URL.create("sqlite", database=f"file:{path}", query={"mode": "ro", "uri": "true"})
    if kind.startswith("postgres") and "sslmode" not in url.query and not is_loopback(url.host or ""):
        return url.update_query_dict({"sslmode": "require"})
    if kind == "mssql" and "encryption" not in url.query and not is_loopback(url.host or ""):
        return url.update_query_dict({"encryption": "require"})
    return url


def _limits(kind: str) -> dict[str, Any]:
    return {
        "postgresql": {"connect_timeout": 10},
        "mysql": {"connect_timeout": 10, "read_timeout": _SECONDS},
        "mssql": {"login_timeout": 10, "timeout": _SECONDS},
        "sqlite": {"timeout": 10},
    }[kind]


def _login_refused(error: SQLAlchemyError) -> bool:
    """Whether it answered, and knows no such user or password: PostgreSQL says so in words, the others by a number."""
    number, told = _numbered(error)
    return number in _LOGIN_REFUSED or "password authentication failed" in told


def _numbered(error: SQLAlchemyError) -> tuple[int, str]:
    """What the driver tells: a number (0: none) and a sentence, without what SQL Server's driver adds to it."""
    orig = getattr(error, "orig", None)
    parts: tuple[Any, ...] = getattr(orig, "args", ())
    if len(parts) == 1 and isinstance(parts[0], tuple):  # pymssql, where it could not open
        parts = parts[0]
    if len(parts) > 1 and isinstance(parts[0], int):
        said = parts[1].decode("utf-8", "replace") if isinstance(parts[1], bytes) else str(parts[1])
        servers, own, rest = said.partition(_DRIVERS_OWN)
        # Where the server said nothing, the number is that of an error before: the driver forgets none.
        return (0, rest.partition("\n")[2]) if own and not servers else (parts[0], servers)
    return 0, str(orig or type(error).__name__)


def _said(error: SQLAlchemyError) -> str:
    """The first line of what the database itself said, without the query or its values."""
    _number, told = _numbered(error)
    return " ".join(told.split("\n", 1)[0].split())[:_SHOWN]
