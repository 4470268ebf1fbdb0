"""Messages that the one gate surely lets by, found over all those of a replayed day at once.

The gate looks at one message after the other, and says why; a year of a hundred thousand customers asks it two million
times. Most are plain: invoices that are owed, without hold, doubt, credit or branch. Those are found here, check by
check, from the same facts as the gate is told. Nothing is kept back here: any other message is put before the gate
itself, which alone says no. A test puts each message found here before it too.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Final

import polars as pl

from encours.core.day.ladder import of_step
from encours.core.days import BUSINESS_HOURS, CONSUMER_HOURS, is_business_day, is_quiet
from encours.core.gate import Conditions
from encours.core.scenario import Scenario

MESSAGE: Final = ["customer_id", "step_code"]
_ELSEWHERE: Final = ("factored", "returned")
"""Kinds of which the gate says more than that they are owed."""
_CLAIMED: Final = ("due_step", "overdue")


def nothing_stops(conditions: Conditions, *, at: datetime) -> bool:
    """Whether the house, the day and the hour let by whatever else is right, by the creditor's own calendar."""
    return (
        conditions.stopped is None
        and conditions.freshness.may_send
        and conditions.most_a_day is None
        and not conditions.approvals
        and is_business_day(at.date())
        and not any(is_quiet(at, hours) for hours in (BUSINESS_HOURS, CONSUMER_HOURS))
    )


def surely_leaving(
    proposals: pl.DataFrame,
    lines: pl.DataFrame,
    items: pl.DataFrame,
    customers: pl.DataFrame,
    before: pl.DataFrame,
    scenario: Scenario,
    *,
    at: datetime,
    conditions: Conditions,
) -> pl.DataFrame:
    """The messages (customer_id, step_code) of which `core.gate.ask` would say that they leave, each of them agreed to.

    `proposals` (Proposal) of which each is the only one of its customer, and their `lines` (ProposalItem); `items`
    (OpenItem, as `core.day.branches.for_gate` leaves them) are all that their customers (CustomerFacts) have open;
    `before` (`core.replay.book.SENT`) is what had left.
    """
    if proposals.is_empty() or not nothing_stops(conditions, at=at):
        return proposals.select(MESSAGE).clear()
    on = at.date()
    owed = items.lazy().with_columns(_claim().alias("claim_cents"))
    whom = _plain_customers(customers.lazy(), owed, before.lazy(), scenario, on)
    told = _lines_that_hold(lines.lazy(), owed, whom, scenario, conditions, on)
    sums = told.group_by(MESSAGE).agg(
        pl.col("holds").all(),
        moves=pl.col("position").is_not_null().any(),
        now_cents=pl.col("claim_cents").filter(pl.col("role").is_in(_CLAIMED)).sum(),
    )
    formal = of_step(scenario, "formal", pl.col("position"))
    refused = (pl.col("channel") == "email") & (pl.col("refuses_email") | formal)
    return (
        proposals.lazy()
        .join(sums, on=MESSAGE)
        .join(whom.select("customer_id", "refuses_email"), on="customer_id")
        .filter(
            pl.col("holds"),
            pl.col("moves"),
            ~pl.col("lacks_recipient"),
            ~refused,
            pl.col("channel").is_in(sorted(conditions.channels)),
            pl.col("now_cents") == pl.col("total_cents"),
            pl.col("now_cents") >= max(1, scenario.minimum_cents),
        )
        .select(MESSAGE)
        .collect()
    )


def _claim() -> pl.Expr:
    """What is claimed of an item, as the gate works it out (`core.gate.Item.claim_cents`)."""
    apart = pl.col("disputed_cents").clip(lower_bound=0) + pl.col("not_due_cents").fill_null(0)
    owed = (pl.col("open_cents") - apart).clip(lower_bound=0)
    return pl.when(pl.col("open_cents") > 0).then(owed).otherwise("open_cents")


def _held(on: date) -> pl.Expr:
    until = pl.col("held_until")
    return ((pl.col("held_from") <= on) & (until.is_null() | (until >= on))).fill_null(value=False)


