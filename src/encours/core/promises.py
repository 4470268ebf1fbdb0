"""Whether a promise was kept: reckoned from what was applied, never stored.

Of each item that a promise is about, what counts is the money applied from the day it was made to its day and the
days of grace, and not taken back since; a rejected payment keeps no promise. What was extinguished otherwise (a
credit note, an amount given up) is no longer to be paid, and lowers what was promised.
"""

from __future__ import annotations

from datetime import date

import dataframely as dy
import polars as pl

RUNNING, KEPT, PART_KEPT, BROKEN, MOOT, WITHDRAWN = (
    "running",
    "kept",
    "part_kept",
    "broken",
    "moot",
    "withdrawn",
)
STATES = (RUNNING, KEPT, PART_KEPT, BROKEN, MOOT, WITHDRAWN)


class Promised(dy.Schema):
    """So much of one item, within a promise."""

    promise_id = dy.Int64(nullable=False)
    receivable_id = dy.Int64(nullable=False)
    promised_cents = dy.Int64(nullable=False)
    made_on = dy.Date(nullable=False)
    until_on = dy.Date(nullable=False)
    withdrawn_on = dy.Date(nullable=True)


class Applied(dy.Schema):
    """So much of an item extinguished on a day and standing still; `paid` by money, else otherwise."""

    receivable_id = dy.Int64(nullable=False)
    applied_on = dy.Date(nullable=False)
    amount_cents = dy.Int64(nullable=False)
    paid = dy.Bool(nullable=False)


def judged(promised: pl.DataFrame, applied: pl.DataFrame, *, on: date) -> pl.DataFrame:
    """`promise_id, state, promised_cents, paid_cents` on a day; `promised_cents` is what was left to be paid of it.

    Running until its end, kept as soon as all of it is paid; then kept, part-kept or broken; moot when nothing was left
    to pay. What was promised of one item twice is owed to both promises: the same money keeps them.
    """
    cents = pl.col("amount_cents")
    in_time = applied.filter(pl.col("applied_on") <= on)
    met = (
        promised.join(in_time, on="receivable_id", how="left")
        .with_columns(counts=pl.col("applied_on").is_between("made_on", "until_on").fill_null(value=False))
        .group_by("promise_id", "receivable_id", "promised_cents", "until_on", "withdrawn_on")
        .agg(
            paid=cents.filter(pl.col("counts") & pl.col("paid")).sum(),
            otherwise=cents.filter(pl.col("counts") & ~pl.col("paid")).sum(),
        )
        .with_columns(left=(pl.col("promised_cents") - pl.col("otherwise").clip(0)).clip(0))
        .with_columns(kept=pl.min_horizontal("left", pl.col("paid").clip(0)))
    )
    sums = met.group_by("promise_id").agg(
        pl.col("until_on", "withdrawn_on").first(),
        promised_cents=pl.col("left").sum(),
        paid_cents=pl.col("kept").sum(),
    )
    over = pl.col("until_on") < on
    return sums.select(
        "promise_id",
        state=pl.when(pl.col("withdrawn_on") <= on)
        .then(pl.lit(WITHDRAWN))
        .when(pl.col("promised_cents") == 0)
        .then(pl.lit(MOOT))
        .when(pl.col("paid_cents") >= pl.col("promised_cents"))
        .then(pl.lit(KEPT))
        .when(~over)
        .then(pl.lit(RUNNING))
        .when(pl.col("paid_cents") > 0)
        .then(pl.lit(PART_KEPT))
        .otherwise(pl.lit(BROKEN)),
        promised_cents="promised_cents",
        paid_cents="paid_cents",
    ).sort("promise_id")
