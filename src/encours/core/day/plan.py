"""The day's plan: a position for every open item, and the messages to propose.

Frames in, frames out; the same rows in any order give the same plan, and a plan made again, or the
next day when nothing happened, says the same of every item whose next day has not come.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache

import polars as pl

from encours.core.day.branches import asked, in_force, of_items
from encours.core.day.clocks import (
    as_day,
    day_number,
    open_days,
    ordered_holds,
    with_ordered_holds,
    without_holds,
)
from encours.core.day.credits import covered_by, credits_of, with_claim
from encours.core.day.guards import by_guard, guarded, plain, soft, softened, without_courtesy
from encours.core.day.heads import by_head, by_step, with_gap_at_head, with_mark
from encours.core.day.messages import messages
from encours.core.day.recipe import Recipe
from encours.core.day.standing import with_reason
from encours.core.day.steps import with_next_day, with_next_step, with_preventive_day
from encours.core.frames import Asked, Position
from encours.core.reasons import ReasonCode
from encours.core.scenario import Scenario
from encours.core.segments import DEFAULT_THRESHOLDS, Thresholds, with_segment

_EPOCH = date(1970, 1, 1)


@dataclass(frozen=True, slots=True)
class Plan:
    """Positions (Position) of all items, proposals (Proposal), their lines (ProposalItem), what people do (Asked)."""

    positions: pl.DataFrame
    proposals: pl.DataFrame
    proposal_items: pl.DataFrame
    asked: pl.DataFrame = field(default_factory=Asked.create_empty)


def plan_day(
    items: pl.DataFrame,
    customers: pl.DataFrame,
    scenario: Scenario,
    *,
    on: date,
    currency: str = "EUR",
    provisional: Collection[str] = (),
    thresholds: Thresholds = DEFAULT_THRESHOLDS,
    own: pl.DataFrame | None = None,
    heads: pl.DataFrame | None = None,
    events: pl.DataFrame | None = None,
) -> Plan:
    """Decide the day `on` for every row of `items` (OpenItem), each with its customer (CustomerFacts).

    `currency` is that of the creditor's books. `provisional` names the regimes
    whose rate of interest no one has confirmed for this day: only courtesy steps leave for them.
    `own` names the customers in segments of the creditor's own (`core.segments.own_of`); `heads` those
    written to at the head of their group, and when that address was last written to (`core.day.heads`); `events` what
    happened that the branches of the scenario look at (StepEvent).
    An item whose customer is not in `customers` is refused (ValueError): half a plan is no plan.
    """
    customers = with_mark(customers, heads)
    claims = items.lazy().pipe(with_claim)
    credit_sums = credits_of(claims, customers.lazy(), currency)
    known = (
        customers.lazy()
        .pipe(with_segment, items.lazy(), scenario, thresholds, own)
        .pipe(facing_items, scenario, at_head=heads is not None)
    )
    standing = claims.pipe(joined_to_customers, known).pipe(with_cover, claims, credit_sums).collect()
    found = None if events is None else in_force(items, events, scenario, on=on)
    if found is not None and not found.is_empty():
        standing = standing.join(of_items(found), on="receivable_id", how="left")
    decided = _decided(standing, customers, scenario, provisional, on=on, at_head=heads is not None)
    if decided["segment"].null_count():
        raise ValueError(
            "Des factures n'ont pas leur client dans la feuille des clients ; la journée s'arrête."
        )
    said = messages(decided, customers, credit_sums, scenario, on=on)
    return Plan(
        positions=decided.lazy().pipe(positions, said.outcomes).collect(),
        proposals=said.proposals,
        proposal_items=said.lines,
        asked=asked(decided, found, scenario),
    )


def _decided(
    standing: pl.DataFrame,
    customers: pl.DataFrame,
    scenario: Scenario,
    provisional: Collection[str],
    *,
    on: date,
    at_head: bool,
) -> pl.DataFrame:
    """Every item decided: apart those that a hold, a doubt, a guard or a branch may stop."""
    branched = "branch" in standing.columns
    parts = (
        rows.lazy().pipe(
            decide,
            scenario,
            provisional,
            on=on,
            held=held,
            region=region,
            at_head=at_head,
            branched=branched and held,
        )
        for held, region, rows in by_guard(standing, customers)
    )
    return pl.concat(part.collect() for part in parts)


def facing_items(customers: pl.LazyFrame, scenario: Scenario, *, at_head: bool = False) -> pl.LazyFrame:
    """What of a customer each of its items must know; `at_head`: some are written to at the head of a group."""
    consumer = pl.col("regime") == "consumer"
    facing = customers.select(
        "customer_id",
        "segment",
        "regime",
        "regime_assumed",
        consumer.alias("consumer"),
        pl.col("doubt").alias("customer_doubt"),
        pl.col("held_from").alias("customer_held_from"),
        pl.col("held_until").alias("customer_held_until"),
        guarded(),
        (day_number("last_message_on") + scenario.min_gap_days).alias("gap_until_day"),
        *(["head_told_on"] if at_head else []),
    )
    return facing.pipe(with_gap_at_head, scenario).drop("head_told_on") if at_head else facing


def joined_to_customers(items: pl.LazyFrame, customers: pl.LazyFrame) -> pl.LazyFrame:
    """Each item with the facts of its customer."""
    return items.join(customers, on="customer_id", how="left")


def with_cover(items: pl.LazyFrame, claims: pl.LazyFrame, credit_sums: pl.DataFrame) -> pl.LazyFrame:
    """Add `credit_cents` to the items that credits pay; null to the others, which most days is all of them."""
    if credit_sums.is_empty():
        return items.with_columns(pl.lit(None, pl.Int64).alias("credit_cents"))
    return items.join(covered_by(claims, credit_sums), on="receivable_id", how="left")


def decide(
    items: pl.LazyFrame,
    scenario: Scenario,
    provisional: Collection[str],
    *,
    on: date,
    held: bool,
    region: str = "",
    at_head: bool = False,
    branched: bool = False,
) -> pl.LazyFrame:
    """Each item with its next step, its day and its reason, by the holidays of a region.

    `held` says whether a hold, a doubt, a guard or a branch may stop them (`guards.by_guard`).
    """
    kinds = tuple(sorted(provisional))
    return _decision(scenario, kinds, on, held=held, region=region, at_head=at_head, branched=branched).of(
        items
    )


@lru_cache(maxsize=64)
def _decision(
    scenario: Scenario,
    provisional: tuple[str, ...],
    on: date,
    *,
    held: bool,
    region: str,
    at_head: bool,
    branched: bool,
) -> Recipe:
    return Recipe(
        lambda items: _with_decision(
            items, scenario, provisional, on=on, held=held, region=region, at_head=at_head, branched=branched
        )
    )


def _with_decision(
    items: pl.LazyFrame,
    scenario: Scenario,
    provisional: Collection[str],
    *,
    on: date,
    held: bool,
    region: str,
    at_head: bool,
    branched: bool,
) -> pl.LazyFrame:
    today, calendar = (on - _EPOCH).days, open_days(region)
    holds = ordered_holds() if held else ()
    unsure = pl.col("due_assumed") | pl.col("regime_assumed") | pl.col("regime").is_in(list(provisional))
    facing = items.pipe(by_head) if at_head else items
    gentle = pl.col("consumer") | unsure | soft(today) if held else pl.col("consumer") | unsure
    stepped = (
        facing.with_columns(gentle.alias("no_claim"))
        .pipe(with_ordered_holds if held else without_holds)
        .pipe(with_preventive_day, scenario, calendar, holds, on=today, branched=branched)
        .pipe(with_next_step, scenario)
    )
    stepped = stepped.pipe(without_courtesy, scenario) if held else stepped
    stepped = stepped.pipe(by_step, scenario) if at_head else stepped
    dated = stepped.pipe(with_next_day, scenario, calendar, holds, on=today, branched=branched)
    dated = dated.pipe(softened, scenario, calendar, holds, on=today) if held else dated
    told = dated.pipe(with_reason, scenario, calendar, provisional, on=today, held=held, branched=branched)
    return told.pipe(plain) if held else told


def positions(decided: pl.LazyFrame, told: pl.DataFrame) -> pl.LazyFrame:
    """The rows to store (Position), by receivable; `told` is what the messages changed."""
    rows = decided.join(told.lazy(), on="receivable_id", how="left")
    return (
        rows.select(
            "receivable_id",
            "customer_id",
            pl.col("delivered_position").alias("step"),
            "next_step",
            as_day(pl.col("next_day")).alias("next_on"),
            "segment",
            pl.coalesce("told", "reason").alias("reason"),
            as_day(
                pl.when(pl.col("told").is_in(_DAYLESS).fill_null(value=False))
                .then(None)
                .otherwise("reason_day")
            ).alias("reason_on"),
            pl.coalesce("told_figure", "reason_figure").alias("reason_figure"),
        )
        .select(Position.column_names())
        .sort("receivable_id")
    )


_DAYLESS = [str(ReasonCode.COVERED_BY_CREDITS), str(ReasonCode.BELOW_MINIMUM)]
