"""The gate asked again about what waits: which messages of customers that moved are no longer so, and why."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, datetime, time
from typing import Any, Final
from zoneinfo import ZoneInfo

import polars as pl

from encours.acts.send.happened import with_what_happened
from encours.acts.send.looking import freshness
from encours.core.gate import Addressee, Conditions, Item, Line, Message, less_owed
from encours.core.interest_rates import provisional_regimes
from encours.core.reasons import Reason
from encours.core.scenario import Scenario, from_dict
from encours.records.frames import stopping
from encours.records.frames.customers import customer_facts
from encours.records.frames.items import open_items
from encours.records.frames.ladders import scenarios_but
from encours.records.frames.shapes import Kinds
from encours.records.parties.models import Creditor
from encours.records.policies.reading import interest_rules, latest_version

REFUSED: Final[Kinds] = {
    "message_id": pl.Int64,
    "version": pl.Int64,
    "customer_id": pl.Int64,
    "kind": pl.String,
    "reason": pl.String,
    "facts": pl.String,
    "less_owed": pl.Boolean,
    "named_id": pl.Int64,
    "items": pl.List(pl.Int64),
}
"""What the gate refuses: the message, its version and channel, the reason with its facts (JSON), the item it names."""


def refused_each_day(
    creditor_id: int, queued: pl.DataFrame, on: date, ask: Callable[..., Reason | None]
) -> pl.DataFrame:
    """What the gate refuses of messages that wait (`REFUSED`), each asked for the day it is planned, or today."""
    planned = pl.max_horizontal("planned_on", pl.lit(on))
    days = sorted({max(on, day) for day in queued["planned_on"].unique()})
    rows = [row for day in days for row in refused(creditor_id, queued.filter(planned == day), day, ask)]
    return pl.DataFrame(rows, schema=REFUSED, orient="row")


def refused(
    creditor_id: int, queued: pl.DataFrame, on: date, ask: Callable[..., Reason | None]
) -> Iterator[tuple[Any, ...]]:
    """The messages (`stopping.QUEUED`) that the gate refuses on that day for what it is asked here (`REFUSED`)."""
    creditor = Creditor.objects.get(pk=creditor_id)
    customers = queued["customer_id"].unique().to_list()
    lines = stopping.lines_of(creditor_id, queued["id"])
    told = _lines(lines)
    ladder = _ladders(creditor_id, customers)
    items = _items(creditor, lines, {customer: ladder(customer) for customer in customers}, on)
    people = customer_facts(creditor_id, on=on, shadow=creditor.shadow, customers=customers)
    addressees = {row["customer_id"]: Addressee.from_row(row) for row in people.iter_rows(named=True)}
    conditions = _conditions(creditor, on)
    at = datetime.combine(on, time.min, tzinfo=ZoneInfo(creditor.time_zone))
    for row in queued.iter_rows(named=True):
        key, customer = row["id"], row["customer_id"]
        reason = ask(
            _message(row, told.get(key, ())),
            addressees[customer],
            items.get(customer, ()),
            ladder(customer),
            at=at,
            conditions=conditions,
        )
        if reason is not None:
            facts = reason.to_json()["facts"]
            named = facts.get("receivable_id")
            claimed = [line.receivable_id for line in told.get(key, ()) if line.role != "credit"]
            kept = json.dumps(facts | {"until": None}, ensure_ascii=False)
            less = less_owed(reason)
            yield key, row["version"], customer, row["channel"], str(reason.code), kept, less, named, claimed


def _message(row: Mapping[str, Any], lines: Sequence[Line]) -> Message:
    return Message(
        step_code=row["step_code"],
        channel=row["channel"],
        state=row["state"],
        currency=row["currency"],
        total_cents=row["total_cents"],
        lines=tuple(lines),
        needs_approval=row["needs_approval"],
        approved=row["approved"],
        has_recipient=True,  # whom it goes to is asked when it leaves
    )


def _lines(lines: pl.DataFrame) -> dict[int, list[Line]]:
    """The lines of each message. What they claim beside the principal is no question of what was paid."""
    by_message: dict[int, list[Line]] = {}
    for message, receivable, role, cents, position, courtesy in lines.iter_rows():
        by_message.setdefault(message, []).append(Line(receivable, role, cents, position, courtesy))
    return by_message


def _items(
    creditor: Creditor, lines: pl.DataFrame, ladders: Mapping[int, Scenario], on: date
) -> dict[int, list[Item]]:
    """The open items that the gate looks at, with what happened since: those named, and what lowers a total."""
    rows = open_items(creditor.pk, on=on, shadow=creditor.shadow, customers=list(ladders))
    wanted = pl.col("receivable_id").is_in(lines["receivable_id"].unique().implode())
    lowers = (pl.col("open_cents") < 0) | (pl.col("kind") == "returned")
    looked_at = with_what_happened(creditor.pk, rows.filter(wanted | lowers), ladders, on=on)
    by_customer: dict[int, list[Item]] = {}
    for row in looked_at.iter_rows(named=True):
        by_customer.setdefault(row["customer_id"], []).append(Item.from_row(row))
    return by_customer


def _ladders(creditor_id: int, customers: Sequence[int]) -> Callable[[int], Scenario]:
    latest = latest_version(creditor_id)
    usual, others = from_dict(latest.content), scenarios_but(creditor_id, customers, latest.pk)
    return lambda customer: others.get(customer, usual)


def _conditions(creditor: Creditor, on: date) -> Conditions:
    provisional = frozenset(provisional_regimes(on=on, rules=interest_rules(creditor)))
    fresh = freshness(creditor, on=on)
    return Conditions(fresh, frozenset(), creditor.shadow, provisional, creditor.currency)
