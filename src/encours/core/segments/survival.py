"""How late a customer pays, what it has not paid counted: the survival of its invoices beyond their due date.

The average of what was paid makes who pays nothing look prompt. Here an unpaid invoice is an observation that is not
over (censored): it says "at least so many days". The curve is that of Kaplan and Meier (*Nonparametric estimation
from incomplete observations*, JASA 53, 1958): on each day `t` on which invoices were paid, the share still unpaid is
multiplied by `1 - paid(t) / waiting(t)`, with weights that fall with age, so that a customer can recover.

An unpaid invoice more can only raise the curve: no such invoice makes a measure better.
"""

from __future__ import annotations

from datetime import date
from typing import Final

import polars as pl

WINDOW_DAYS: Final = 365  # an invoice that fell due before is forgotten once it is paid
_QUARTER: Final = 91
_NEWEST: Final = 4  # what fell due in the last quarter weighs four times what did a year ago
SOLVENT_DAYS: Final = 30
_HALF: Final = 0.5 + 1e-9  # a half reached by a product of fractions may stand a hair above it
_SCHEMA: Final = pl.Schema(
    {"customer_id": pl.Int64, "days_beyond": pl.Int64, "solvency": pl.Int64, "observed": pl.Int64}
)


def payment_survival(invoices: pl.DataFrame, *, on: date) -> pl.DataFrame:
    """Measure customers by their invoices (`customer_id`, `due_on`, `paid_on` null: unpaid), on the day `on`.

    Of those due before `on`: what is unpaid whatever its age, and what was paid where it fell due in the last
    365 days. Returns a row a customer:
    `days_beyond`, the median of days beyond the terms; where half is not paid yet, the longest wait so far (it is at
    least that). `solvency`, the share in whole percent, rounded half up, of what is paid thirty days beyond the terms
    at most; null where nothing tells. `observed`, how many invoices were counted.
    """
    days = (
        _weighed(invoices.lazy(), on)
        .group_by("customer_id", "late")
        .agg(paid=pl.col("weight").filter("over").sum(), all=pl.col("weight").sum(), count=pl.len())
    )
    curve = (
        days.sort("customer_id", "late")
        .with_columns(waiting=pl.col("all").cum_sum(reverse=True).over("customer_id"))
        .with_columns(unpaid=(1 - pl.col("paid") / pl.col("waiting")).cum_prod().over("customer_id"))
    )
    early = pl.col("late") <= SOLVENT_DAYS
    told = curve.group_by("customer_id").agg(
        half=pl.col("late").filter(pl.col("unpaid") <= _HALF).min(),
        longest=pl.col("late").max(),
        unpaid=pl.col("unpaid").filter(early).last(),
        paid=pl.col("paid").sum(),
        observed=pl.col("count").sum(),
    )
    known = (pl.col("paid") > 0) | (pl.col("longest") >= SOLVENT_DAYS)
    share = (100 * (1 - pl.col("unpaid").fill_null(1.0)) + 0.5 + 1e-9).floor().cast(pl.Int64)
    return (
        told.select(
            "customer_id",
            days_beyond=pl.coalesce("half", "longest"),
            solvency=pl.when(known).then(share),
            observed=pl.col("observed").cast(pl.Int64),
        )
        .cast(_SCHEMA)
        .sort("customer_id")
        .collect()
    )


def _weighed(invoices: pl.LazyFrame, on: date) -> pl.LazyFrame:
    """Each invoice counted: `late` days beyond its date (0 where it was paid before), `over`, its weight."""
    over = pl.col("paid_on").is_not_null()
    age = (pl.lit(on) - pl.col("due_on")).dt.total_days()
    ended = pl.when(over).then("paid_on").otherwise(pl.lit(on))
    quarter = ((age - 1) // _QUARTER).clip(0, _NEWEST - 1)
    return invoices.filter(pl.col("due_on") < on, ~over | (age <= WINDOW_DAYS)).select(
        "customer_id",
        late=(ended - pl.col("due_on")).dt.total_days().clip(lower_bound=0),
        over=over,
        weight=pl.when(over).then(_NEWEST - quarter).otherwise(_NEWEST),
    )
