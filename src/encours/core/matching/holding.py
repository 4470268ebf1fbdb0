"""Money that waits and may pay an item holds its reminders for a while: nobody is chased for what may have come in."""

from __future__ import annotations

from typing import Final

import polars as pl

from encours.core.matching.candidates import OPTION, SCORES

MAY_BE_PAID: Final = "may_be_paid"
"""The reason of such a hold, where a person's own words stand for another."""

DAYS: Final = 7  # that a line holds, from the day it came in: a person has then had a week to say
LEAST: Final = SCORES["known_payer"]
"""Below, a line only resembles: a name in passing, or an amount."""

NOT_ITS: Final = frozenset({"double_payment", "payer_set_aside", "other_currency", "already_paid"})
"""Candidates shown to a person because something speaks against them."""


def perhaps_paid(waiting: pl.LazyFrame) -> pl.LazyFrame:
    """Which items are held by which days: receivable_id, paid_from, paid_until (the last day held).

    `waiting` has, for each candidate of a line that waits, receivable_id, score, option, reason and the day on which
    the line came in, `came_on`; of several lines, the one that came last holds longest.
    """
    likely = (pl.col("score") >= LEAST) & ~pl.col("reason").is_in(list(NOT_ITS))
    of_a_set = (pl.col("option") > 0) | (pl.col("score") >= OPTION)
    return (
        waiting.filter(pl.col("receivable_id").is_not_null(), likely | of_a_set)
        .group_by("receivable_id")
        .agg(paid_from=pl.col("came_on").min(), last=pl.col("came_on").max())
        .select("receivable_id", "paid_from", paid_until=pl.col("last") + pl.duration(days=DAYS - 1))
    )


def held_by_cash(items: pl.LazyFrame, held: pl.DataFrame) -> pl.LazyFrame:
    """Items (OpenItem) held by such money, where no hold of their own ends later; `held` as `perhaps_paid` says."""
    if held.is_empty():
        return items
    told = items.join(held.lazy(), on="receivable_id", how="left", maintain_order="left")
    own = pl.col("held_from").is_not_null() & (
        pl.col("held_until").is_null() | (pl.col("held_until") >= pl.col("paid_until"))
    )
    taken = pl.col("paid_from").is_not_null() & ~own & (pl.col("open_cents") > 0)
    said = {
        "held_from": pl.col("paid_from"),
        "held_until": pl.col("paid_until"),
        "hold_reason": pl.lit(MAY_BE_PAID),
        "promised": pl.lit(value=False),
    }
    return told.with_columns(
        pl.when(taken).then(value).otherwise(name).alias(name) for name, value in said.items()
    ).drop("paid_from", "paid_until")
