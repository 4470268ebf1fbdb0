"""The tables behind the double of SQL Server: an SQLite in memory, asked in T-SQL."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any, Final

from sqlglot import exp, parse_one

CENTS: Final = Decimal("0.01")
# What the driver and SQLAlchemy ask of a server before it is asked anything; [MS-TDS] has no part in it.
_OF_ITSELF: Final = {
    "select @@version": "Microsoft SQL Server 2019 (RTM) - 15.0.2000.5 (X64)",
    "select schema_name()": "dbo",
    "select cast('test max support' as nvarchar(max))": "test max support",
    "select 1 from fn_listextendedproperty(default, default, default, default, default, default, default)": 1,
}
_CLOCK: Final = "select current_timestamp"
_SETTINGS: Final = re.compile(r"(set \w+ \w+;?\s*)+", re.IGNORECASE)
_READS: Final = re.compile("select|with", re.IGNORECASE)
_USE: Final = re.compile(r"use \[erp\]", re.IGNORECASE)
_TRANSACTION: Final = ("begin tran", "rollback tran", "commit tran")

sqlite3.register_converter("numeric", lambda told: Decimal(told.decode()).quantize(CENTS))


@dataclass(frozen=True, slots=True)
class Answer:
    """Names of columns and rows; neither where a statement gives none."""

    names: Sequence[str] = ()
    rows: Sequence[Sequence[Any]] = ()


@dataclass
class Tables:
    """What is kept, and every statement that was sent, session settings aside."""

    sent: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._kept = sqlite3.connect(
            ":memory:", isolation_level=None, check_same_thread=False, detect_types=sqlite3.PARSE_DECLTYPES
        )

    def close(self) -> None:
        """Forget all."""
        self._kept.close()

    def execute(self, statement: str) -> sqlite3.Cursor:
        """As the owner of the tables, in SQLite's own words."""
        return self._kept.execute(statement)

    def end(self, *, keep: bool) -> None:
        """End what a client began."""
        if self._kept.in_transaction:
            self._kept.execute("COMMIT" if keep else "ROLLBACK")

    def asked(self, statement: str) -> Answer:
        """What a client is answered; sqlite3.Error says what is wrong with its statement."""
        plain = " ".join(statement.split()).rstrip(";")
        if _SETTINGS.fullmatch(plain) or _USE.fullmatch(plain):
            return Answer()
        if plain.lower() in _TRANSACTION:
            self.end(keep=plain.lower() == "commit tran")
            return Answer()
        if plain.lower() in _OF_ITSELF:
            return Answer([""], [[_OF_ITSELF[plain.lower()]]])
        if plain.lower() == _CLOCK:
            return Answer([""], [[datetime.now(UTC).replace(tzinfo=None)]])
        self.sent.append(plain)
        if not _READS.match(plain) and not self._kept.in_transaction:
            self._kept.execute("BEGIN")  # the driver began one: it is opened where something is to be undone
        rows = self._kept.execute(parse_one(plain, dialect="tsql").transform(_plain_text).sql("sqlite"))
        return Answer([one[0] for one in rows.description or ()], rows.fetchall())


def _plain_text(node: exp.Expression) -> exp.Expression:
    """A text of SQL Server's is one of SQLite's, without the N before it."""
    return exp.Literal.string(node.name) if isinstance(node, exp.National) else node
