"""Money received that is applied to nothing yet, in each currency apart: nothing is converted."""

from __future__ import annotations

import polars as pl


def waiting_cash(customers: pl.LazyFrame, currency: str) -> pl.LazyFrame:
    """`unapplied_cents` by customer and currency, where there is some; `customers` as CustomerFacts.

    `currency` is that of the creditor's books, in which `unapplied_cents` of CustomerFacts is.
    """
    ours = customers.filter(pl.col("unapplied_cents") != 0).select(
        "customer_id", pl.lit(currency).alias("currency"), "unapplied_cents"
    )
    others = (
        customers.filter(pl.col("other_cash").is_not_null())
        .select("customer_id", "other_cash")
        .explode("other_cash")
        .unnest("other_cash")
    )
    return pl.concat([ours, others])
