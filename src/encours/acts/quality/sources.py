"""What another source than the books says of an amount: kept beside it, so that a difference is reported and held."""

from __future__ import annotations

import polars as pl

from encours.records.frames import bulk
from encours.records.frames.doorway import fetch
from encours.records.history.writing import Record
from encours.records.quality.models import ToldAmount

_BOOKED = """
SELECT r.id, r.customer_id, r.amount_cents, r.currency FROM receivables_receivable r WHERE r.creditor_id = %s
"""
_KEPT = "SELECT t.id, t.receivable_id FROM quality_toldamount t WHERE t.creditor_id = %s AND t.source = %s"


def tell_amounts(record: Record, told: pl.DataFrame, *, source: str) -> int:
    """Keep the amounts that a source tells (`id` of the receivable, `amount_cents`, `currency`) and that differ.

    A sign is not a difference: some tables write credit notes as positive amounts. What the source now says as
    the books do is forgotten. Returns how many differ.
    """
    said = told.filter(pl.col("amount_cents").is_not_null()).unique("id", keep="last", maintain_order=True)
    if said.is_empty():
        return 0
    number = {"id": pl.Int64, "customer_id": pl.Int64, "booked_cents": pl.Int64, "currency": pl.String}
    booked = fetch(_BOOKED, [record.creditor.pk], number)
    kept = fetch(_KEPT, [record.creditor.pk, source], {"kept_id": pl.Int64, "id": pl.Int64})
    both = said.rename({"currency": "told_currency"}).join(booked, on="id")
    differ = both.filter(
        (pl.col("amount_cents").abs() != pl.col("booked_cents").abs())
        & (pl.col("told_currency").fill_null(pl.col("currency")) == pl.col("currency"))
    )
    bulk.delete(ToldAmount, kept.join(said, on="id", how="semi")["kept_id"].to_list())
    bulk.insert(
        ToldAmount,
        differ.select(
            "customer_id",
            "currency",
            pl.col("id").alias("receivable_id"),
            (pl.col("amount_cents").abs() * pl.col("booked_cents").sign()).alias("amount_cents"),
            pl.lit(source).alias("source"),
            pl.lit(record.creditor.pk).alias("creditor_id"),
            pl.lit(record.entry.pk).alias("entry_id"),
            pl.lit(record.at).alias("recorded_at"),
        ),
    )
    return len(differ)
