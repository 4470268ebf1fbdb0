"""Many keys read at once, as a column."""

from __future__ import annotations

from typing import Any

import polars as pl
from django.db.models import Aggregate, QuerySet, TextField, Value
from django.db.models.functions import Cast


class _InOneText(Aggregate):
    """All values of a column, with commas between."""

    output_field = TextField()

    def as_sql(self, *given: Any, **more: Any) -> tuple[str, Any]:
        """SQLite joins what are numbers as they are."""
        return super().as_sql(*given, function="group_concat", **more)

    def as_postgresql(self, *given: Any, **more: Any) -> tuple[str, Any]:
        """PostgreSQL joins texts alone."""
        return super().as_sql(*given, function="string_agg", **more)


def all_keys(rows: QuerySet[Any], column: str) -> pl.Series:
    """Every value (Int64) of a column of whole numbers, in any order.

    The database writes them in one text: a hundred thousand rows handed over one by one take three times as long.
    """
    joined = rows.order_by().aggregate(text=_InOneText(Cast(column, TextField()), Value(",")))["text"]
    return pl.Series(column, joined.split(",") if joined else [], dtype=pl.String).cast(pl.Int64)
