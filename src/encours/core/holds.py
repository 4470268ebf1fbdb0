"""Holds as the day sees them: what runs now, and how many days past ones stopped an item's clock."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import polars as pl

_RUNNING: Mapping[str, Any] = {
    "held_from": pl.Date,
    "held_until": pl.Date,
    "hold_reason": pl.String,
    "hold_kind": pl.String,
}
_RUNNING_OF_ITEMS: Mapping[str, Any] = {
    "held_from": pl.Date,
    "held_until": pl.Date,
    "hold_reason": pl.String,
    "promised": pl.Boolean,
    "debited": pl.Boolean,
}
_PAST: Mapping[str, Any] = {
    "receivable_id": pl.Int64,
    "held_days": pl.Int64,
    "held_days_since_delivered": pl.Int64,
}


def ended_on() -> pl.Expr:
    """The first day no longer held: the release, or the day after the last day held."""
    after = pl.col("until_on") + pl.duration(days=1)
    return pl.min_horizontal("released_on", after)


def running_holds(known: pl.DataFrame, *, on: date, of_items: bool) -> pl.DataFrame:
    """The holds (`holds_known`) that run on a day: of items (`receivable_id`) or of customers (`customer_id`).

    Columns held_from, held_until (null: until released), hold_reason, of customers `hold_kind`, and of items `promised`
    and `debited`, where the hold is a promise to pay or a direct debit to come; of several, the one that ends last, an
    insolvency before all others.
    """
    key = "receivable_id" if of_items else "customer_id"
    told = _RUNNING_OF_ITEMS if of_items else _RUNNING
    if known.is_empty():
        return pl.DataFrame(schema={key: pl.Int64, **told})
    whole = pl.col("receivable_id").is_not_null() if of_items else pl.col("receivable_id").is_null()
    return (
        known.lazy()
        .filter(whole & (pl.col("end_on").is_null() | (pl.col("end_on") > on)))
        .sort(
            pl.col("kind") == "insolvency",
            pl.col("until_on").fill_null(date.max),
            "from_on",
            "promised",
            descending=[True, True, False, False],
        )
        .unique(key, keep="first", maintain_order=True)
        .select(
            key,
            held_from=pl.col("from_on"),
            held_until=pl.col("until_on"),
            hold_reason=pl.col("reason"),
            **(
                {name: pl.col(name) for name in ("promised", "debited")}
                if of_items
                else {"hold_kind": pl.col("kind")}
            ),
        )
        .collect()
    )


def past_hold_days(
    known: pl.DataFrame, items: pl.DataFrame, steps: pl.DataFrame, *, on: date
) -> pl.DataFrame:
    """Count, per item, the days on which an ended hold (its own or its customer's) stopped its clocks.

    `known` as `holds_known` says; `items` has receivable_id, customer_id, due_on, `steps` receivable_id, delivered_on.
    Columns: held_days, after the due date; held_days_since_delivered, after the last delivery. Overlapping holds count
    once.
    """
    if known.is_empty():
        return pl.DataFrame(schema=dict(_PAST))
    ended = known.lazy().filter(pl.col("end_on") <= on, pl.col("from_on") < pl.col("end_on"))
    own = ended.filter(pl.col("receivable_id").is_not_null()).drop("customer_id")
    whole = ended.filter(pl.col("receivable_id").is_null()).drop("receivable_id")
    columns = ["receivable_id", "due_on", "from_on", "end_on"]
    spans = pl.concat(
        [
            items.lazy().join(own, on="receivable_id").select(columns),
            items.lazy().join(whole, on="customer_id").select(columns),
        ]
    )
    day = pl.col("day")
    return (
        spans.join(steps.lazy().select("receivable_id", "delivered_on"), on="receivable_id", how="left")
        .with_columns(day=pl.date_ranges("from_on", "end_on", closed="left"))
        .explode("day")
        .unique(["receivable_id", "day"])
        .group_by("receivable_id")
        .agg(
            held_days=day.filter(day > pl.col("due_on")).n_unique().cast(pl.Int64),
            held_days_since_delivered=day.filter(day > pl.col("delivered_on")).n_unique().cast(pl.Int64),
        )
        .collect()
    )
