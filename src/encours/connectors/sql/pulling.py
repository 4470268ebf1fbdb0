"""Rows of queries in the shapes of the house: their headings are understood as those of tables are."""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from itertools import islice
from typing import Any

from sqlalchemy import Connection

from encours.connectors.port import Batch, Row, Stand
from encours.connectors.sql.database import Database
from encours.connectors.values import cents_of
from encours.core.mapping.proposing import propose
from encours.core.mapping.targets import TARGETS
from encours.core.refusals import RuleError

_TABLES = ("customers", "invoices", "payments", "orders")
_BATCH = 1_000
_LOOKED = 50
_LONG_AGO = "1970-01-01 00:00:00"
_PAID = frozenset({"paid", "payee", "payée", "reglee", "réglée", "soldee", "soldée"})


class Pulling:
    """Reads each query in one view of the database."""

    def __init__(self, database: Database, settings: Mapping[str, str]) -> None:
        told = {table: settings[table] for table in _TABLES if settings.get(table)}
        if "invoices" not in told:
            raise RuleError("invoices_wrong", "Donner au moins la requête des factures.")
        self._database = database
        self._queries = {table: database.query(sql, table) for table, sql in told.items()}

    def try_each(self) -> None:
        """Read the first row of each query; raises RuleError where one cannot be understood."""
        with self._database.reading() as connection:
            for table in self._queries:
                next(self._rows(connection, table, _LONG_AGO), None)

    def changes(self, cursor: str) -> Iterator[Batch]:
        """Every row, or those since the last time where the query names it; what is no news writes nothing."""
        since = json.loads(cursor)["since"] if cursor else _LONG_AGO
        with self._database.reading() as connection:
            now = self._database.now(connection)
            paid = self._paid(connection)
            for table in ("customers", "invoices", "orders"):
                if table in self._queries:
                    for some in _batches(self._told(connection, table, since, paid)):
                        yield Batch({table: some}, cursor)
            free = paid.get(("", ""), [])
            for begin in range(0, len(free), _BATCH):
                yield Batch({"payments": free[begin : begin + _BATCH]}, cursor)
        yield Batch({}, json.dumps({"since": now}))

    def census(self) -> Iterator[list[Stand]]:
        """What the query of invoices says is open, all of it."""
        with self._database.reading() as connection:
            paid = self._paid(connection)
            for some in _batches(self._told(connection, "invoices", _LONG_AGO, paid)):
                yield [
                    Stand(row["id"], row["number"], row["amount_cents"], row["open_cents"], row["currency"])
                    for row in some
                    if row["open_cents"]
                ]

    def invoices(self, ids: list[str]) -> Batch:
        """These invoices; those that the query no longer gives are gone."""
        wanted = set(ids)
        with self._database.reading() as connection:
            paid = self._paid(connection)
            told = [row for row in self._told(connection, "invoices", _LONG_AGO, paid) if row["id"] in wanted]
        return Batch({"invoices": told}, "", tuple(sorted(wanted - {row["id"] for row in told})))

    def _told(
        self, connection: Connection, table: str, since: str, paid: Mapping[tuple[str, str], list[Row]]
    ) -> Iterator[Row]:
        """The rows of a query, each with an id of its own; invoices with what pays them."""
        for row in self._rows(connection, table, since):
            if table == "customers":
                yield row | {
                    "id": f"{row.get('account')}#{row.get('contact_email') or row.get('contact_name') or ''}"
                }
            elif table == "orders":
                yield row | {"id": f"order:{row.get('account')}#{row.get('number')}"}
            else:
                yield _invoice(row, paid.get((str(row.get("account")), str(row.get("number"))), []))

    def _paid(self, connection: Connection) -> dict[tuple[str, str], list[Row]]:
        """Payments by the invoice that each names; those that name none under nothing."""
        found: dict[tuple[str, str], list[Row]] = defaultdict(list)
        if "payments" not in self._queries:
            return found
        for row in self._rows(connection, "payments", _LONG_AGO):
            key = _name_of(row)
            if row.get("number"):
                part = {"payment": key, "amount_cents": row.get("amount_cents"), "on": row.get("paid_on"),
                        "reference": row.get("reference")}  # fmt: skip
                found[str(row.get("account")), str(row["number"])].append(part)
            else:
                found["", ""].append(
                    {**row, "id": f"payment:{key}", "currency": row.get("currency") or "EUR"}
                )
        return found

    def _rows(self, connection: Connection, table: str, since: str) -> Iterator[Row]:
        """The rows of a query by the fields of the house."""
        told = self._database.rows(connection, self._queries[table], table, since)
        first = list(islice(told, _LOOKED))
        if not first:
            return
        fields = _fields(table, first)
        for row in first:
            yield _read(table, fields, row)
        for row in told:
            yield _read(table, fields, row)


def _fields(table: str, first: list[Mapping[str, Any]]) -> dict[str, str]:
    """Which column gives each field; raises RuleError where one that is needed is not found."""
    names = list(first[0])
    samples = [[_text(row[name]) for row in first] for name in names]
    columns = propose(names, samples, target=table).mapping.columns
    missing = sorted(TARGETS[table].needed - columns.keys())
    if missing:
        field = TARGETS[table].field(missing[0])
        what = field.label if field else missing[0]
        raise RuleError(f"{table}_wrong", f"La requête « {table} » ne donne aucune colonne pour : {what}.")
    return columns


def _read(table: str, fields: Mapping[str, str], row: Mapping[str, Any]) -> Row:
    told: Row = {}
    for name, heading in fields.items():
        field = TARGETS[table].field(name)
        value = row[heading]
        if field is not None and field.kind == "amount":
            told[name] = cents_of(value)
        elif value is not None:
            told[name] = _text(value)
    return told


def _invoice(row: Row, paid: list[Row]) -> Row:
    amount = row.get("amount_cents")
    left = row.get("open_cents")
    if str(row.get("status") or "").lower() in _PAID:
        left = 0
    if left is None and amount is not None:
        left = amount - sum(part["amount_cents"] or 0 for part in paid)
    open_cents = min(max(left or 0, min(0, amount or 0)), max(0, amount or 0))
    return row | {
        "id": f"{row.get('account')}#{row.get('number')}",
        "amount_cents": amount or 0,
        "open_cents": open_cents,
        "status": "",
        "currency": row.get("currency") or "EUR",
        "allocations": [part for part in paid if part["amount_cents"]],
    }


def _name_of(row: Row) -> str:
    """A payment's own name: its reference, else a fingerprint of what it says."""
    if row.get("reference"):
        return f"{row['reference']}|{row.get('paid_on')}"
    return hashlib.sha256(json.dumps(row, sort_keys=True).encode()).hexdigest()[:24]


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.date().isoformat()
    return value.isoformat() if isinstance(value, date) else str(value).strip()


def _batches(rows: Iterator[Row]) -> Iterator[list[Row]]:
    while some := list(islice(rows, _BATCH)):
        yield some
