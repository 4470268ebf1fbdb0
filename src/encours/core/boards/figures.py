"""The figures that a board needs beside the measures: computed once a run, in whole cents, from the day's frames."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

import polars as pl

from encours.core.ageing import days_late, is_overdue

LARGEST: Final = 10
MONTHS: Final = 13
OVER_DAYS: Final = 90


@dataclass(frozen=True, slots=True)
class Steps:
    """Which step a position is.

    `followed`: who is on another version than the usual one (customer_id, scenario_version_id); `ladders`:
    scenario_version_id (null for the usual one), position, step_code.
    """

    followed: pl.DataFrame
    ladders: pl.DataFrame


def board_figures(
    debtors: pl.DataFrame,
    owed: pl.DataFrame,
    customers: pl.DataFrame,
    receipts: pl.DataFrame,
    steps: Steps,
    *,
    on: date,
) -> dict[str, Any]:
    """What boards show of a day.

    `debtors` as `by_debtor` sums them, `owed` what is owed by due day and currency (`core.boards.sums`), `customers`
    those of the day, `receipts` the money received by day (paid_on, amount_cents).
    """
    return {
        "largest": largest(debtors),
        "debtors": len(debtors),
        "over_90_cents": int(debtors["over"].sum()),
        "currencies": by_currency(owed.lazy(), on=on),
        **received(receipts, on=on),
        "cases": states(debtors, customers, steps, on=on),
    }


def by_debtor(owed: pl.LazyFrame, *, on: date) -> pl.LazyFrame:
    """Each customer's sums over what it owes: one pass over all items, on which every figure of debtors rests.

    Columns customer_id, `open`, `late`, `over` (more than 90 days late); of what is overdue: `disputed`, the last
    `position` delivered, and whether all is `held`; both are null where nothing is.
    """
    late, beyond = is_overdue(on), (days_late(on) > OVER_DAYS).fill_null(value=False)
    cents = pl.col("open_cents")
    return (
        owed.select(
            "customer_id",
            cents.alias("open"),
            pl.when(late).then(cents).otherwise(0).alias("late"),
            pl.when(beyond).then(cents).otherwise(0).alias("over"),
            pl.when(late).then("disputed_cents").otherwise(0).alias("disputed"),
            pl.when(late).then("delivered_position").alias("position"),
            pl.when(late).then(_running(on)).alias("held"),
        )
        .group_by("customer_id")
        .agg(pl.col("open", "late", "over", "disputed").sum(), pl.col("position").max(), pl.col("held").min())
    )


def largest(debtors: pl.DataFrame) -> list[list[int]]:
    """The customers that owe most: key, what is open, what of it is overdue; `debtors` says customer_id, open, late."""
    first = debtors.top_k(LARGEST, by=["open", "customer_id"], reverse=[False, True])
    ordered = first.sort(["open", "customer_id"], descending=[True, False])
    return [list(row) for row in ordered.select("customer_id", "open", "late").iter_rows()]


def by_currency(owed: pl.LazyFrame, *, on: date) -> list[list[Any]]:
    """Each currency: items, what is open, what of it is overdue. Nothing is converted.

    `owed` has items, or sums of them with how many they are in `items`.
    """
    late = pl.col("open_cents").filter(is_overdue(on)).sum()
    count = pl.col("items").sum() if "items" in owed.collect_schema() else pl.len()
    sums = owed.group_by("currency").agg(count, open=pl.col("open_cents").sum(), late=late)
    return [list(row) for row in sums.sort("currency").collect().iter_rows()]


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


def states(debtors: pl.DataFrame, customers: pl.DataFrame, steps: Steps, *, on: date) -> list[list[Any]]:
    """Customers with something overdue (of `by_debtor`), by where their case stands: state, how many, what is overdue.

    `disputed` when all that is overdue is contested, `held` while a hold runs, else the last step delivered.
    """
    held = customers.select("customer_id", customer_held=_running(on))
    cases = (
        debtors.filter(pl.col("position").is_not_null())
        .join(held, on="customer_id", how="left")
        .join(steps.followed, on="customer_id", how="left")
        .join(steps.ladders, on=["scenario_version_id", "position"], how="left", nulls_equal=True)
    )
    state = (
        pl.when(pl.col("disputed") >= pl.col("late"))
        .then(pl.lit("disputed"))
        .when(pl.col("customer_held").fill_null(value=False) | pl.col("held"))
        .then(pl.lit("held"))
        .otherwise(pl.col("step_code").fill_null("no_step"))
    )
    sums = cases.group_by(state.alias("state")).agg(pl.len(), pl.col("late").sum().alias("cents"))
    return [list(row) for row in sums.sort("cents", "state", descending=[True, False]).iter_rows()]


def _running(on: date) -> pl.Expr:
    """Whether a hold runs on a day."""
    until = pl.col("held_until")
    running = (pl.col("held_from") <= on) & (until.is_null() | (until >= on))
    return running.fill_null(value=False)


def _month(on: date, back: int) -> str:
    year, month = divmod(on.year * 12 + on.month - 1 - back, 12)
    return f"{year}-{month + 1:02}"


def _between(receipts: pl.DataFrame, first: date, last: date) -> int:
    return int(receipts.filter(pl.col("paid_on").is_between(first, last))["amount_cents"].sum())
