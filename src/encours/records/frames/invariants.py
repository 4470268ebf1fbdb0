"""What must be true of the tables at any moment, each as one set-based query (DESIGN §2.3, §2.9, §2.11).

A query gives the rows that break its invariant, in five columns: creditor_id, id, label (what a person
calls the row), found, expected. `check` runs them all in one view of the database.
"""

from __future__ import annotations

import importlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import polars as pl
from django.apps import apps
from django.db import connection, models

from encours.records.frames.doorway import fetch, snapshot
from encours.records.frames.invariant_queries import WRITTEN

_SHOWN = 20
_AT_ONCE = 20
_KINDS = {
    "place": pl.Int64,
    "creditor_id": pl.Int64,
    "id": pl.Int64,
    "label": pl.String,
    "found": pl.Int64,
    "expected": pl.Int64,
    "rows": pl.Int64,
}


@dataclass(frozen=True, slots=True)
class Invariant:
    """Something always true: a stable code, the table it is about, the query of the rows that break it."""

    code: str
    table: str
    sql: str


@dataclass(frozen=True, slots=True)
class Breach:
    """An invariant found broken: how many rows break it, and the first of them."""

    invariant: Invariant
    count: int
    rows: pl.DataFrame


def all_invariants() -> list[Invariant]:
    """Every invariant: those of money, messages and history as written, and those the models imply."""
    return [
        *(Invariant(code, table, sql) for code, (table, sql) in WRITTEN.items()),
        *_same_creditor(),
        *_same_customer(),
        *_past_after_its_time(),
    ]


def breaches(*, shown: int = _SHOWN) -> list[Breach]:
    """Run every invariant in one view of the database; at most `shown` rows are named for each."""
    kept = all_invariants()
    with snapshot():
        parts = [
            fetch(_together(kept[first : first + _AT_ONCE], first, shown), [], _KINDS)
            for first in range(0, len(kept), _AT_ONCE)
        ]
    broken = pl.concat(parts).partition_by("place", maintain_order=True, as_dict=True)
    return [
        Breach(kept[place], rows["rows"][0], rows.drop("place", "rows"))
        for (place,), rows in sorted(broken.items())
    ]


def _together(invariants: Sequence[Invariant], first: int, shown: int) -> str:
    """Several as one query, each under its place: what a database takes to be asked is paid once for all of them."""
    return " UNION ALL ".join(
        f"SELECT * FROM (SELECT CAST({place} AS BIGINT) AS place, CAST(creditor_id AS BIGINT), CAST(id AS BIGINT),"
        " CAST(label AS TEXT), CAST(found AS BIGINT), CAST(expected AS BIGINT), COUNT(*) OVER ()"
        f" FROM ({one.sql}) AS broken ORDER BY 2, 3 LIMIT {int(shown)}) AS invariant_{place}"
        for place, one in enumerate(invariants, start=first)
    )


def missing_triggers() -> list[str]:
    """Name the triggers that keep history append-only and that the database lacks or has switched off."""
    made = importlib.import_module("encours.records.history.migrations.0003_append_only")
    moves = importlib.import_module("encours.records.history.migrations.0005_moves")
    tables = (*made.APPEND_ONLY, made.LEAF, *moves.APPEND_ONLY)
    wanted = {f"{table}_{kind}" for table in tables for kind in _trigger_kinds()}
    found = fetch(_TRIGGERS[connection.vendor], [], {"name": pl.String})["name"]
    return sorted(wanted - set(found))


def _trigger_kinds() -> tuple[str, ...]:
    return ("kept", "unchanged", "whole") if connection.vendor == "postgresql" else ("kept", "unchanged")


_TRIGGERS = {
    "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
    "postgresql": "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled IN ('O', 'A')",
}


def _same_creditor() -> Iterator[Invariant]:
    """No row's parent belongs to another creditor, or is gone: one query for each foreign key."""
    for model, field in _links("creditor"):
        yield _across("parent_of_another_creditor", model, field, "creditor_id")


def _same_customer() -> Iterator[Invariant]:
    """No row of one customer points at a row of another.

    A row of the past says whose it was then; and what a merging had put together stays linked once it is undone.
    One e-mail may carry messages of several customers of a group, and what is transferred is received by another.
    """
    for model, field in _links("customer"):
        if (model._meta.label, field.name) in _OF_SEVERAL or any(
            one.name == "superseded_at" for one in model._meta.concrete_fields
        ):
            continue
        across = _across("parent_of_another_customer", model, field, "customer_id")
        parent = field.related_model._meta  # type: ignore[union-attr]
        moved = _MOVED.format(
            parent=parent.label,
            parent_key=parent.pk.column,
            child=model._meta.label,
            key=model._meta.pk.column,
        )
        nobodys = "c.customer_id IS NULL AND p.customer_id IS NULL"
        yield replace(across, sql=f"{across.sql} AND NOT ({nobodys}) AND NOT {moved}")


_OF_SEVERAL = {
    ("encours_messages.Message", "carrier"),
    ("encours_messages.Bounce", "received"),
    ("cash.Transfer", "received"),
}
_MOVED = """EXISTS (
    SELECT 1 FROM merging_move v
    WHERE (v."row" = p.{parent_key} AND v.label = '{parent}') OR (v."row" = c.{key} AND v.label = '{child}'))"""


def _links(owner: str) -> Iterator[tuple[type[models.Model], models.Field]]:  # type: ignore[type-arg]
    """Every foreign key between two tables that both name an `owner`."""
    for model in apps.get_models():
        if not _names(model, owner):
            continue
        for field in model._meta.concrete_fields:
            parent = field.related_model
            if isinstance(parent, type) and field.name != owner and _names(parent, owner):
                yield model, field


def _names(model: type[models.Model], owner: str) -> bool:
    return any(field.name == owner and field.is_relation for field in model._meta.concrete_fields)


def _across(
    code: str,
    model: type[models.Model],
    field: models.Field,  # type: ignore[type-arg]
    owner: str,
) -> Invariant:
    quote = connection.ops.quote_name
    parent = field.related_model._meta  # type: ignore[union-attr]
    key, parent_key, link = (quote(str(one.column)) for one in (model._meta.pk, parent.pk, field))
    sql = (
        f"SELECT c.creditor_id, c.{key} AS id, '{field.name}' AS label, p.{owner} AS found,"
        f" c.{owner} AS expected FROM {quote(model._meta.db_table)} c"
        f" LEFT JOIN {quote(parent.db_table)} p ON p.{parent_key} = c.{link}"
        f" WHERE c.{link} IS NOT NULL AND (p.{owner} IS NULL OR p.{owner} <> c.{owner})"
    )
    return Invariant(code, model._meta.label, sql)


def _past_after_its_time() -> Iterator[Invariant]:
    """A row of the past was superseded after it was recorded."""
    for model in apps.get_models():
        if any(field.name == "superseded_at" for field in model._meta.concrete_fields):
            table = connection.ops.quote_name(model._meta.db_table)
            yield Invariant(
                "superseded_before_recorded",
                model._meta.label,
                f"SELECT creditor_id, id, '' AS label, NULL AS found, NULL AS expected FROM {table}"
                " WHERE superseded_at < recorded_at",
            )
