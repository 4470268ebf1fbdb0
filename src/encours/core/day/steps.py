"""Which step comes next for each item, and from which day it can be proposed."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from encours.core.day.branches import with_clocks_branched
from encours.core.day.clocks import Hold, OpenDays, day_number, out_of_hold, stopped
from encours.core.day.ladder import of_step
from encours.core.scenario import Scenario

_DUE = day_number("due_on")
_DELIVERED = day_number("delivered_on")
_HELD_SINCE = pl.col("held_days_since_delivered").cast(pl.Int32)
_GAP_UNTIL = pl.col("gap_until_day")


def with_preventive_day(
    items: pl.LazyFrame,
    scenario: Scenario,
    calendar: OpenDays,
    holds: Sequence[Hold],
    *,
    on: int,
    branched: bool = False,
) -> pl.LazyFrame:
    """Add `preventive_day`: when the next preventive step can leave; null when none is left or all are spent.

    A preventive step is tied to the due date, so a hold does not move it: it waits for the hold's
    end. When that, or the gap, or the day itself is past the due date, the step is spent.
    """
    position = pl.col("delivered_position") + 1
    since_last = _DELIVERED + of_step(scenario, "gap_days", position) + _HELD_SINCE
    ready = pl.max_horizontal(_DUE + of_step(scenario, "offset_days", position), since_last, _GAP_UNTIL)
    if branched:
        ready = pl.max_horizontal(ready, "branch_until_day")
    leaves = pl.col("preventive_day")
    useful = (
        of_step(scenario, "preventive", position)
        & (leaves <= _DUE)
        & (on <= _DUE)
        & (pl.col("claim_cents") >= of_step(scenario, "minimum_cents", position))
    )
    return (
        items.with_columns(
            ready.alias("preventive_day")
        )  # `landed` names its day six times: once said, then named
        .with_columns(calendar.landed(leaves).alias("preventive_day"))
        .pipe(with_days_out_of_holds, "preventive_day", calendar, holds, on=on)
        .with_columns(pl.when(useful).then(leaves).alias("preventive_day"))
    )


def with_next_step(items: pl.LazyFrame, scenario: Scenario) -> pl.LazyFrame:
    """Add `next_step`: delivered + 1, past spent preventive steps; null when the ladder is finished."""
    reached = pl.max_horizontal(pl.col("delivered_position"), pl.lit(scenario.preventive_count))
    after = pl.when(reached < len(scenario.steps)).then(reached + 1)
    preventive = pl.col("preventive_day").is_not_null()
    return items.with_columns(
        pl.when(preventive).then(pl.col("delivered_position") + 1).otherwise(after).alias("next_step")
    )


def with_next_day(
    items: pl.LazyFrame,
    scenario: Scenario,
    calendar: OpenDays,
    holds: Sequence[Hold],
    *,
    on: int,
    branched: bool = False,
) -> pl.LazyFrame:
    """Add day numbers: `next_day` (can be proposed), `step_day` (clocks alone), `unheld_day` (without holds).

    Both clocks must have run: days since due and days since the item's last delivered step, holds
    left out. Then the gap since the customer's last message, except for a step that a person
    approves (it is proposed at once, so that the person has time; the gate keeps the gap). `branched`: what happened
    since moves some of them (`core.day.branches`).
    """
    preventive, clocks = pl.col("preventive_day"), pl.max_horizontal("clock_due", "clock_delivered")
    approved = of_step(scenario, "needs_approval", pl.col("next_step"))
    if scenario.asks_people:  # a call is no message: the gap between messages says nothing of it
        approved |= of_step(scenario, "by_person", pl.col("next_step"))
    started = items.pipe(with_both_clocks, scenario)
    if branched:
        started = started.pipe(with_clocks_branched, scenario)
    return (
        started.with_columns(clocks.alias("unheld_day"), pl.when(~approved).then(_GAP_UNTIL).alias("between"))
        .pipe(with_clocks_stopped, holds)
        .with_columns(clocks.alias("step_day"))
        .with_columns(
            pl.max_horizontal("unheld_day", "between").alias("unheld_day"),
            pl.max_horizontal("step_day", "between").alias("next_day"),
        )
        .with_columns(calendar.landed(pl.col(name)).alias(name) for name in ("unheld_day", "next_day"))
        .pipe(with_days_out_of_holds, "next_day", calendar, holds, on=on)
        .with_columns(
            pl.coalesce(preventive, name).alias(name) for name in ("next_day", "step_day", "unheld_day")
        )
        .drop("clock_due", "clock_delivered", "between")
    )


def with_both_clocks(items: pl.LazyFrame, scenario: Scenario) -> pl.LazyFrame:
    """Add `clock_due` and `clock_delivered`: when each clock is done, past holds left out."""
    position = pl.col("next_step")
    since_due = of_step(scenario, "offset_days", position) + pl.col("held_days").cast(pl.Int32)
    since_last = of_step(scenario, "gap_days", position) + _HELD_SINCE
    return items.with_columns(
        (_DUE + since_due).alias("clock_due"), (_DELIVERED + since_last).alias("clock_delivered")
    )


def with_clocks_stopped(items: pl.LazyFrame, holds: Sequence[Hold]) -> pl.LazyFrame:
    """Move both clocks by the holds in force or to come. One stage a hold: each builds on the last."""
    for hold in holds:
        items = items.with_columns(
            stopped(pl.col("clock_due"), _DUE, hold).alias("clock_due"),
            stopped(pl.col("clock_delivered"), _DELIVERED, hold).alias("clock_delivered"),
        )
    return items


def with_days_out_of_holds(
    items: pl.LazyFrame, name: str, calendar: OpenDays, holds: Sequence[Hold], *, on: int
) -> pl.LazyFrame:
    """Move the day number `name` to the first open day after any hold that it falls in."""
    for hold in holds:
        items = items.with_columns(out_of_hold(pl.col(name), hold, calendar, on).alias(name))
    return items
