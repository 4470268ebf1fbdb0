"""How long money received has waited to be applied: its age, by bucket, of whom or what one likes.

Ages count days since the money came: up to 30 days, then as the aged balance does (`core.ageing`).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Final

import polars as pl

BUCKETS: Final[tuple[tuple[str, int | None], ...]] = (
    ("idle_30", 30),
    ("idle_60", 60),
    ("idle_90", 90),
    ("idle_120", 120),
    ("idle_over_120", None),
)
"""The code of each bucket and its last day; the last one has no end."""

CODES: Final = tuple(code for code, _ in BUCKETS)


def with_age(rows: pl.DataFrame, *, on: date) -> pl.DataFrame:
    """Add `idle_days` (since `since_on`, never below zero) and `bucket` to rows of money."""
    days = (pl.lit(on) - pl.col("since_on")).dt.total_days().clip(lower_bound=0)
    bucket = pl.coalesce(
        pl.lit(code) if last is None else pl.when(pl.col("idle_days") <= last).then(pl.lit(code))
        for code, last in BUCKETS
    )
    return rows.with_columns(idle_days=days).with_columns(bucket=bucket)


def aged_by(rows: pl.DataFrame, by: Sequence[str] = ()) -> pl.DataFrame:
    """Sum rows that have an age by these columns and `currency`, the most money first.

    Columns: those of `by`, currency, `cents`, `count`, `since_on` (the oldest), `idle_days` (of it), and the cents of
    each bucket under its code. Rows that are sums already say of how many in `count`.
    """
    count = pl.col("count").sum() if "count" in rows.columns else pl.len().cast(pl.Int64)
    aged = [pl.col("cents").filter(pl.col("bucket") == code).sum().alias(code) for code in CODES]
    return (
        rows.group_by(*by, "currency", maintain_order=True)
        .agg(
            pl.col("cents").sum(),
            count.alias("count"),
            pl.col("since_on").min(),
            pl.col("idle_days").max(),
            *aged,
        )
        .sort("cents", *by, "currency", descending=[True, *(False for _ in by), False])
    )
