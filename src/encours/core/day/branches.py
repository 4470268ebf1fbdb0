"""What happened since the last step, and what the scenario says of it: pauses, the next step sooner, people asked.

Frames as long as the events, never as the items, but for `silence`, which looks once at the items of its step. A date
so told rests on facts alone: it does not move because a day passes.
"""

from __future__ import annotations

from datetime import date
from typing import Final

import polars as pl

from encours.core.day.clocks import as_day, day_number
from encours.core.day.ladder import of_step
from encours.core.frames import Asked, StepEvent
from encours.core.reasons import ReasonCode
from encours.core.scenario import Scenario
from encours.core.scenario.branches import ASKS

COLUMNS: Final = ("branch", "branch_on", "branch_until_day", "branch_next_day", "branch_stop")
NEWS: Final = ("reply", "promise", "dispute", "part_payment")
"""After any of these, a customer is not silent."""
_OF_ITEM = ("receivable_id", "customer_id", "delivered_position", "delivered_on")
_RULES: Final = {
    "position": pl.Int64,
    "event": pl.String,
    "then": pl.String,
    "days": pl.Int64,
    "over_cents": pl.Int64,
}
_MAY_ASK: Final = (
    ReasonCode.PROPOSED,
    ReasonCode.NEEDS_APPROVAL,
    ReasonCode.NO_ADDRESS,
    ReasonCode.GAP,
    ReasonCode.WAITS_FOR_STEP,
    ReasonCode.CLOSED_DAY,
    ReasonCode.LADDER_FINISHED,
    ReasonCode.BRANCH_PAUSED,
    ReasonCode.PERSON_STEP,
    ReasonCode.OTHER_CURRENCY_FIRST,
)
"""Of an item that is paid, contested, held, promised or in doubt, nobody is asked anything."""


def in_force(items: pl.DataFrame, events: pl.DataFrame, scenario: Scenario, *, on: date) -> pl.DataFrame:
    """The branches that hold today: receivable_id, customer_id, position, event, then, event_on, days.

    `items` (OpenItem), `events` (StepEvent). A branch looks at what happened from the delivery of its step on; of a
    message that came back, which was not delivered, at the step to do again. What a person answered asks no more.
    """
    rules = _rules(scenario)
    back = pl.col("event") == "bounce"
    since = pl.col("delivered_on").is_null() | (pl.col("event_on") >= pl.col("delivered_on"))
    told = (
        events.filter(pl.col("event") != "answered")
        .join(items.select(_OF_ITEM), on="receivable_id")
        .filter(since & (~back | (pl.col("step") > pl.col("delivered_position"))))
        .with_columns(position=pl.when(back).then("step").otherwise("delivered_position"))
        .join(rules.filter(pl.col("event") != "silence"), on=["position", "event"])
        .filter(pl.col("cents") >= pl.col("over_cents"))
    )
    columns = ["receivable_id", "customer_id", "position", "event", "then", "event_on", "days"]
    found = pl.concat([told.select(columns), _silent(items, events, rules, on=on).select(columns)])
    return found.join(_answered(found, events), on=["receivable_id", "event"], how="anti").sort(columns)


def _rules(scenario: Scenario) -> pl.DataFrame:
    rows = [
        (step.position, one.when, one.then, one.days, one.over_cents)
        for step in scenario.steps
        for one in step.branches
    ]
    return pl.DataFrame(rows, schema=_RULES, orient="row")


def _silent(items: pl.DataFrame, events: pl.DataFrame, rules: pl.DataFrame, *, on: date) -> pl.DataFrame:
    """Items of which nothing was heard for so many days after their step; a person is asked, nothing is paused."""
    wanted = rules.filter(pl.col("event") == "silence")
    if wanted.is_empty():
        wanted = wanted.clear()
    ended = (day_number("delivered_on") + pl.col("days").cast(pl.Int32)).cast(pl.Date)
    quiet = (
        items.filter(pl.col("delivered_position").is_in(wanted["position"].implode()))
        .select(_OF_ITEM)
        .join(wanted, left_on="delivered_position", right_on="position", coalesce=False)
        .with_columns(event_on=ended)
        .filter(pl.col("event_on") <= on)
    )
    news = events.filter(pl.col("event").is_in(NEWS)).group_by("receivable_id").agg(pl.col("event_on").max())
    heard = quiet.join(news.rename({"event_on": "heard_on"}), on="receivable_id").filter(
        pl.col("heard_on") >= pl.col("delivered_on")
    )
    return quiet.join(heard, on="receivable_id", how="anti").with_columns(days=pl.lit(0, pl.Int64))


