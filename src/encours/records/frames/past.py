"""Superseding a state: the old row is copied to its past twin, set-based, before the current one changes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.apps import apps
from django.db import connection, models

from encours.records.history.sealed import SEALED

_CHUNK = 10_000


def supersede(model: type[models.Model], keys: Sequence[int], *, at: datetime) -> None:
    """Copy these rows to the past, known until `at`; call it before writing over them (DESIGN §2.15)."""
    fact = SEALED[model._meta.label]
    past = apps.get_model(fact.past)
    present = {field.column for field in model._meta.concrete_fields}
    columns = [
        field.column
        for field in past._meta.concrete_fields
        if field.column in present and field.column not in {"id", fact.past_key}
    ]
    quote = connection.ops.quote_name
    names = ", ".join(quote(column) for column in columns)
    table = quote(model._meta.db_table)
    insert = (
        f"INSERT INTO {quote(past._meta.db_table)} ({names}, {quote(fact.past_key)}, superseded_at)"
        f" SELECT {names}, id, %s FROM {table} WHERE id IN "
    )
    with connection.cursor() as cursor:
        for start in range(0, len(keys), _CHUNK):
            chunk = list(keys[start : start + _CHUNK])
            marks = ", ".join(["%s"] * len(chunk))
            cursor.execute(f"{insert} ({marks})", [at, *chunk])
