"""Why each item stands where it stands: the first reason that holds, in an order that is the rule.

What no day changes comes first (a credit, a dispute, a ladder climbed), then what a person must
confirm, then the dates. An item whose next day has come is *ready*; `messages` has the last word.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import polars as pl

from encours.core.day.clocks import NEVER, OpenDays, day_number
from encours.core.day.ladder import of_step
from encours.core.quality.rules import DISAGREEING, DUPLICATE
from encours.core.reasons import OF_HOLDS, ReasonCode
from encours.core.scenario import Scenario

_NO_DAY = pl.lit(None, pl.Int32)
_NO_FIGURE = pl.lit(None, pl.Int64)


@dataclass(frozen=True, slots=True)
class _Rule:
    """A reason, when it holds, and its two facts; `scheduled` keeps the next step in the position."""

    code: ReasonCode
    when: pl.Expr
    day: pl.Expr = _NO_DAY
    figure: pl.Expr = _NO_FIGURE
    step_known: bool = True
    day_known: bool = True


def with_reason(
    items: pl.LazyFrame,
    scenario: Scenario,
    calendar: OpenDays,
    provisional: Collection[str],
    *,
    on: int,
    held: bool,
    branched: bool = False,
) -> pl.LazyFrame:
    """Add `reason`, `reason_day`, `reason_figure`; blank `next_step` and `next_day` where nothing is planned.

    `ready` marks items that may be proposed today. `held` says whether a hold or a doubt may stop any, `branched`
    whether something happened since their last step that the scenario looks at.
    """
    rules = [
        *([_courtesy_refused(scenario)] if held else []),
        *_rules_of_facts(branched=branched),
        *(_rules_of_stops() if held else []),
        *_rules_of_doubt(scenario, provisional),
        *_rules_of_days(scenario, calendar, on, held=held, branched=branched),
    ]
    codes = pl.Series("reason", [str(rule.code) for rule in rules])
    rule = pl.col("rule")
    return (
        items.with_columns(_first(rules, [pl.lit(n, pl.UInt32) for n in range(len(rules))]).alias("rule"))
        .with_columns(
            pl.lit(codes).gather(rule).alias("reason"),
            _by_rule([one.day for one in rules], _NO_DAY).alias("reason_day"),
            _by_rule([one.figure for one in rules], _NO_FIGURE).alias("reason_figure"),
            pl.when(_among([one.step_known for one in rules])).then("next_step").alias("next_step"),
            pl.when(_among([one.day_known for one in rules])).then("next_day").alias("next_day"),
            rule.is_in([n for n, one in enumerate(rules) if one.code in _READY]).alias("ready"),
        )
        .drop("rule")
    )


def _courtesy_refused(scenario: Scenario) -> _Rule:
    """Nothing but messages of courtesy is left, and the customer wants none; what is settled or in dispute says so."""
    claimed = pl.col("chased") & pl.col("credit_cents").is_null()
    left = pl.col("next_step").is_null() & (pl.col("delivered_position") < len(scenario.steps))
    return _Rule(
        ReasonCode.COURTESY_REFUSED, claimed & left & pl.col("no_courtesy"), step_known=False, day_known=False
    )


_STEP = pl.col("next_step")
_STOPPED = pl.col("branch_stop").fill_null(value=False)
_READY = {ReasonCode.PROPOSED, ReasonCode.NEEDS_APPROVAL}


def _rules_of_facts(*, branched: bool) -> list[_Rule]:
    """What no day changes: the item is not for reminding, or has been through the ladder."""
    kind, claim = pl.col("kind"), pl.col("claim_cents")

    def never(code: ReasonCode, when: pl.Expr, day: pl.Expr = _NO_DAY, figure: pl.Expr = _NO_FIGURE) -> _Rule:
        return _Rule(code, when, day, figure, step_known=False, day_known=False)

    return [
        never(ReasonCode.SETTLED, pl.col("open_cents") == 0),
        never(ReasonCode.GONE, pl.col("gone")),
        never(ReasonCode.RETENTION, kind == "retention"),
        never(ReasonCode.FACTORED, kind == "factored"),
        never(ReasonCode.CREDIT, pl.col("credit"), figure=-claim),
        never(ReasonCode.OPENING_WITHOUT_DETAIL, kind == "opening"),
        never(ReasonCode.RETURNED_PAYMENT, kind == "returned"),
        never(ReasonCode.DISPUTED, claim <= 0, figure=pl.col("disputed_cents")),
        never(ReasonCode.NO_DUE_DATE, pl.col("due_on").is_null()),
        never(
            ReasonCode.LADDER_FINISHED,
            pl.col("next_step").is_null(),
            day_number("delivered_on"),
            pl.col("delivered_position"),
        ),
        *([never(ReasonCode.BRANCH_STOPPED, _STOPPED, day_number("branch_on"))] if branched else []),
        never(
            ReasonCode.COVERED_BY_CREDITS, pl.col("credit_cents").is_not_null(), figure=pl.col("credit_cents")
        ),
    ]


def _waits(code: ReasonCode, when: pl.Expr, day: pl.Expr = _NO_DAY, figure: pl.Expr = _STEP) -> _Rule:
    return _Rule(code, when, day, figure, day_known=False)


def _rules_of_stops() -> list[_Rule]:
    """The step is known, its day is not: a hold without end, or data that cannot be relied on."""
    held = pl.col("next_day") >= NEVER
    own_hold = pl.col("held_from").is_not_null() & pl.col("held_until").is_null()
    doubt = pl.col("doubt")

    return [
        *(
            _waits(code, held & (pl.col("hold_kind") == kind), day_number("customer_held_from"), _NO_FIGURE)
            for kind, code in OF_HOLDS.items()
        ),
        _waits(ReasonCode.HELD, held & own_hold, day_number("held_from"), _NO_FIGURE),
        _waits(ReasonCode.CUSTOMER_HELD, held, day_number("customer_held_from"), _NO_FIGURE),
        _waits(ReasonCode.DUPLICATE_DOUBTFUL, doubt == DUPLICATE),
        _waits(ReasonCode.AMOUNT_DOUBTFUL, doubt == DISAGREEING),
        _waits(ReasonCode.DATES_DOUBTFUL, doubt.is_not_null()),
        _waits(ReasonCode.ACCOUNT_DOUBTFUL, pl.col("customer_doubt").is_not_null()),
    ]


def _rules_of_doubt(scenario: Scenario, provisional: Collection[str]) -> list[_Rule]:
    """The step is known, its day is not: something a person must confirm."""
    step = pl.col("next_step")
    strict = ~of_step(scenario, "courtesy", step)
    if scenario.asks_people:  # nothing is claimed by what is not sent
        strict &= ~of_step(scenario, "by_person", step)
    unsure_rate = ~pl.col("consumer") & pl.col("regime").is_in(list(provisional))
    minimum = of_step(scenario, "minimum_cents", step)
    disputed = pl.col("disputed_cents")

    return [
        _waits(ReasonCode.DUE_DATE_ASSUMED, strict & pl.col("due_assumed"), day_number("due_on")),
        _waits(ReasonCode.REGIME_ASSUMED, strict & pl.col("regime_assumed")),
        _waits(ReasonCode.RATE_PROVISIONAL, strict & unsure_rate),
        _waits(ReasonCode.DISPUTED, of_step(scenario, "formal", step) & (disputed > 0), figure=disputed),
        _waits(ReasonCode.BELOW_MINIMUM, pl.col("claim_cents") < minimum, figure=minimum),
    ]


def _rules_of_days(
    scenario: Scenario, calendar: OpenDays, on: int, *, held: bool, branched: bool
) -> list[_Rule]:
    """The step has its day: it waits for it, or is ready."""
    step, next_day, gap_until = pl.col("next_step"), pl.col("next_day"), pl.col("gap_until_day")
    waits, today = next_day > on, pl.lit(on, pl.Int32)
    approved = of_step(scenario, "needs_approval", step)
    gap_rules = ~approved & (gap_until > pl.col("step_day"))
    until = pl.max_horizontal(day_number("held_until"), day_number("customer_held_until"))
    gap_days = pl.lit(scenario.min_gap_days, pl.Int64)
    opens = calendar.landed(today)
    preventive = of_step(scenario, "preventive", step)
    moved = waits & (next_day > pl.col("unheld_day"))
    own_until = day_number("held_until") == until
    soft_until = day_number("soft_until") if held else _NO_DAY
    running = (pl.col("kind") == "bill") & (day_number("due_on") >= on)
    return [
        _waits(ReasonCode.BILL_RUNNING, running, day_number("due_on"), step),
        _Rule(ReasonCode.NOT_DUE, waits & preventive, day_number("due_on"), step),
        *([_Rule(ReasonCode.DIFFICULTY, waits & pl.col("softened"), soft_until, step)] if held else []),
        *([_Rule(ReasonCode.PROMISED, moved & pl.col("promised") & own_until, until, step)] if held else []),
        *([_Rule(ReasonCode.DEBITED, moved & pl.col("debited") & own_until, until, step)] if held else []),
        _Rule(ReasonCode.HELD_UNTIL, moved, until, step),
        _Rule(ReasonCode.GAP, waits & gap_rules, gap_until, gap_days),
        *([_paused(waits, step)] if branched else []),
        _Rule(ReasonCode.WAITS_FOR_STEP, waits, pl.col("step_day"), step),
        _Rule(ReasonCode.CLOSED_DAY, opens > today, opens, step),
        *([_by_person(scenario, step, next_day)] if scenario.asks_people else []),
        _Rule(ReasonCode.NEEDS_APPROVAL, approved, next_day, step),
        _Rule(ReasonCode.PROPOSED, pl.lit(value=True), next_day, step),
    ]


def _paused(waits: pl.Expr, step: pl.Expr) -> _Rule:
    """The pause that a branch asks is what the step waits for."""
    until = pl.col("branch_until_day")
    return _Rule(ReasonCode.BRANCH_PAUSED, waits & (until >= pl.col("step_day")), until, step)


def _by_person(scenario: Scenario, step: pl.Expr, next_day: pl.Expr) -> _Rule:
    return _Rule(ReasonCode.PERSON_STEP, of_step(scenario, "by_person", step), next_day, step)


def _first(rules: list[_Rule], values: list[pl.Expr]) -> pl.Expr:
    """The value of the first rule that holds; the last rule always does."""
    return pl.coalesce(
        *(pl.when(rule.when).then(value) for rule, value in zip(rules[:-1], values[:-1], strict=True)),
        values[-1],
    )


def _by_rule(values: list[pl.Expr], nothing: pl.Expr) -> pl.Expr:
    """The value that goes with the row's rule, already found; rules without a value give null."""
    found = nothing
    for value in {id(value): value for value in values if value is not nothing}.values():
        same = [one is value for one in values]  # rules that tell the same thing are asked about at once
        found = pl.when(_among(same)).then(value).otherwise(found)
    return found


def _among(marks: list[bool]) -> pl.Expr:
    numbers = [n for n, mark in enumerate(marks) if mark]
    return pl.col("rule") == numbers[0] if len(numbers) == 1 else pl.col("rule").is_in(numbers)
