"""What was paid already: the same payer, the same amount, nothing of that amount open any more."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

import polars as pl

from encours.core.matching.allocation import Allocation

WITHIN: Final = timedelta(days=90)
"""How long ago a payment may be for the next one to be its double."""


_NOBODY: Final = pl.DataFrame(schema={"line_id": pl.Int64, "customer_id": pl.Int64})


def named_again(allocation: Allocation, named: pl.DataFrame, items: pl.DataFrame) -> pl.DataFrame:
    """`line_id, customer_id` of lines that name only what is settled, and bear its amount."""
    return _doubted(allocation, _named_again(allocation, named, items))


def same_again(allocation: Allocation, known: pl.DataFrame, paid: pl.DataFrame) -> pl.DataFrame:
    """`line_id, customer_id` of lines that bear the amount of an earlier payment of their payer, and of no item."""
    return _doubted(allocation, _same_again(allocation, known, paid))


def _doubted(allocation: Allocation, again: pl.DataFrame) -> pl.DataFrame:
    if again.is_empty():
        return again
    for line in again["line_id"].unique():
        allocation.doubts[line] = "double_payment"
    return again.unique().sort("line_id", "customer_id")


def _named_again(allocation: Allocation, named: pl.DataFrame, items: pl.DataFrame) -> pl.DataFrame:
    """Lines that name only what is settled, and bear its amount."""
    settled = [line for line, doubt in allocation.doubts.items() if doubt == "already_paid"]
    if not settled:
        return _NOBODY.clone()
    return (
        named.filter("strong", pl.col("line_id").is_in(settled))
        .join(items.select("receivable_id", issued="amount_cents"), on="receivable_id")
        .group_by("line_id", "customer_id")
        .agg(pl.col("issued").sum())
        .join(allocation.received, on="line_id")
        .filter(pl.col("issued") == pl.col("amount_cents"))
        .select("line_id", "customer_id")
    )


def _same_again(allocation: Allocation, known: pl.DataFrame, paid: pl.DataFrame) -> pl.DataFrame:
    """Lines of a known payer that bear the amount of its earlier payment, and of no item still open."""
    if known.is_empty() or paid.is_empty() or allocation.waiting().is_empty():
        return _NOBODY.clone()
    same = ["customer_id", "currency", "amount_cents"]
    again = (
        allocation.waiting_of(known)
        .join(paid, on=same)
        .filter((pl.col("booked_on") - pl.col("paid_on")).is_between(timedelta(0), WITHIN))
    )
    still_owed = allocation.worth(again["amount_cents"])
    still_owed = still_owed.select("customer_id", "currency", amount_cents="open_cents")
    return again.join(still_owed, on=same, how="anti").select("line_id", "customer_id").unique()
