"""Stopped since paid: what still was to leave for a debt that is paid, cancelled at once, and how long that took.

The one gate is asked again about every message that waits and whose customer moved; questions about a settled invoice
and calls to make again where nothing is overdue close too, and letters laid in the outbox that are no longer true are
recalled before they are posted. What to stop is read from how things stand, not from what an act just did: what a
power cut left between the application and the stop is stopped the next time.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import polars as pl

from encours.acts.deciding_once import MovedError, decide_then_write, found
from encours.acts.letters.aside import put_aside
from encours.acts.letters.recalling import looked_at, paid, recalled_for, still_laid, write_recalls
from encours.acts.send.looking import freshness
from encours.acts.stopping import STOPS, with_causes, write_stops
from encours.core.gate import Addressee, Conditions, Item, Line, Message, paid_for, untrue_since
from encours.core.interest_rates import provisional_regimes
from encours.core.reasons import Reason, ReasonCode
from encours.core.scenario import Scenario, from_dict
from encours.records.cases.models import Call
from encours.records.frames import bulk, stopping
from encours.records.frames.customers import customer_facts
from encours.records.frames.items import open_items
from encours.records.frames.ladders import scenarios_but
from encours.records.frames.shapes import Kinds
from encours.records.history.writing import Record, recording
from encours.records.messages.models import Message as Queued
from encours.records.parties.models import Creditor
from encours.records.policies.reading import interest_rules, latest_version
from encours.records.work.models import Task

_WAITING = ("proposed", "approved")
_REFUSED: Kinds = {
    "message_id": pl.Int64,
    "version": pl.Int64,
    "customer_id": pl.Int64,
    "kind": pl.String,
    "reason": pl.String,
    "facts": pl.String,
    "named_id": pl.Int64,
    "items": pl.List(pl.Int64),
}


@dataclass(frozen=True, slots=True)
class Decided:
    """What to stop, each with what paid it: messages (with their facts and version), tasks, calls; letters untrue."""

    messages: pl.DataFrame
    tasks: pl.DataFrame
    calls: pl.DataFrame
    letters: pl.DataFrame
    true_letters: pl.DataFrame  # those looked at that may be posted

    @property
    def nothing(self) -> bool:
        """Whether nothing is to stop."""
        return all(frame.is_empty() for frame in (self.messages, self.tasks, self.calls, self.letters))


def stop_paid(
    creditor_id: int,
    *,
    author: str,
    clock: Callable[[], datetime],
    outbox: Path,
    customers: Sequence[int] | None = None,
) -> dict[str, int]:
    """Cancel what waits for what is paid, of all customers or of a few; return how many of each were stopped.

    `clock` is read when the writing begins: it is until then that what waited could still have left. A message that a
    worker holds is left to the gate, which its sending asks. The files of letters recalled are moved aside within the
    folder `outbox` once that is written; so are those that an earlier call could not move.

    Raises
        RuleError: other acts kept moving the same facts; nothing was written.
    """
    counts = _stopped(creditor_id, author=author, clock=clock, customers=customers)
    put_aside(creditor_id, outbox)
    return counts


def _stopped(
    creditor_id: int, *, author: str, clock: Callable[[], datetime], customers: Sequence[int] | None
) -> dict[str, int]:
    on = _day(creditor_id, clock())
    if not _anything(creditor_id, on, customers):
        return _counts()

    looked: list[pl.DataFrame] = []

    def decide() -> Decided | None:
        decided = _decide(creditor_id, on, customers)
        looked[:] = [decided.true_letters]
        return None if decided.nothing else decided

    told: Mapping[str, Any] = {"act": "stop_paid", "author": author, "cause": "paid"}
    counts = None
    if customers is None:
        counts = decide_then_write(creditor_id, decide, _write, at=clock, **told)
    else:
        with suppress(MovedError), recording(creditor_id, **told, at=clock()) as record:
            counts = _write(record, found(decide()))
    for letters in looked:
        looked_at(letters)
    return counts or _counts()


def _counts(messages: int = 0, tasks: int = 0, calls: int = 0, letters: int = 0) -> dict[str, int]:
    return {"messages": messages, "tasks": tasks, "calls": calls, "letters": letters}


def _day(creditor_id: int, at: datetime) -> date:
    zone = Creditor.objects.values_list("time_zone", flat=True).get(pk=creditor_id)
    return at.astimezone(ZoneInfo(zone)).date()


def _anything(creditor_id: int, on: date, customers: Sequence[int] | None) -> bool:
    """Whether there is anything to look at; most of the time there is not, and nothing more is read."""
    return not (
        stopping.queued(creditor_id, customers).is_empty()
        and stopping.tasks_settled(creditor_id, customers).is_empty()
        and stopping.calls_settled(creditor_id, on, customers).is_empty()
        and stopping.laid(creditor_id, on, customers).is_empty()
    )


def _decide(creditor_id: int, on: date, customers: Sequence[int] | None) -> Decided:
    queued = stopping.queued(creditor_id, customers)
    days = {max(on, day) for day in queued["planned_on"].unique()}
    planned = pl.max_horizontal("planned_on", pl.lit(on))
    refused = [
        row
        for day in sorted(days)
        for row in _refused(creditor_id, queued.filter(planned == day), day, paid_for)
    ]
    messages = with_causes(creditor_id, pl.DataFrame(refused, schema=_REFUSED, orient="row"))
    laid = stopping.laid(creditor_id, on, customers)
    untrue = [] if laid.is_empty() else [*_refused(creditor_id, laid, on, untrue_since)]
    return Decided(
        messages,
        _tasks(creditor_id, stopping.tasks_settled(creditor_id, customers)),
        _calls(creditor_id, stopping.calls_settled(creditor_id, on, customers), on),
        letters := recalled_for(creditor_id, pl.DataFrame(untrue, schema=_REFUSED, orient="row")),
        laid.filter(~pl.col("id").is_in(letters["message_id"].implode())),
    )


def _refused(
    creditor_id: int, queued: pl.DataFrame, on: date, ask: Callable[..., Reason | None]
) -> Iterator[tuple[Any, ...]]:
    """The messages that the gate refuses on that day for what it is asked here (`_REFUSED`)."""
    creditor = Creditor.objects.get(pk=creditor_id)
    customers = queued["customer_id"].unique().to_list()
    lines = stopping.lines_of(creditor_id, queued["id"])
    told = _lines(lines)
    items = _items(creditor, lines, customers, on)
    people = customer_facts(creditor_id, on=on, shadow=creditor.shadow, customers=customers)
    addressees = {row["customer_id"]: Addressee.from_row(row) for row in people.iter_rows(named=True)}
    ladder = _ladders(creditor_id, customers)
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
            yield key, row["version"], customer, row["channel"], str(reason.code), kept, named, claimed


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
    creditor: Creditor, lines: pl.DataFrame, customers: Sequence[int], on: date
) -> dict[int, list[Item]]:
    """The open items that the gate looks at: those named, and what lowers a total."""
    rows = open_items(creditor.pk, on=on, shadow=creditor.shadow, customers=customers)
    wanted = pl.col("receivable_id").is_in(lines["receivable_id"].unique().implode())
    lowers = (pl.col("open_cents") < 0) | (pl.col("kind") == "returned")
    by_customer: dict[int, list[Item]] = {}
    for row in rows.filter(wanted | lowers).iter_rows(named=True):
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


def _tasks(creditor_id: int, settled: pl.DataFrame) -> pl.DataFrame:
    """Questions about an invoice that was paid since they were put."""
    if settled.is_empty():
        return _nothing()
    paid = stopping.paid_last(creditor_id, items=settled["receivable_id"].unique().to_list())
    told = settled.join(paid.drop("customer_id"), on="receivable_id", suffix="_paid")
    since = told.filter(pl.col("recorded_at_paid") > pl.col("recorded_at"))
    return since.with_columns(kind=pl.lit("task"), task_id="id", reason=pl.lit(str(ReasonCode.PAID)))


def _calls(creditor_id: int, settled: pl.DataFrame, on: date) -> pl.DataFrame:
    """Calls to make again to whom has paid something overdue since the last one."""
    if settled.is_empty():
        return _nothing()
    last = stopping.paid_last(creditor_id, customers=settled["customer_id"].unique().to_list())
    paid = stopping.by_instalment_paid(creditor_id, last)
    overdue = paid.filter(pl.col("due_on") < on).sort("recorded_at", "paid_id")
    latest = overdue.unique("customer_id", keep="last", maintain_order=True)
    told = settled.join(latest, on="customer_id", suffix="_paid")
    since = told.filter(pl.col("recorded_at_paid") > pl.col("recorded_at"))
    return since.with_columns(kind=pl.lit("call"), call_id="id", reason=pl.lit(str(ReasonCode.PAID)))


def _nothing() -> pl.DataFrame:
    return pl.DataFrame(schema={**STOPS, "id": pl.Int64, "version": pl.Int64})


def _write(record: Record, decided: Decided) -> dict[str, int]:
    """Cancel, and tell what was cancelled; a message that a worker took meanwhile is the gate's."""
    rows = Queued.objects.filter(creditor=record.creditor, state__in=_WAITING).select_for_update()
    still = pl.Series("message_id", list(rows.values_list("pk", flat=True)), dtype=pl.Int64)
    messages = decided.messages.filter(pl.col("message_id").is_in(still.implode()))
    letters = still_laid(decided.letters)
    if Decided(messages, decided.tasks, decided.calls, letters, decided.true_letters).nothing:
        raise MovedError
    bulk.update(
        Queued,
        messages.select(
            pl.col("message_id").alias("id"),
            pl.lit("stopped").alias("state"),
            pl.col("reason").alias("held_reason"),
            pl.col("facts").alias("held_facts"),
            pl.col("version") + 1,
        ),
    )
    tasks = decided.tasks.select("id", pl.lit(record.at).alias("done_at"), pl.col("version") + 1)
    bulk.update(Task, tasks)
    bulk.update(Call, decided.calls.select("id", pl.lit(value=False).alias("waiting")))
    kept = [frame.select(name for name in STOPS if name in frame.columns) for frame in
            (messages, decided.tasks, decided.calls, paid(letters)) if not frame.is_empty()]  # fmt: skip
    if kept:
        write_stops(record, pl.concat(kept, how="diagonal"))
    write_recalls(record, letters, on=_day(record.creditor.pk, record.at))
    counts = _counts(len(messages), len(decided.tasks), len(decided.calls), len(letters))
    record.tell(counts=counts)
    return counts
