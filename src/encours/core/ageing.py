"""How late things are: days late, the six buckets, and the aged balance by customer.

Buckets count days past the due date: not due, 1-30, 31-60, 61-90, 91-120, more than 120. What has no
due date is not late.
"""

from __future__ import annotations

from datetime import date

import polars as pl

# the code of each bucket and its last day late; the last one has no end
BUCKETS: tuple[tuple[str, int | None], ...] = (
    ("not_due", 0),
    ("late_1_30", 30),
    ("late_31_60", 60),
    ("late_61_90", 90),
    ("late_91_120", 120),
    ("late_over_120", None),
)
BUCKET_CODES = tuple(code for code, _ in BUCKETS)


def days_late(on: date) -> pl.Expr:
    """Days since `due_on`: 1 on the day after it, negative before it, null without a due date; Int64."""
    return (pl.lit(on) - pl.col("due_on")).dt.total_days()


def is_overdue(on: date) -> pl.Expr:
    """Whether the due date is past; False without one."""
    return (days_late(on) > 0).fill_null(value=False)


def bucket(on: date) -> pl.Expr:
    """The code of the bucket an item falls in; String."""
    late = days_late(on).fill_null(0)
    return pl.coalesce(
        pl.lit(code) if last is None else pl.when(late <= last).then(pl.lit(code)) for code, last in BUCKETS
    )


def aged(items: pl.LazyFrame, *, on: date) -> pl.LazyFrame:
    """Add `days_late` and `bucket` to items that have a `due_on`."""
    return items.with_columns(days_late(on).alias("days_late"), bucket(on).alias("bucket"))


def aged_balance(items: pl.LazyFrame, *, on: date, unapplied: pl.LazyFrame | None = None) -> pl.DataFrame:
    """The aged balance: a row for each customer and currency, in cents, in the order of customers.

    `items` needs `customer_id`, `currency`, `due_on` and `open_cents`; `unapplied` needs `customer_id`,
    `currency` and `unapplied_cents`, positive (`core.waiting_cash`). Columns: one for each bucket
    (`<code>_cents`), `credits_cents` (credit notes and other credits, negative), `unapplied_cents`
    (negative), `overdue_cents` (the buckets past due) and `total_cents`, which is all open amounts less
    the unapplied cash. Which items belong (gone ones, retentions) is for the caller to choose.
    """
    debit = pl.col("open_cents").clip(lower_bound=0)
    owed = [
        pl.when(pl.col("_bucket") == code).then(debit).otherwise(0).alias(f"{code}_cents")
        for code in BUCKET_CODES
    ]
    credit = pl.col("open_cents").clip(upper_bound=0).alias("credits_cents")
    by_customer = items.with_columns(bucket(on).alias("_bucket")).select(
        "customer_id", "currency", *owed, credit
    )
    late = [f"{code}_cents" for code in BUCKET_CODES[1:]]
    columns = [f"{code}_cents" for code in BUCKET_CODES] + ["credits_cents", "unapplied_cents"]
    return (
        pl.concat([by_customer, _unapplied(unapplied)], how="diagonal")
        .group_by("customer_id", "currency")
        .agg(pl.col(columns).sum())
        .with_columns(
            pl.sum_horizontal(late).alias("overdue_cents"), pl.sum_horizontal(columns).alias("total_cents")
        )
        .sort("customer_id", "currency")
        .collect()
    )


def _unapplied(unapplied: pl.LazyFrame | None) -> pl.LazyFrame:
    if unapplied is None:
        return pl.LazyFrame(
            schema={"customer_id": pl.Int64, "currency": pl.String, "unapplied_cents": pl.Int64}
        )
    return unapplied.filter(pl.col("unapplied_cents") != 0).select(
        "customer_id", "currency", -pl.col("unapplied_cents")
    )
