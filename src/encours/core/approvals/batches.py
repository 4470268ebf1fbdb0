"""What awaits agreement today beside what awaited it the day before: new, gone, of another tone or amount, the same."""

from __future__ import annotations

from typing import Final

import polars as pl

CHANGES: Final = ("new", "tone", "amount", "same", "gone")
BATCH: Final = {
    "key": pl.String,
    "customer_id": pl.Int64,
    "step_code": pl.String,
    "tone": pl.String,
    "channel": pl.String,
    "currency": pl.String,
    "total_cents": pl.Int64,
}
"""A message of a batch: its key, whose it is, what it says and claims."""
_PAIR: Final = ["customer_id", "currency", "rank"]


def differences(before: pl.DataFrame, now: pl.DataFrame) -> pl.DataFrame:
    """Compare two batches (`BATCH`): `change` (`CHANGES`), key, customer_id, currency, and of both days what differs.

    `total_cents`, `tone`, `step_code` are today's (null of what is gone); `was_cents`, `was_tone`, `was_step`,
    `was_key` the day before's (null of what is new). A customer's messages of a currency are paired step by step,
    then what is left of both in order of amount: one message that grew harsher is not one gone and one new.
    """
    same_step = now.join(before, on=["customer_id", "currency", "step_code"], how="semi")
    others, left = (
        _ranked(one.join(other, on=["customer_id", "currency", "step_code"], how="anti"))
        for one, other in ((now, before), (before, now))
    )
    straight = same_step.join(
        _was(before.with_columns(was_step="step_code")),
        on=["customer_id", "currency", "step_code"],
        how="left",
    )
    crossed = others.join(
        _was(left.rename({"step_code": "was_step"})), on=_PAIR, how="full", coalesce=True
    ).drop("rank")
    found = pl.concat([straight.select(sorted(straight.columns)), crossed.select(sorted(crossed.columns))])
    change = (
        pl.when(pl.col("was_key").is_null())
        .then(pl.lit("new"))
        .when(pl.col("key").is_null())
        .then(pl.lit("gone"))
        .when(pl.col("tone") != pl.col("was_tone"))
        .then(pl.lit("tone"))
        .when(pl.col("total_cents") != pl.col("was_cents"))
        .then(pl.lit("amount"))
        .otherwise(pl.lit("same"))
    )
    return found.with_columns(change=change).sort("change", "customer_id", "currency", "key", "was_key")


def _ranked(batch: pl.DataFrame) -> pl.DataFrame:
    """Number each customer's messages of a currency, the largest first."""
    order = batch.sort(
        "customer_id", "currency", "total_cents", "key", descending=[False, False, True, False]
    )
    return order.with_columns(rank=pl.int_range(pl.len()).over("customer_id", "currency"))


def _was(batch: pl.DataFrame) -> pl.DataFrame:
    return batch.rename(
        {"key": "was_key", "tone": "was_tone", "total_cents": "was_cents", "channel": "was_channel"}
    )
