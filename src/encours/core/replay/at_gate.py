"""The messages of a replayed day that the one gate is asked about, one after the other."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date, datetime, time, timedelta
from typing import Any, Final

import polars as pl

from encours.core.day import Plan
from encours.core.day.branches import for_gate
from encours.core.gate import Addressee, Conditions, Item, Line, Message, Outcome, ask
from encours.core.reasons import ReasonCode
from encours.core.replay.book import Sent
from encours.core.replay.surely import MESSAGE
from encours.core.scenario import Scenario

AT: Final = time(11)
"""An hour at which the law lets everybody be written to."""
_LEAVES = (Outcome.GO, Outcome.RENDER)
_FULL: Final = str(ReasonCode.DAILY_MOST)
_BATCH: Final = 100
"""How many messages a worker takes at a time."""


@dataclass(frozen=True, slots=True)
class Round:
    """A day decided, before the gate: `sent` is what had left by then and not come back, `heads` as `heads_known`.

    `events` (StepEvent) is None where the scenario looks at none; `agreements` are those of a book.
    """

    plan: Plan
    items: pl.DataFrame
    customers: pl.DataFrame
    sent: Sent
    heads: pl.DataFrame | None
    events: pl.DataFrame | None
    agreements: pl.DataFrame


class Gate:
    """The messages of a day before the gate, one after the other: each sees those that left before it."""

    def __init__(
        self, day: Round, asked: pl.DataFrame, scenario: Scenario, conditions: Conditions, on: date
    ) -> None:
        """`asked`: the proposals to be put before it; `surely` names others, that leave unasked in their turn."""
        plan, self.scenario, self.conditions, self.on = day.plan, scenario, conditions, on
        self.at = datetime.combine(on, AT)
        whom = asked.select("customer_id").unique()
        items = for_gate(day.items.join(whom, on="customer_id", how="semi"), day.events, scenario, on=on)
        self.items = _items(items)
        whose = day.customers.join(whom, on="customer_id", how="semi")
        self.addressees = _addressees(whose, day.sent.messages, scenario, on=on)
        self.lines = _lines(plan.proposal_items.join(whom, on="customer_id", how="semi"))
        self.several = set(plan.proposals.filter(pl.col("customer_id").is_duplicated())["customer_id"])
        self.heads = _heads(day.heads)
        self.unagreed = set(unagreed(day.agreements, on=on).iter_rows())
        self.surely = set[tuple[int, str]]()
        self.left: list[tuple[Any, ...]] = []
        self.held: list[tuple[Any, ...]] = []

    def ask(self, row: Mapping[str, Any]) -> bool:
        """Whether a proposal leaves."""
        customer, step, on = row["customer_id"], row["step_code"], self.on
        if (customer, step) in self.surely:
            self.left.append((customer, on, step, row["channel"], row["total_cents"], None, False))
            return True
        head, whose = self._head(row), self.addressees[customer]
        message = _message(row, self.lines[customer, step], agreed=(customer, step) not in self.unagreed)
        verdict = ask(
            message,
            whose if head is None else _at_head(whose, head),
            self.items[customer],
            self.scenario,
            at=self.at,
            conditions=self.conditions,
        )
        if verdict.outcome not in _LEAVES:
            self.held.append((customer, on, step, str(verdict.reason.code)))
            return False
        address = head.address if head else None
        self.left.append(
            (customer, on, step, row["channel"], row["total_cents"], address, address is not None)
        )
        if customer in self.several:
            recent = (*whose.recent_messages_on, on)
            self.addressees[customer] = replace(whose, last_message_on=on, recent_messages_on=recent)
        return True

    def ask_in_turn(self, rows: Sequence[Mapping[str, Any]], room: int) -> None:
        """As a worker does: so many at a time, with each what is due of its group, while there is room."""
        waiting, written = list(rows), set[int]()
        while waiting and room > 0:
            size = min(_BATCH, room)
            batch, waiting = waiting[:size], waiting[size:]
            groups = {head.address for row in batch if (head := self._head(row))} - written
            written |= groups
            beside = [row for row in waiting if (head := self._head(row)) and head.address in groups]
            beside = beside[: room - len(batch)]
            taken = {(row["customer_id"], row["step_code"]) for row in beside}
            waiting = [row for row in waiting if (row["customer_id"], row["step_code"]) not in taken]
            room -= sum([self.ask(row) for row in (*batch, *beside)])
        self.held.extend((row["customer_id"], self.on, row["step_code"], _FULL) for row in waiting)

    def _head(self, row: Mapping[str, Any]) -> _Head | None:
        """The head that a message goes to: an e-mail of courtesy to a member."""
        head = self.heads.get(row["customer_id"])
        if head is None or row["channel"] != "email":
            return None
        step = self.scenario.by_code(row["step_code"])
        return head if step is not None and step.courtesy else None


@dataclass(frozen=True, slots=True)
class _Head:
    address: int
    told_on: tuple[date, ...]


def _heads(heads: pl.DataFrame | None) -> dict[int, _Head]:
    if heads is None:
        return {}
    rows = heads.select("customer_id", "address", "told_on").iter_rows()
    return {customer: _Head(address, tuple(told or ())) for customer, address, told in rows}


def _at_head(whose: Addressee, head: _Head) -> Addressee:
    """The customer as the gate looks at it where its head is written to: by the rhythm of who reads it there."""
    return replace(
        whose,
        last_message_on=max((one for one in (whose.last_message_on, *head.told_on) if one), default=None),
        recent_messages_on=tuple(sorted({*whose.recent_messages_on, *head.told_on})),
        recipient_doubt=None,
    )


def unagreed(agreements: pl.DataFrame, *, on: date) -> pl.DataFrame:
    """The messages that a person really had before it that day, and had not agreed to yet."""
    agreed = pl.col("agreed_on")
    return agreements.filter(pl.col("from_on") <= on, agreed.is_null() | (agreed > on)).select(MESSAGE)


def _message(row: Mapping[str, Any], lines: Sequence[Line], *, agreed: bool) -> Message:
    """The proposal as it would stand before the gate, complete."""
    asks = row["needs_approval"] or not agreed
    return Message(
        step_code=row["step_code"],
        channel=row["channel"],
        state="approved" if asks and agreed else "proposed",
        currency=row["currency"],
        total_cents=row["total_cents"],
        lines=tuple(lines),
        needs_approval=asks,
        approved=agreed,
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
