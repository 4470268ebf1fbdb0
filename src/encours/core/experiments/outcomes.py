"""What each customer of an experiment brought in within its days, and what it cost: one row a customer.

By intention to treat: a customer counts in the arm it was drawn for, whatever was done to it since. Whoever paid
nothing counts with nothing.
"""

from __future__ import annotations

from datetime import date
from typing import Any, Final

import polars as pl

ENTRY: Final[dict[str, Any]] = {
    "customer_id": pl.Int64,
    "arm": pl.String,
    "stratum": pl.String,
    "entered_on": pl.Date,
    "owed_cents": pl.Int64,
}
RECEIPT: Final[dict[str, Any]] = {"customer_id": pl.Int64, "on": pl.Date, "cents": pl.Int64}
"""Money applied to what a customer owes; below zero, an application undone."""
EXPENSE: Final = RECEIPT
MARK: Final[dict[str, Any]] = {"customer_id": pl.Int64, "on": pl.Date, "kind": pl.String}
"""A complaint (`complaint`) or a wish for no more messages (`opt_out`)."""
MEASURES: Final = ("cash_cents", "waited_days", "cost_cents", "complaints", "opt_outs")


def outcomes(
    entries: pl.DataFrame,
    receipts: pl.DataFrame,
    expenses: pl.DataFrame,
    marks: pl.DataFrame,
    *,
    within_days: int,
    on: date,
) -> pl.DataFrame:
    """The outcome of each customer entered (shapes `ENTRY`, `RECEIPT`, `EXPENSE`, `MARK`) whose days are over by `on`.

    Adds to an entry `over_on` (the first day after its `within_days`) and `MEASURES`: cash collected and cost in
    cents; `waited_days`, the days that a unit of what it owed at entry waited on average, counted to `within_days`
    for what was not paid (the restricted mean: Royston and Parmar, *BMC Medical Research Methodology* 13, 2013);
    null where it owed nothing.
    """
    over = entries.with_columns(over_on=pl.col("entered_on") + pl.duration(days=within_days)).filter(
        pl.col("over_on") <= on
    )
    cash = _in_time(over, receipts)
    sides = (
        cash.group_by("customer_id").agg(cash_cents=pl.col("cents").sum()),
        _waited(over, cash, within_days),
        _in_time(over, expenses).group_by("customer_id").agg(cost_cents=pl.col("cents").sum()),
        _in_time(over, marks)
        .group_by("customer_id")
        .agg(
            complaints=(pl.col("kind") == "complaint").sum(),
            opt_outs=(pl.col("kind") == "opt_out").sum(),
        ),
    )
    for side in sides:
        over = over.join(side, on="customer_id", how="left")
    counted = [name for name in MEASURES if name != "waited_days"]
    return over.with_columns(pl.col(counted).fill_null(0).cast(pl.Int64)).sort("customer_id")


def _in_time(entries: pl.DataFrame, facts: pl.DataFrame) -> pl.DataFrame:
    """The facts of customers within the days of each."""
    return facts.join(entries.select("customer_id", "entered_on", "over_on"), on="customer_id").filter(
        pl.col("on") >= pl.col("entered_on"), pl.col("on") < pl.col("over_on")
    )


def _waited(entries: pl.DataFrame, cash: pl.DataFrame, within_days: int) -> pl.DataFrame:
    """Day by day the share still unpaid of what was owed at entry, summed over the days."""
    owed = entries.filter(pl.col("owed_cents") > 0).select("customer_id", "owed_cents")
    paid = (
        cash.with_columns(day=(pl.col("on") - pl.col("entered_on")).dt.total_days())
        .group_by("customer_id", "day")
        .agg(pl.col("cents").sum())
        .sort("customer_id", "day")
        .join(owed, on="customer_id")
        .with_columns(by_then=pl.col("cents").cum_sum().over("customer_id"))
        .with_columns(share=(pl.col("by_then") / pl.col("owed_cents")).clip(0, 1))
        .with_columns(next_day=pl.col("day").shift(-1).over("customer_id").fill_null(within_days))
        .group_by("customer_id")
        .agg(spared=(pl.col("share") * (pl.col("next_day") - pl.col("day"))).sum())
    )
    return owed.join(paid, on="customer_id", how="left").select(
        "customer_id", waited_days=within_days - pl.col("spared").fill_null(0.0)
    )
