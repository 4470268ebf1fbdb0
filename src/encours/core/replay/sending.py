"""The messages of a replayed day before the one gate: which leave, which wait, and why."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date, datetime, time, timedelta
from typing import Any, Final

import polars as pl

from encours.core.day import Plan
from encours.core.freshness import Freshness
from encours.core.gate import Addressee, Conditions, Item, Line, Message, Outcome, ask
from encours.core.reasons import Reason, ReasonCode
from encours.core.replay.book import MOVED, SENT, Sent
from encours.core.scenario import Scenario
from encours.core.scenario.ladder import CHANNELS

_AT: Final = time(11)  # an hour at which the law lets everybody be written to
HELD: Final[dict[str, Any]] = {
    "customer_id": pl.Int64,
    "on": pl.Date,
    "step_code": pl.String,
    "reason": pl.String,
}
"""A message that the gate kept back that day, and the code of its reason."""

_LEAVES = (Outcome.GO, Outcome.RENDER)
_NOBODY: Final = str(ReasonCode.NO_ADDRESS)


@dataclass(frozen=True, slots=True)
class House:
    """How the house stands through a replay; `shadow`: its messages are rendered, and count as delivered.

    Each way is taken as open and the data as fresh: what a breakdown stopped on a past day says nothing of a scenario.
    """

    currency: str
    shadow: bool

    def conditions(self, provisional: frozenset[str]) -> Conditions:
        """What the gate is told of it."""
        return Conditions(
            freshness=Freshness(fresh=True, reason=Reason(ReasonCode.FRESH)),
            channels=frozenset(CHANNELS),
            shadow=self.shadow,
            provisional=provisional,
            currency=self.currency,
        )


def through_gate(
    plan: Plan,
    items: pl.DataFrame,
    customers: pl.DataFrame,
    before: pl.DataFrame,
    scenario: Scenario,
    conditions: Conditions,
    *,
    on: date,
) -> tuple[Sent, pl.DataFrame]:
    """Ask the gate about each proposal of a day, in their order; returns what leaves, and what it keeps (`HELD`).

    `before` (shape `SENT`): of the messages already sent, those dated by that day count. What needs a person's
    agreement has it the same day.
    """
    # In shadow the gate lets by what has no recipient, and the channel finds nobody: it need not be asked.
    nobody = plan.proposals.filter("lacks_recipient").select("customer_id", "step_code")
    proposed = plan.proposals.filter(~pl.col("lacks_recipient"))
    whom = proposed.select("customer_id").unique()
    now = _items(items.join(whom, on="customer_id", how="semi"))
    addressees = _addressees(customers.join(whom, on="customer_id", how="semi"), before, scenario, on=on)
    lines = _lines(plan.proposal_items.join(whom, on="customer_id", how="semi"))
    sent: list[tuple[Any, ...]] = []
    held = [(customer, on, step, _NOBODY) for customer, step in nobody.iter_rows()]
    for row in proposed.iter_rows(named=True):
        customer, step = row["customer_id"], row["step_code"]
        message, whose = _message(row, lines[customer, step]), addressees[customer]
        at = datetime.combine(on, _AT)
        verdict = ask(message, whose, now[customer], scenario, at=at, conditions=conditions)
        if verdict.outcome not in _LEAVES:
            held.append((customer, on, step, str(verdict.reason.code)))
            continue
        sent.append((customer, on, step, row["channel"], row["total_cents"]))
        recent = (*whose.recent_messages_on, on)
        addressees[customer] = replace(whose, last_message_on=on, recent_messages_on=recent)
    messages = pl.DataFrame(sent, schema=SENT, orient="row")
    return Sent(messages, _moved(plan, messages, on=on)), pl.DataFrame(held, schema=HELD, orient="row")


def _moved(plan: Plan, messages: pl.DataFrame, *, on: date) -> pl.DataFrame:
    return (
        plan.proposal_items.filter(pl.col("position").is_not_null())
        .join(messages, on=["customer_id", "step_code"], how="semi")
        .with_columns(pl.lit(on).alias("on"))
        .select(*MOVED)
    )


def _message(row: Mapping[str, Any], lines: Sequence[Line]) -> Message:
    """The proposal as it would stand before the gate, agreed to and complete."""
    return Message(
        step_code=row["step_code"],
        channel=row["channel"],
        state="approved" if row["needs_approval"] else "proposed",
        currency=row["currency"],
        total_cents=row["total_cents"],
        lines=tuple(lines),
        needs_approval=row["needs_approval"],
        approved=True,
        has_recipient=not row["lacks_recipient"],
    )


def _items(rows: pl.DataFrame) -> dict[int, list[Item]]:
    """The items of each customer, as the gate looks at them; what a book does not keep is as usual."""
    told = rows.with_columns(number=pl.lit(""))
    names = [one.name for one in fields(Item) if one.name in told.columns]
    found: dict[int, list[Item]] = defaultdict(list)
    for customer, *values in told.select("customer_id", *names).iter_rows():
        found[customer].append(Item(**dict(zip(names, values, strict=True))))
    return found


def _lines(rows: pl.DataFrame) -> dict[tuple[int, str], list[Line]]:
    found: dict[tuple[int, str], list[Line]] = defaultdict(list)
    for row in rows.iter_rows(named=True):
        found[row["customer_id"], row["step_code"]].append(
            Line(
                receivable_id=row["receivable_id"],
                role=row["role"],
                open_cents=row["open_cents"],
                position=row["position"],
                courtesy_only=row["courtesy_only"],
            )
        )
    return found


def _addressees(
    customers: pl.DataFrame, before: pl.DataFrame, scenario: Scenario, *, on: date
) -> dict[int, Addressee]:
    since = on - timedelta(days=scenario.cap_days)
    recent: dict[int, list[date]] = defaultdict(list)
    told = before.filter(pl.col("on") > since, pl.col("on") <= on)
    for customer, day in told.select("customer_id", "on").iter_rows():
        recent[customer].append(day)
    return {
        row["customer_id"]: Addressee.from_row(
            row,
            recent_messages_on=tuple(recent.get(row["customer_id"], ())),
            opted_out=frozenset({"email"} if row["refuses_email"] else ()),
        )
        for row in customers.iter_rows(named=True)
    }