def _plain_customers(
    customers: pl.LazyFrame, owed: pl.LazyFrame, before: pl.LazyFrame, scenario: Scenario, on: date
) -> pl.LazyFrame:
    """Customers that nothing keeps from being written to: no hold, no doubt, no money of theirs, the rhythm kept."""
    theirs = owed.filter((pl.col("open_cents") <= 0) | pl.col("kind").is_in(_ELSEWHERE))
    since = on - timedelta(days=scenario.cap_days)
    recent = before.filter(pl.col("on") > since, pl.col("on") <= on).group_by("customer_id").len("recent")
    last = pl.col("last_message_on")
    return (
        customers.filter(
            ~_held(on),
            pl.col("doubt").is_null(),
            pl.col("region").fill_null("") == "",
            pl.col("unapplied_cents") <= 0,
            pl.col("other_cash").is_null(),
            last.is_null() | (last <= on - timedelta(days=scenario.min_gap_days)),
        )
        .join(theirs.select("customer_id"), on="customer_id", how="anti")
        .join(recent, on="customer_id", how="left")
        .filter(pl.col("recent").fill_null(0) < scenario.cap_messages)
        .select(
            "customer_id",
            "refuses_email",
            "regime_assumed",
            "regime",
            strict_only=pl.col("no_courtesy").fill_null(value=False),
            gentle_only=(pl.col("soft_until") >= on).fill_null(value=False),
        )
    )


def _lines_that_hold(
    lines: pl.LazyFrame,
    owed: pl.LazyFrame,
    whom: pl.LazyFrame,
    scenario: Scenario,
    conditions: Conditions,
    on: date,
) -> pl.LazyFrame:
    """The lines of those customers, and whether each is still so: `holds`."""
    running = (pl.col("kind") == "bill") & (pl.col("due_on") >= on).fill_null(value=False)
    true = (
        (pl.col("role") != "credit")
        & ~pl.col("gone")
        & ~running
        & pl.col("doubt").is_null()
        & ~_held(on)
        & (pl.col("claim_cents") == pl.col("told_cents"))
    )
    moved = pl.col("position").is_not_null()
    due = _step_is_due(scenario, on) & _courtesy_right(scenario, conditions)
    return (
        lines.rename({"open_cents": "told_cents"})
        .join(owed.drop("customer_id"), on="receivable_id", how="left")
        .join(whom.drop("refuses_email"), on="customer_id", how="inner")
        .with_columns(holds=(true & (~moved | due.fill_null(value=False))).fill_null(value=False))
        .pipe(_without_branches)
    )


def _without_branches(lines: pl.LazyFrame) -> pl.LazyFrame:
    """Where something happened that a scenario looks at, the gate is asked."""
    if "branch_stop" not in lines.collect_schema().names():
        return lines
    moved = pl.col("branch_stop") | pl.any_horizontal(pl.col("branch_until", "branch_next").is_not_null())
    return lines.with_columns(holds=pl.col("holds") & ~moved.fill_null(value=False))


def _step_is_due(scenario: Scenario, on: date) -> pl.Expr:
    """Whether the step of a line is the item's next one, and both its clocks are done."""
    step, today = pl.col("position"), (on - date(1970, 1, 1)).days
    delivered, due_on = pl.col("delivered_position"), pl.col("due_on").cast(pl.Int32)
    preventive = of_step(scenario, "preventive", step)
    reached = pl.max_horizontal(delivered, pl.lit(scenario.preventive_count))
    held = pl.when(preventive).then(0).otherwise("held_days")
    since_last = of_step(scenario, "gap_days", step) + pl.col("held_days_since_delivered")
    last_on = pl.col("delivered_on").cast(pl.Int32)
    return (
        (delivered < step)
        & (step - 1 <= reached)
        & ~(preventive & (due_on < today))
        & (due_on + of_step(scenario, "offset_days", step) + held <= today)
        & (last_on.is_null() | (last_on + since_last <= today))
        & ~(of_step(scenario, "formal", step) & (pl.col("disputed_cents") > 0))
    )


def _courtesy_right(scenario: Scenario, conditions: Conditions) -> pl.Expr:
    """Whether a step that is no courtesy rests on nothing assumed, and neither falls on who is spared of it."""
    courtesy = of_step(scenario, "courtesy", pl.col("position"))
    unsure = (
        pl.col("due_assumed")
        | pl.col("regime_assumed")
        | pl.col("regime").is_in(sorted(conditions.provisional))
    )
    return pl.when(courtesy).then(~pl.col("strict_only")).otherwise(~pl.col("gentle_only") & ~unsure)
