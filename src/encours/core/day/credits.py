"""What a customer may claim from us, and which of its debts that already pays.

Credits pay the oldest debts first (C. civ. 1342-10), on paper only: nothing is applied here. An
item so paid is not chased. The rule knows no day, so an item is not covered one day and chased the
next without a fact.
"""

from __future__ import annotations

import polars as pl

from encours.core.waiting_cash import waiting_cash

NEVER_CHASED = ("opening", "retention", "returned", "factored")
"""A balance without invoices, a guarantee withheld, money given back, a debt assigned: none is ours to remind of."""

PAIR = ["customer_id", "currency"]


def with_claim(items: pl.LazyFrame) -> pl.LazyFrame:
    """Add `claim_cents` (open, less what is disputed or not due yet; negative for a credit) and two marks.

    `chased`: an undisputed debt with a due date, which a step may move; `credit`: money of theirs.
    """
    apart = pl.col("disputed_cents").clip(lower_bound=0) + pl.col("not_due_cents").fill_null(0)
    claim = pl.when(pl.col("open_cents") > apart).then(pl.col("open_cents") - apart)
    lives = ~pl.col("gone")
    return items.with_columns(
        claim.otherwise(pl.col("open_cents").clip(upper_bound=0)).alias("claim_cents")
    ).with_columns(
        (
            lives
            & (pl.col("claim_cents") > 0)
            & pl.col("due_on").is_not_null()
            & ~pl.col("kind").is_in(NEVER_CHASED)
        ).alias("chased"),
        (lives & (pl.col("claim_cents") < 0) & ~pl.col("kind").is_in(["retention", "factored"])).alias(
            "credit"
        ),
    )


def credits_of(items: pl.LazyFrame, customers: pl.LazyFrame, currency: str) -> pl.DataFrame:
    """One row per customer and currency with a credit: `unapplied_cents` and `credit_cents` in all.

    Money given back (`returned`) first uses up unapplied cash: a refund and the payment that it
    returns cancel out. `currency` is the creditor's; cash lowers what is owed in its own currency alone.
    """
    noted = (
        items.filter(pl.col("credit") | ((pl.col("kind") == "returned") & ~pl.col("gone")))
        .group_by(PAIR)
        .agg(
            (-pl.col("claim_cents")).filter(pl.col("credit")).sum().alias("noted_cents"),
            pl.col("claim_cents").filter(~pl.col("credit")).sum().alias("returned_cents"),
        )
    )
    cash = waiting_cash(customers, currency).filter(pl.col("unapplied_cents") > 0)
    cents = pl.col("noted_cents", "returned_cents", "unapplied_cents")
    left = (pl.col("unapplied_cents") - pl.col("returned_cents")).clip(lower_bound=0)
    return (
        noted.join(cash, on=PAIR, how="full", coalesce=True)
        .with_columns(cents.fill_null(0))
        .with_columns(left.alias("unapplied_cents"))
        .select(
            *PAIR,
            "unapplied_cents",
            (pl.col("unapplied_cents") + pl.col("noted_cents")).alias("credit_cents"),
        )
        .filter(pl.col("credit_cents") > 0)
        .sort(PAIR)
        .collect()
    )


def covered_by(items: pl.LazyFrame, sums: pl.DataFrame) -> pl.LazyFrame:
    """`receivable_id` and `credit_cents` of the items that the credits in `sums` pay, oldest due first."""
    return (
        items.filter(pl.col("chased"))
        .join(sums.lazy().select("customer_id").unique(), on="customer_id", how="semi")
        .join(sums.lazy(), on=PAIR, how="inner")
        .sort("customer_id", "currency", "due_on", "receivable_id")
        .with_columns(pl.col("claim_cents").cum_sum().over(PAIR).alias("by_then_cents"))
        .filter(pl.col("by_then_cents") <= pl.col("credit_cents"))
        .select("receivable_id", "credit_cents")
    )
