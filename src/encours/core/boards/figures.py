"""The figures that a board needs beside the measures: computed once a run, in whole cents, from the day's frames."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, Final

import polars as pl

from encours.core.ageing import days_late, is_overdue

LARGEST: Final = 10
MONTHS: Final = 13
OVER_DAYS: Final = 90


def board_figures(
    items: pl.DataFrame,
    customers: pl.DataFrame,
    receipts: pl.DataFrame,
    steps: pl.DataFrame,
    *,
    currency: str,
    on: date,
) -> dict[str, Any]:
    """What boards show of a day.

    `items` and `customers` are those of the day, `receipts` the money received by day (paid_on, amount_cents) in
    `currency`, `steps` the step of each customer and position (customer_id, position, step_code).
    """
    owed = items.filter(~pl.col("gone") & (pl.col("open_cents") > 0))
    ours = owed.filter(pl.col("currency") == currency)
    late = ours.filter((days_late(on) > OVER_DAYS).fill_null(value=False))
    return {
        "largest": largest(ours, on=on),
        "debtors": ours["customer_id"].n_unique(),
        "over_90_cents": int(late["open_cents"].sum()),
        "currencies": by_currency(owed, on=on),
        **received(receipts, on=on),
        "cases": states(ours, customers, steps, on=on),
    }


def largest(owed: pl.DataFrame, *, on: date) -> list[list[int]]:
    """The customers that owe most: key, what is open, what of it is overdue."""
    late = pl.col("open_cents").filter(is_overdue(on)).sum()
    sums = owed.group_by("customer_id").agg(open=pl.col("open_cents").sum(), late=late)
    ordered = sums.sort(["open", "customer_id"], descending=[True, False]).head(LARGEST)
    return [list(row) for row in ordered.iter_rows()]


def by_currency(owed: pl.DataFrame, *, on: date) -> list[list[Any]]:
    """Each currency: items, what is open, what of it is overdue. Nothing is converted."""
    late = pl.col("open_cents").filter(is_overdue(on)).sum()
    sums = owed.group_by("currency").agg(pl.len(), open=pl.col("open_cents").sum(), late=late)
    return [list(row) for row in sums.sort("currency").iter_rows()]


def received(receipts: pl.DataFrame, *, on: date) -> dict[str, Any]:
    """Money received by month, oldest first, and in this month and the last one up to the same day."""
    months = [_month(on, back) for back in range(MONTHS - 1, -1, -1)]
    by_month = dict(
        receipts.filter(pl.col("paid_on") <= on)
        .group_by(pl.col("paid_on").dt.strftime("%Y-%m").alias("month"))
        .agg(pl.col("amount_cents").sum())
        .iter_rows()
    )
    first = on.replace(day=1)
    before = (first - timedelta(days=1)).replace(day=1)
    same_day = min(before + timedelta(days=on.day - 1), first - timedelta(days=1))
    return {
        "cash": [[month, int(by_month.get(month, 0))] for month in months],
        "cash_month_cents": _between(receipts, first, on),
        "cash_last_month_cents": _between(receipts, before, same_day),
    }


def states(owed: pl.DataFrame, customers: pl.DataFrame, steps: pl.DataFrame, *, on: date) -> list[list[Any]]:
    """Customers with something overdue, by where their case stands: state, how many, what is overdue.

    `disputed` when all that is overdue is contested, `held` while a hold runs, else the last step delivered.
    """
    running = (pl.col("held_from") <= on) & (pl.col("held_until").is_null() | (pl.col("held_until") >= on))
    held = customers.select("customer_id", held=running.fill_null(value=False))
    cases = (
        owed.filter(is_overdue(on))
        .group_by("customer_id")
        .agg(
            cents=pl.col("open_cents").sum(),
            disputed=pl.col("disputed_cents").sum(),
            position=pl.col("delivered_position").max(),
            items_held=running.fill_null(value=False).all(),
        )
        .join(held, on="customer_id", how="left")
        .join(steps, on=["customer_id", "position"], how="left")
    )
    state = (
        pl.when(pl.col("disputed") >= pl.col("cents"))
        .then(pl.lit("disputed"))
        .when(pl.col("held").fill_null(value=False) | pl.col("items_held"))
        .then(pl.lit("held"))
        .otherwise(pl.col("step_code").fill_null("no_step"))
    )
    sums = cases.group_by(state.alias("state")).agg(pl.len(), pl.col("cents").sum())
    return [list(row) for row in sums.sort("cents", "state", descending=[True, False]).iter_rows()]


def _month(on: date, back: int) -> str:
    year, month = divmod(on.year * 12 + on.month - 1 - back, 12)
    return f"{year}-{month + 1:02}"


def _between(receipts: pl.DataFrame, first: date, last: date) -> int:
    return int(receipts.filter(pl.col("paid_on").is_between(first, last))["amount_cents"].sum())
