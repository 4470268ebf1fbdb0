"""Payment terms, once a person has said them, reach the invoices whose due date nobody had told."""

from __future__ import annotations

import polars as pl
from django.db.models import Q

from encours.acts.due_dates import with_due_dates
from encours.records.frames import bulk
from encours.records.frames.past import supersede
from encours.records.frames.sealed_rows import sealed_rows
from encours.records.history.writing import Record
from encours.records.parties.models import Creditor
from encours.records.receivables.models import Receivable

_KINDS = {
    "id": pl.Int64,
    "customer_id": pl.Int64,
    "kind": pl.String,
    "issued_on": pl.Date,
    "due_was": pl.Date,
    "source_was": pl.String,
    "version": pl.Int64,
}
_TERMS = {"terms_days": pl.Int64, "terms_mode": pl.String, "terms_source": pl.String}


def terms_dates(creditor: Creditor, customers: list[int] | None, *, from_file: bool = False) -> pl.DataFrame:
    """Read the receivables that terms speak for, with the due date that the present terms give them.

    `customers` None: all. Due dates told by a file are left alone unless `from_file`; those that a person
    gave are read too, for they may be no more than what earlier terms gave. Columns: id, customer_id,
    kind, issued_on, due_was, source_was, version, due_on, due_source.
    """
    told = Q(due_source__in=["assumed", "person", *(["file"] if from_file else [])])
    found = Receivable.objects.filter(told, creditor_id=creditor.pk)
    if customers is not None:
        found = found.filter(customer_id__in=customers)
    rows = found.values_list(
        "id", "customer_id", "kind", "issued_on", "due_on", "due_source", "version",
        "customer__terms_days", "customer__terms_mode", "customer__terms_source",
    )  # fmt: skip
    frame = pl.DataFrame(list(rows), schema=_KINDS | _TERMS, orient="row")
    return with_due_dates(frame, creditor).select(*_KINDS, "due_on", "due_source")


def apply_terms(record: Record, before: pl.DataFrame, now: pl.DataFrame) -> int:
    """Give the new due dates to the receivables that followed the terms; return how many changed.

    `before` and `now` are `terms_dates` under the earlier and the new terms. A date that a person typed
    for one invoice stays: it is another than the earlier terms gave.
    """
    was = before.select("id", followed=pl.col("due_on"))
    followed = (pl.col("source_was") != "person") | (pl.col("due_was") == pl.col("followed"))
    moved = (pl.col("due_on") != pl.col("due_was")) | (pl.col("due_source") != pl.col("source_was"))
    changed = now.join(was, on="id", how="left").filter(followed & moved)
    if changed.is_empty():
        return 0
    keys = changed["id"].to_list()
    supersede(Receivable, keys, at=record.at)
    bulk.update(
        Receivable,
        changed.select(
            "id",
            "due_on",
            "due_source",
            pl.col("version") + 1,
            pl.lit(record.at).alias("recorded_at"),
            pl.lit(record.entry.pk).alias("entry_id"),
        ),
    )
    record.wrote(Receivable, sealed_rows(Receivable, keys))
    return len(keys)
