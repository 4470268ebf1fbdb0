"""Why: the whole chain of reasons of one item on one day, computed from the facts, never remembered.

The links come in the order in which a person would ask: where does it stand, what was sent, what
comes next and when, what of the other steps, what stops it, may interest be claimed, would the
message leave.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

import polars as pl

from encours.core.day import plan_day
from encours.core.day.branches import in_force
from encours.core.day.channels import with_channel
from encours.core.day.heads import with_mark
from encours.core.freshness import Freshness
from encours.core.gate import Verdict
from encours.core.reasons import OF_HOLDS, Reason, ReasonCode, jsonable, of_position
from encours.core.scenario import Scenario, Step

_Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class InterestFacts:
    """What `core.interest` says of the item that day; asked by the caller, who has its payments."""

    interest_cents: int
    indemnity_cents: int
    provisional: bool


def explain(
    receivable_id: int,
    items: pl.DataFrame,
    customers: pl.DataFrame,
    scenario: Scenario,
    *,
    on: date,
    currency: str = "EUR",
    provisional: Collection[str] = (),
    interest: InterestFacts | None = None,
    freshness: Freshness | None = None,
    verdict: Verdict | None = None,
    heads: pl.DataFrame | None = None,
    events: pl.DataFrame | None = None,
) -> list[Reason]:
    """Every reason about one item on the day `on`, in order.

    `items` (OpenItem) are all open items of its customer, for credits pay the oldest debt first and
    a message speaks of all; `customers` (CustomerFacts) its row. Interest, freshness and the gate's
    verdict on its message are told when given; `heads` and `events` are for `plan_day`. An item that is not there
    gives one reason.
    """
    row = _row(items, receivable_id)
    if row is None:
        return [Reason(ReasonCode.UNKNOWN_ITEM, {"receivable_id": receivable_id})]
    mine = items.filter(pl.col("customer_id") == row["customer_id"])
    about = customers.filter(pl.col("customer_id") == row["customer_id"])
    seen: dict[str, Any] = {"heads": heads, "events": events}
    plan = plan_day(mine, about, scenario, on=on, currency=currency, provisional=provisional, **seen)
    position = _row(plan.positions, receivable_id) or {}
    customer = about.row(0, named=True)
    chain = [
        *_standing(row, on),
        *_delivered(row, scenario),
        *_branches(mine, events, scenario, receivable_id, on),
        *_steps(row, position, scenario, with_mark(about, heads)),
        *_decision(row, customer, position),
        *_stops(row, customer, scenario, position["reason"], on),
        *_interest(row, customer, interest, provisional),
    ]
    chain += [freshness.reason] if freshness else []
    chain += [verdict.reason] if verdict else []
    return [Reason(one.code, jsonable(one.facts)) for one in chain]


def _standing(row: _Row, on: date) -> Iterator[Reason]:
    yield Reason(
        ReasonCode.OPEN_AMOUNT,
        {
            "invoice": row["number"],
            "open_cents": row["open_cents"],
            "amount_cents": row["amount_cents"],
            "currency": row["currency"],
        },
    )
    due_on = row["due_on"]
    if due_on is None:
        return
    days = (on - due_on).days
    code = ReasonCode.OVERDUE_BY if days > 0 else ReasonCode.DUE_IN if days < 0 else ReasonCode.DUE_TODAY
    yield Reason(code, {"due_on": due_on, "days": abs(days), "assumed": row["due_assumed"]})


def _delivered(row: _Row, scenario: Scenario) -> Iterator[Reason]:
    if row["delivered_position"] == 0:
        yield Reason(ReasonCode.NOTHING_DELIVERED)
        return
    step = scenario.step(row["delivered_position"])
    code = step.code if step else None
    yield Reason(
        ReasonCode.STEP_DELIVERED,
        {"position": row["delivered_position"], "step": code, "delivered_on": row["delivered_on"]},
    )


def _branches(
    items: pl.DataFrame, events: pl.DataFrame | None, scenario: Scenario, receivable_id: int, on: date
) -> Iterator[Reason]:
    """What happened since its last step, and what the scenario says of it."""
    if events is None:
        return
    mine = items.filter(pl.col("receivable_id") == receivable_id)
    for one in in_force(mine, events, scenario, on=on).iter_rows(named=True):
        step = scenario.step(one["position"])
        facts = {"event": one["event"], "event_on": one["event_on"], "then": one["then"]}
        facts["after_days"] = one["days"]
        yield Reason(ReasonCode.BRANCH_TAKEN, {**facts, "step": step.code if step else None})


def _steps(row: _Row, position: _Row, scenario: Scenario, about: pl.DataFrame) -> Iterator[Reason]:
    """What of each step not delivered: spent, spared, next and by which channel, or waiting for the one before it."""
    next_step = position["next_step"]
    if next_step is None:
        return
    for step in scenario.steps[row["delivered_position"] :]:
        if step.courtesy and about["no_courtesy"].any():
            yield Reason(ReasonCode.STEP_SPARED, {"position": step.position, "step": step.code})
            continue
        sent = step.position == next_step and not step.by_person
        way = _way(about, next_step, scenario) if sent else {}
        yield _of_step(step, next_step, position["next_on"], scenario, way)
        if way.get("channel_because"):
            yield Reason(ReasonCode.CHANNEL_INSTEAD, {**way, "instead_of": step.channel})
        if sent and step.offers:
            yield Reason(ReasonCode.STEP_OFFERS, {"position": step.position, "step": step.code})


def _way(about: pl.DataFrame, next_step: int, scenario: Scenario) -> dict[str, Any]:
    """By which channel the next step reaches the customer, and why by another than its own."""
    asked = about.lazy().with_columns(position=pl.lit(next_step)).pipe(with_channel, scenario)
    return asked.select("channel", "channel_because").collect().row(0, named=True)


def _of_step(
    step: Step, next_step: int, next_on: date | None, scenario: Scenario, way: dict[str, Any]
) -> Reason:
    facts: dict[str, Any] = {"position": step.position, "step": step.code}
    if step.position < next_step:
        return Reason(ReasonCode.STEP_SPENT, facts)
    if step.position > next_step:
        before = scenario.steps[step.position - 2].code
        return Reason(ReasonCode.STEP_LATER, {**facts, "after": before, "gap_days": step.gap_days})
    if next_on is None:
        return Reason(ReasonCode.STEP_WAITS, facts)
    if step.by_person:
        return Reason(ReasonCode.STEP_BY_PERSON, {**facts, "next_on": next_on})
    return Reason(ReasonCode.STEP_NEXT, {**facts, "next_on": next_on, "channel": way["channel"]})


def _decision(row: _Row, customer: _Row, position: _Row) -> Iterator[Reason]:
    reason = of_position(position["reason"], position["reason_on"], position["reason_figure"])
    facts = {**reason.facts, "currency": row["currency"]}
    if reason.code in {ReasonCode.HELD, ReasonCode.HELD_UNTIL, ReasonCode.PROMISED} and row["hold_reason"]:
        facts["hold_reason"] = row["hold_reason"]
    if reason.code in {ReasonCode.CUSTOMER_HELD, *OF_HOLDS.values()}:
        facts["hold_reason"] = customer["hold_reason"]
    yield Reason(reason.code, facts)


def _stops(row: _Row, customer: _Row, scenario: Scenario, decided: str, on: date) -> Iterator[Reason]:
    """Holds, past holds, a dispute on part, the gap: said even when something else decided."""
    whole = OF_HOLDS.get(customer["hold_kind"] or "", ReasonCode.CUSTOMER_HELD)
    for code, holder in ((ReasonCode.HELD, row), (whole, customer)):
        if holder["held_from"] is not None and holder["held_until"] is None and code != decided:
            yield Reason(code, {"held_from_on": holder["held_from"], "hold_reason": holder["hold_reason"]})
    if (
        customer["soft_until"] is not None
        and customer["soft_until"] >= on
        and decided != ReasonCode.DIFFICULTY
    ):
        yield Reason(ReasonCode.DIFFICULTY, {"soft_until_on": customer["soft_until"]})
    if customer["no_courtesy"] and decided != ReasonCode.COURTESY_REFUSED:
        yield Reason(ReasonCode.COURTESY_REFUSED)
    if row["held_days"]:
        yield Reason(ReasonCode.CLOCK_STOPPED, {"days": row["held_days"]})
    if 0 < row["disputed_cents"] < row["open_cents"]:
        facts = {"disputed_cents": row["disputed_cents"], "currency": row["currency"]}
        yield Reason(ReasonCode.PARTLY_DISPUTED, facts)
    if row["not_due_cents"]:
        facts = {"not_due_cents": row["not_due_cents"], "currency": row["currency"]}
        yield Reason(ReasonCode.PARTLY_DUE, facts)
    last_on = customer["last_message_on"]
    if last_on is not None and decided != ReasonCode.GAP and (on - last_on).days < scenario.min_gap_days:
        until = date.fromordinal(last_on.toordinal() + scenario.min_gap_days)
        yield Reason(ReasonCode.GAP, {"gap_until_on": until, "gap_days": scenario.min_gap_days})


def _interest(
    row: _Row, customer: _Row, interest: InterestFacts | None, provisional: Collection[str]
) -> Iterator[Reason]:
    if customer["regime"] == "consumer":
        yield Reason(ReasonCode.NO_INTEREST_CONSUMER)
    elif row["due_assumed"] or customer["regime_assumed"]:
        yield Reason(ReasonCode.NO_INTEREST_ASSUMED)
    elif interest is not None:
        unsure = interest.provisional or customer["regime"] in provisional
        code = ReasonCode.INTEREST_PROVISIONAL if unsure else ReasonCode.INTEREST_CLAIMED
        yield Reason(
            code,
            {
                "interest_cents": interest.interest_cents,
                "indemnity_cents": interest.indemnity_cents,
                "currency": row["currency"],
            },
        )


def _row(frame: pl.DataFrame, receivable_id: int) -> _Row | None:
    rows = frame.filter(pl.col("receivable_id") == receivable_id).to_dicts()
    return rows[0] if rows else None
