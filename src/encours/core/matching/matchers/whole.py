"""Most lines that name items: all of one customer, to the cent, and named by no other line; taken as columns."""

from __future__ import annotations

from datetime import date

import polars as pl

from encours.core.matching.allocation import Allocation


def plainly_whole(allocation: Allocation, rows: pl.DataFrame, known: pl.DataFrame) -> pl.DataFrame:
    """What such lines pay (`Allocation.take_whole`); `naming.decide` would say the same of each.

    Their items are all open, no credit note among them, and of the payer when there is a known one; else a number
    is proof. What other lines do cannot change that, nor they what others do.
    """
    chosen = _lines(allocation, rows, known)
    oldest = pl.col("due_on").fill_null(date.max)
    return (
        rows.join(chosen, on="line_id")
        .sort("line_rank", oldest, "receivable_id")
        .with_columns(
            amount_cents="open_cents",
            kind=pl.lit("payment"),
            credit_note_id=pl.lit(None, dtype=pl.Int64),
            reason="how",
            line_cents="amount_cents",
            chance_bps=pl.lit(None, dtype=pl.Int64),
        )
    )


def _lines(allocation: Allocation, rows: pl.DataFrame, known: pl.DataFrame) -> pl.DataFrame:
    """`line_id, named` of the lines that are taken so."""
    held = pl.Series([*allocation.doubts, *allocation.refused], dtype=pl.Int64)
    to_propose = pl.Series(sorted(allocation.policy.proposed_only), dtype=pl.String)
    by_hand = pl.Series(sorted(allocation.by_hand), dtype=pl.Int64)
    pairs = known.select("line_id", "customer_id", sent=pl.lit(value=True)).unique()
    senders = known.select("line_id", is_known=pl.lit(value=True)).unique()
    sent, is_known = pl.col("sent").fill_null(value=False), pl.col("is_known").fill_null(value=False)
    proof = pl.col("strong") & ~pl.col("shared")
    return (
        rows.filter(~pl.col("line_id").is_in(held.implode()))
        .with_columns(once=pl.len().over("receivable_id") == 1)
        .join(pairs, on=["line_id", "customer_id"], how="left")
        .join(senders, on="line_id", how="left")
        .group_by("line_id")
        .agg(
            plain=(
                (pl.col("open_cents") > 0)
                & pl.col("once")
                & ~pl.col("how").is_in(to_propose.implode())
                & ~pl.col("receivable_id").is_in(by_hand.implode())
            ).all(),
            tied=pl.col("open_cents").sum() == pl.col("amount_cents").first(),
            one=pl.col("customer_id").n_unique() == 1,
            sure=(sent.all() & is_known.all()) | (~is_known.any() & proof.any()),
            named=pl.len().cast(pl.Int64),
        )
        .filter("plain", "tied", "one", "sure")
        .select("line_id", "named")
    )
