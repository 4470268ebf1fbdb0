"""Customers written to at the head of their group: e-mails of courtesy follow the rhythm of who reads them there.

Every other step is the customer's own, and keeps the customer's own rhythm.
"""

from __future__ import annotations

import polars as pl

from encours.core.day.clocks import day_number
from encours.core.day.ladder import of_step
from encours.core.scenario import Scenario


def with_mark(customers: pl.DataFrame, heads: pl.DataFrame | None) -> pl.DataFrame:
    """Add `at_head`, and `head_told_on`: when that address was last written to. `heads` names who is."""
    if heads is None:
        nobody = pl.lit(None, pl.Date).alias("head_told_on")
        return customers.with_columns(nobody, pl.lit(value=False).alias("at_head"))
    marked = heads.select("customer_id", "head_told_on", pl.lit(value=True).alias("at_head"))
    return customers.join(marked, on="customer_id", how="left", maintain_order="left").with_columns(
        pl.col("at_head").fill_null(value=False)
    )


def with_gap_at_head(customers: pl.LazyFrame, scenario: Scenario) -> pl.LazyFrame:
    """Add `gap_at_head_day`: until when the head is left in peace, at least as long as the customer itself."""
    there = day_number("head_told_on") + scenario.min_gap_days
    return customers.with_columns(pl.max_horizontal("gap_until_day", there).alias("gap_at_head_day"))


def by_head(items: pl.LazyFrame) -> pl.LazyFrame:
    """Let the preventive steps, which are all of courtesy, wait for the head's gap; `own_gap_day` keeps the other."""
    return items.with_columns(
        pl.col("gap_until_day").alias("own_gap_day"), pl.col("gap_at_head_day").alias("gap_until_day")
    )


def by_step(items: pl.LazyFrame, scenario: Scenario) -> pl.LazyFrame:
    """Let the next step wait for the head's gap where it goes there, else for the customer's own."""
    step = pl.col("next_step")
    there = of_step(scenario, "courtesy", step) & (of_step(scenario, "channel", step) == "email")
    own = pl.when(there.fill_null(value=False)).then("gap_at_head_day").otherwise("own_gap_day")
    return items.with_columns(own.alias("gap_until_day")).drop("own_gap_day", "gap_at_head_day")
