"""What an experiment came to by a day, in plain whole values, and whether it is to end."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

import polars as pl

from encours.core.experiments.assigning import CHALLENGER
from encours.core.experiments.comparing import FEWEST, compared, looked_at_daily, sums
from encours.core.experiments.guarding import Rails, broken
from encours.core.experiments.outcomes import outcomes

PARTS: Final = {"cash_cents": 1, "waited_days": 10, "cost_cents": 1, "complaints": 1_000, "opt_outs": 1_000}
"""How finely each measure is told: cents a customer, tenths of a day, customers in a thousand."""
_TOLD: Final = (
    "champion_mean", "challenger_mean", "difference", "low", "high", "held_low", "held_high",
)  # fmt: skip
PLANNED, KNOWN, TIME = "planned", "known", "time"


@dataclass(frozen=True, slots=True)
class Facts:
    """What was read of an experiment: who entered, and cash, costs and complaints since (shapes of `outcomes`)."""

    entries: pl.DataFrame
    receipts: pl.DataFrame
    expenses: pl.DataFrame
    marks: pl.DataFrame


@dataclass(frozen=True, slots=True)
class Plan:
    """What was planned of it: customers, days of each, last day of entering, rails."""

    planned: int
    within_days: int
    end_on: date
    rails: Rails


def result(facts: Facts, plan: Plan, *, on: date) -> dict[str, Any]:
    """Everything told of it on a day, in whole numbers: `measures` by `PARTS`, and the daily `looks` at the cash.

    A look is told from `FEWEST` customers in each arm on.
    `entered` and `over` count customers in each arm; `rail` is the one that is broken, `ending` how it is to end
    (`PLANNED`, `KNOWN`, `TIME` or that rail), null while it goes on.
    """
    done = outcomes(
        facts.entries, facts.receipts, facts.expenses, facts.marks, within_days=plan.within_days, on=on
    )
    looks = [
        {"on": row["over_on"].isoformat(), "known": row["known"], "customers": row["customers"]}
        | {name: round(row[name]) for name in ("difference", "held_low", "held_high")}
        for row in looked_at_daily(done.lazy(), "cash_cents", planned=plan.planned).iter_rows(named=True)
        if min(row["champions"], row["challengers"]) >= FEWEST
    ]
    rail = broken(_since_entry(facts, plan, on=on), plan.rails, planned=plan.planned)
    return {
        "on": on.isoformat(),
        "entered": _by_arm(facts.entries),
        "over": _by_arm(done),
        "planned": plan.planned,
        "within_days": plan.within_days,
        "measures": {name: told for name in PARTS if (told := _measure(done, name, plan.planned))},
        "looks": looks,
        "rail": rail,
        "ending": rail or _ending(facts.entries, len(done), looks, plan, on=on),
    }


def _measure(done: pl.DataFrame, name: str, planned: int) -> dict[str, Any] | None:
    rows = done.lazy().with_columns(measure=pl.lit(name))
    found = compared(sums(rows, name, by=["measure"]), by=["measure"], planned=planned)
    if found.is_empty():
        return None
    row = found.row(0, named=True)
    told = {one: round(row[one] * PARTS[name]) for one in _TOLD}
    return told | {"known": row["known"], "customers": row["customers"]}


def _ending(
    entries: pl.DataFrame, done: int, looks: list[dict[str, Any]], plan: Plan, *, on: date
) -> str | None:
    if looks and looks[-1]["known"]:
        return KNOWN
    if done >= plan.planned:
        return PLANNED
    waiting = len(entries) > done
    return TIME if on > plan.end_on and not waiting else None


def _by_arm(rows: pl.DataFrame) -> dict[str, int]:
    ours = rows.filter(pl.col("arm") == CHALLENGER).height
    return {"champion": len(rows) - ours, "challenger": ours}


def _since_entry(facts: Facts, plan: Plan, *, on: date) -> pl.DataFrame:
    """Each customer entered with what came of it up to a day, its days over or not: what the rails look at."""
    days = (pl.lit(on) - pl.col("entered_on")).dt.total_days() + 1
    entered = facts.entries.select(
        "customer_id",
        "arm",
        "stratum",
        "entered_on",
        lived=(days / plan.within_days).clip(0, 1),
    )

    def since(told: pl.DataFrame) -> pl.DataFrame:
        mine = told.join(entered.select("customer_id", "entered_on"), on="customer_id")
        return mine.filter(pl.col("on") >= pl.col("entered_on"), pl.col("on") <= on)

    marked = since(facts.marks)
    cost = since(facts.expenses).group_by("customer_id").agg(cost_cents=pl.col("cents").sum())
    told = {
        name: marked.filter(pl.col("kind") == kind)["customer_id"].unique().implode()
        for name, kind in (("complained", "complaint"), ("opted_out", "opt_out"))
    }
    return entered.join(cost, on="customer_id", how="left").with_columns(
        pl.col("cost_cents").fill_null(0),
        *(pl.col("customer_id").is_in(whose).alias(name) for name, whose in told.items()),
    )


def past_entries(due: pl.DataFrame, paid: pl.DataFrame, *, to_on: date) -> pl.DataFrame:
    """The customers that would have entered by `to_on`, had an experiment run: customer_id, entered_on, owed_cents.

    `due` says receivable_id, customer_id, amount_cents and due_on of what fell due, `paid` receivable_id, on and cents
    of what was applied. A customer would have entered the day after the first of these that was not paid in time.
    """
    in_time = (
        paid.join(due.select("receivable_id", "due_on"), on="receivable_id")
        .filter(pl.col("on") <= pl.col("due_on"))
        .group_by("receivable_id")
        .agg(pl.col("cents").sum())
    )
    late = (
        due.join(in_time, on="receivable_id", how="left")
        .with_columns(left=pl.col("amount_cents") - pl.col("cents").fill_null(0))
        .filter(pl.col("left") > 0)
    )
    first = (
        late.group_by("customer_id")
        .agg(entered_on=pl.col("due_on").min() + timedelta(days=1))
        .filter(pl.col("entered_on") <= to_on)
    )
    return (
        late.join(first, on="customer_id")
        .filter(pl.col("due_on") < pl.col("entered_on"))
        .group_by("customer_id", "entered_on")
        .agg(owed_cents=pl.col("left").sum())
        .sort("customer_id")
    )
