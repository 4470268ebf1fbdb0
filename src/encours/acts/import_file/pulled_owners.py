"""Who sells to a customer, as its system tells: it is followed by them here where nobody follows it yet."""

from __future__ import annotations

from datetime import date
from typing import Any

import polars as pl

from encours.acts.import_file.table_owners import write_owners
from encours.records.history.writing import Record
from encours.records.work.models import Assignment


def write_pulled_owners(record: Record, rows: pl.DataFrame, *, on: date) -> dict[str, Any]:
    """Give customers that nobody follows to the salesperson named, if they work here; a person's choice stands."""
    told = rows.filter(pl.col("owner").is_not_null()).select(
        "account", "owner", portfolio=pl.lit(None, pl.String)
    )
    if told.is_empty():
        return {}
    followed = Assignment.objects.of([record.creditor.pk]).filter(
        owner__isnull=False, customer__account__in=told["account"].to_list()
    )
    known = list(followed.values_list("customer__account", flat=True))
    return write_owners(record, told.filter(~pl.col("account").is_in(known)), on=on)
