"""Small portfolios for tests of the day: rows with sound defaults, and a walk through the calendar."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Any

import polars as pl

from encours.core.day import Plan, plan_day
from encours.core.frames import CustomerFacts, OpenItem
from encours.core.scenario import DEFAULT_SCENARIO, Scenario

Row = dict[str, Any]


def item(receivable_id: int, *, due_on: date | None, customer_id: int = 1, **facts: Any) -> Row:
    """An open item of 1 000,00 EUR, nothing delivered, nothing in its way."""
    row: Row = {
        "receivable_id": receivable_id,
        "creditor_id": 1,
        "customer_id": customer_id,
        "kind": "invoice",
        "number": f"F{receivable_id}",
        "issued_on": (due_on or date(2026, 1, 1)) - timedelta(days=30),
        "due_on": due_on,
        "due_assumed": False,
        "amount_cents": facts.get("open_cents", 100_000),
        "open_cents": 100_000,
        "currency": "EUR",
        "disputed_cents": 0,
        "not_due_cents": 0,
        "gone": False,
        "held_from": None,
        "held_until": None,
        "held_days": 0,
        "held_days_since_delivered": 0,
        "hold_reason": None,
        "promised": None,
        "debited": None,
        "doubt": None,
        "delivered_position": 0,
        "delivered_on": None,
    }
    return row | facts


def customer(customer_id: int = 1, **facts: Any) -> Row:
    """A company with an e-mail and a postal address, to which nothing was ever sent."""
    row: Row = {
        "customer_id": customer_id,
        "creditor_id": 1,
        "regime": "b2b",
        "regime_assumed": False,
        "language": "fr",
        "has_email": True,
        "has_address": True,
        "refuses_email": False,
        "email_lost": None,
        "unapplied_cents": 0,
        "other_cash": None,
        "held_from": None,
        "held_until": None,
        "hold_reason": None,
        "doubt": None,
        "recipient_doubt": None,
        "hold_kind": None,
        "soft_until": None,
        "no_courtesy": None,
        "region": None,
        "last_message_on": None,
        "wanted_channel": None,
        "wanted_because": None,
        "facts_version": 1,
    }
    return row | facts


def items_frame(rows: Sequence[Row]) -> pl.DataFrame:
    """Rows as OpenItem, checked."""
    return OpenItem.validate(pl.DataFrame(list(rows), schema=OpenItem.create_empty().schema))


def customers_frame(rows: Sequence[Row]) -> pl.DataFrame:
    """Rows as CustomerFacts, checked."""
    return CustomerFacts.validate(pl.DataFrame(list(rows), schema=CustomerFacts.create_empty().schema))


def plan(
    items: Sequence[Row],
    customers: Sequence[Row],
    on: date,
    scenario: Scenario = DEFAULT_SCENARIO,
    **options: Any,
) -> Plan:
    """The plan of one day."""
    return plan_day(items_frame(items), customers_frame(customers), scenario, on=on, **options)


def position(decided: Plan, receivable_id: int) -> Row:
    """The one position of that item."""
    (row,) = decided.positions.filter(pl.col("receivable_id") == receivable_id).to_dicts()
    return row


def deliver(items: Sequence[Row], customers: Sequence[Row], decided: Plan, on: date) -> list[Row]:
    """Record every proposal that has a recipient as delivered `on`, and return those proposals."""
    sent = decided.proposals.filter(~pl.col("lacks_recipient"))
    lines = decided.proposal_items.join(sent, on=["customer_id", "step_code"], how="semi")
    moved = dict(lines.drop_nulls("position").select("receivable_id", "position").iter_rows())
    for row in items:
        if row["receivable_id"] in moved:
            row["delivered_position"], row["delivered_on"] = moved[row["receivable_id"]], on
            row["held_days_since_delivered"] = 0
    told = set(sent["customer_id"])
    for row in customers:
        if row["customer_id"] in told:
            row["last_message_on"] = on
            row["facts_version"] += 1
    return sent.to_dicts()


def walk(
    items: Sequence[Row],
    customers: Sequence[Row],
    *,
    start: date,
    days: int,
    scenario: Scenario = DEFAULT_SCENARIO,
) -> Iterator[tuple[date, Plan, list[Row]]]:
    """Live `days` days, delivering every day what is proposed: the day, its plan, what was sent."""
    for on in (start + timedelta(days=n) for n in range(days)):
        decided = plan(items, customers, on, scenario)
        yield on, decided, deliver(items, customers, decided, on)


def sent_steps(items: Sequence[Row], customers: Sequence[Row], **walking: Any) -> list[tuple[date, str]]:
    """The day and the step of every message of a walk."""
    return [(on, row["step_code"]) for on, _, sent in walk(items, customers, **walking) for row in sent]
