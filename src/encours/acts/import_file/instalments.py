"""Instalments that a file tells: kept where they make the invoice, and where their source is believed on its dates."""

from __future__ import annotations

from typing import Final

import polars as pl

from encours.core.provenance import SOURCE_OF_ACT, believed
from encours.records.frames import bulk
from encours.records.frames.instalments import plans_told
from encours.records.history.writing import Record
from encours.records.provenance.models import ranking_of
from encours.records.receivables.models import Instalment, Receivable

_KNOWN: Final = {
    "receivable_id": pl.Int64,
    "customer_id": pl.Int64,
    "owed_cents": pl.Int64,
    "whole_due_on": pl.Date,
}


def take_plans(record: Record, told: pl.DataFrame, *, source: str) -> int:
    """Keep the instalments told of known invoices (receivable_id, due_on, amount_cents); return of how many invoices.

    They must make the invoice, and their last day be its due date: so whoever is believed on that date is on them.
    What stood before stays in the history, under the entry that told it. A date that a person wrote is the whole's.
    """
    if told.is_empty():
        return 0
    keys = told["receivable_id"].unique().to_list()
    rows = Receivable.objects.filter(pk__in=keys, amount_cents__gt=0).exclude(due_source="person")
    known = pl.DataFrame(
        list(rows.values_list("pk", "customer_id", "amount_cents", "due_on")), schema=_KNOWN, orient="row"
    )
    tied = (
        told.join(known, on="receivable_id")
        .filter(
            (pl.col("amount_cents").sum() == pl.col("owed_cents")).over("receivable_id"),
            (pl.col("due_on").max() == pl.col("whole_due_on")).over("receivable_id"),
            pl.len().over("receivable_id") > 1,
        )
        .sort("receivable_id", "due_on")
    )
    fresh = tied.join(_kept(record, tied, source), on="receivable_id", how="anti")
    return insert_plans(record, fresh)


def insert_plans(record: Record, plans: pl.DataFrame) -> int:
    """Write instalments: receivable_id, customer_id, due_on, amount_cents; return of how many invoices."""
    if plans.is_empty():
        return 0
    made = plans.select(
        bulk.reserve_ids(Instalment, len(plans)).alias("id"),
        "customer_id",
        "receivable_id",
        "due_on",
        "amount_cents",
        creditor_id=pl.lit(record.creditor.pk),
        recorded_at=pl.lit(record.at),
        entry_id=pl.lit(record.entry.pk),
    )
    bulk.insert(Instalment, made)
    record.wrote(Instalment, made)
    return int(made["receivable_id"].n_unique())


def _kept(record: Record, told: pl.DataFrame, source: str) -> pl.DataFrame:
    """The receivables (receivable_id) whose instalments stay: told alike, or by a source better believed."""
    keys = told["receivable_id"].unique().to_list()
    standing = plans_told(record.creditor.pk, keys)
    by = ["receivable_id", "due_on", "amount_cents"]
    orders = ranking_of(record.creditor.pk).orders
    stronger = [
        act
        for act in standing["act"].unique()
        if not believed(orders, "due_on", source, SOURCE_OF_ACT.get(act, "table"))
    ]
    other = pl.concat(
        [told.join(standing, on=by, how="anti").select(by), standing.join(told, on=by, how="anti").select(by)]
    )
    alike = standing.filter(~pl.col("receivable_id").is_in(other["receivable_id"].implode()))
    lost = standing.filter(pl.col("act").is_in(stronger))
    return pl.concat([alike, lost]).select("receivable_id").unique()
