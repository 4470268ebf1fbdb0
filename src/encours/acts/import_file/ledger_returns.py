"""Returned payments that a ledger posts after the bank told them: one fact, and from now on the ledger's."""

from __future__ import annotations

import polars as pl

from encours.core.matching.one_fact import WINDOW
from encours.records.cash.models import Payment
from encours.records.frames import bulk
from encours.records.history.writing import Record


def take_over_returns(record: Record, placed: pl.DataFrame, known: pl.DataFrame) -> int:
    """Put out of count the money given back that the bank told, where the ledger now posts it; return how many.

    The same customer and amount, a few days apart at most, each used once, the nearest first.
    """
    told = known.filter(
        (pl.col("source") == "bank")
        & (pl.col("amount_cents") < 0)
        & ~pl.col("gone")
        & (pl.col("ledger_key") == "")
    ).select("payment_id", "customer_id", "paid_on", cents=-pl.col("amount_cents"))
    posted = placed.filter((pl.col("kind") == "returned") & (pl.col("status") == "new")).select(
        "key", "customer_id", "entry_on", cents="amount_cents"
    )
    pairs = (
        told.join(posted, on=["customer_id", "cents"])
        .with_columns(apart=(pl.col("entry_on") - pl.col("paid_on")).dt.total_days().abs())
        .filter(pl.col("apart") <= WINDOW)
        .sort("apart", "payment_id", "key")
        .unique("payment_id", keep="first", maintain_order=True)
        .unique("key", keep="first", maintain_order=True)
    )
    bulk.update(
        Payment,
        pairs.select(pl.col("payment_id").alias("id"), ledger_key="key", gone_on="entry_on"),
    )
    for customer in pairs["customer_id"].unique():
        record.of(customer)
    return len(pairs)