def _answered(found: pl.DataFrame, events: pl.DataFrame) -> pl.DataFrame:
    """Those of which a person said what came of it, on its day or after."""
    answers = events.filter(pl.col("event") == "answered").select(
        "receivable_id", event="about", answered_on="event_on"
    )
    return found.join(answers, on=["receivable_id", "event"]).filter(
        pl.col("answered_on") >= pl.col("event_on")
    )


def of_items(found: pl.DataFrame) -> pl.DataFrame:
    """One row an item with a branch in force: `COLUMNS`. The longest pause counts; one stop is enough."""
    then, ends = pl.col("then"), day_number("event_on") + pl.col("days").cast(pl.Int32)
    waits = then.is_in(["pause", *ASKS]) & (pl.col("days") > 0)
    return (
        found.with_columns(ends=ends, waits=waits)
        .sort("receivable_id", then == "stop", "waits", "ends", descending=[False, True, True, True])
        .group_by("receivable_id", maintain_order=True)
        .agg(
            branch=pl.col("event").first(),
            branch_on=pl.col("event_on").first(),
            branch_until_day=pl.col("ends").filter("waits").max(),
            branch_next_day=pl.col("ends").filter(then == "next").min(),
            branch_stop=(then == "stop").any(),
        )
    )


def with_branches(
    items: pl.DataFrame, events: pl.DataFrame | None, scenario: Scenario, *, on: date
) -> pl.DataFrame:
    """Items with `COLUMNS`; as they were where the scenario has no branch, or nothing happened."""
    if events is None:
        return items
    moved = of_items(in_force(items, events, scenario, on=on))
    return items if moved.is_empty() else items.join(moved, on="receivable_id", how="left")


def for_gate(
    items: pl.DataFrame, events: pl.DataFrame | None, scenario: Scenario, *, on: date
) -> pl.DataFrame:
    """Items with what the gate asks of branches, in days: `branch_until`, `branch_next`, `branch_stop`."""
    told = with_branches(items, events, scenario, on=on)
    if "branch" not in told.columns:
        return items
    return told.with_columns(
        branch_until=as_day(pl.col("branch_until_day")),
        branch_next=as_day(pl.col("branch_next_day")),
        branch_stop=pl.col("branch_stop").fill_null(value=False),
    ).drop("branch", "branch_on", "branch_until_day", "branch_next_day")


def with_clocks_branched(items: pl.LazyFrame, scenario: Scenario) -> pl.LazyFrame:
    """Move `clock_due` and `clock_delivered`: not before a pause ends; at once, the gap kept, where told sooner."""
    least = pl.max_horizontal("branch_next_day", day_number("delivered_on") + scenario.min_gap_days)
    sooner, until = pl.col("branch_next_day").is_not_null(), pl.col("branch_until_day")
    for name in ("clock_due", "clock_delivered"):
        clock = pl.when(sooner).then(pl.min_horizontal(name, least)).otherwise(name)
        items = items.with_columns(pl.max_horizontal(clock, until).alias(name))
    return items


def asked(decided: pl.DataFrame, found: pl.DataFrame | None, scenario: Scenario) -> pl.DataFrame:
    """What people are asked (Asked): the steps that they do, once due, and what branches ask of them."""
    frames = []
    if scenario.asks_people:
        frames.append(
            decided.filter(pl.col("reason") == str(ReasonCode.PERSON_STEP)).select(
                "receivable_id",
                "customer_id",
                kind=of_step(scenario, "kind", pl.col("next_step")),
                because=pl.lit("step"),
                position=pl.col("next_step").cast(pl.Int64),
                since_on=as_day(pl.col("next_day")),
            )
        )
    if found is not None:
        wanted = found.filter(pl.col("then").is_in(ASKS))
        known = decided.select("receivable_id", "reason").join(wanted, on="receivable_id", how="semi")
        may = known.filter(pl.col("reason").is_in([str(one) for one in _MAY_ASK]))
        frames.append(
            wanted.join(may, on="receivable_id", how="semi").select(
                "receivable_id",
                "customer_id",
                kind="then",
                because="event",
                position="position",
                since_on="event_on",
            )
        )
    if not frames:
        return Asked.create_empty()
    columns = Asked.column_names()
    return pl.concat([one.select(columns) for one in frames]).sort("receivable_id", "because")


def no_events() -> pl.DataFrame:
    """Nothing happened."""
    return StepEvent.create_empty()
