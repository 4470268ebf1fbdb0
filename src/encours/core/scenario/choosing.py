"""Which scenario a customer is chased by, where its segment, or else its regime, chooses one."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl


def chosen(customers: pl.DataFrame, own: pl.DataFrame | None, choices: Mapping[str, int]) -> pl.DataFrame:
    """Customers for whom a choice is made: `customer_id`, `kind` (what chose) and `choice`; others are left out.

    `customers` says customer_id and regime, `own` the segment of the creditor's own of some (`core.segments.own_of`),
    `choices` what each segment or regime chooses. A segment chooses before the regime; whom the law protects, and
    public debtors, keep the choice of their regime.
    """
    known = customers.select("customer_id", "regime")
    if own is None or own.is_empty():
        segment = pl.lit(None, pl.String)
    else:
        known = known.join(own.select("customer_id", "own_segment"), on="customer_id", how="left")
        segment = pl.when(pl.col("regime") == "b2b").then("own_segment")
    kinds = list(choices)
    return (
        known.with_columns(
            kind=pl.coalesce(
                pl.when(segment.is_in(kinds)).then(segment),
                pl.when(pl.col("regime").is_in(kinds)).then("regime"),
            )
        )
        .filter(pl.col("kind").is_not_null())
        .select(
            "customer_id",
            "kind",
            choice=pl.col("kind").replace_strict(choices or {"": 0}, default=None, return_dtype=pl.Int64),
        )
    )
