"""Stopped since paid: what still was to leave for a debt that is paid, cancelled at once, and how long that took.

The one gate is asked again about every message that waits and whose customer moved: what else it would refuse is
marked (`acts.marking`), so that no page calls ready what is not. Questions about a settled invoice and calls to make
again where nothing is overdue close too, and letters laid in the outbox that are no longer true are recalled before
they are posted. What to stop is read from how things stand, not from what an act just did: what a power cut left
between the application and the stop is stopped the next time.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import polars as pl

from encours.acts.asking_again import REFUSED, refused, refused_each_day
from encours.acts.deciding_once import MovedError, decide_then_write, found
from encours.acts.letters.aside import put_aside
from encours.acts.letters.recalling import looked_at, paid, recalled_for, still_laid, write_recalls
from encours.acts.marking import marks_of, write_marks
from encours.acts.stopping import STOPS, with_causes, write_stops
from encours.core.gate import refused_for, untrue_since
from encours.core.reasons import ReasonCode
from encours.records.cases.models import Call
from encours.records.frames import bulk, stopping
from encours.records.history.writing import Record, recording
from encours.records.messages.models import Message as Queued
from encours.records.parties.models import Creditor
from encours.records.work.models import Task

_WAITING = ("proposed", "approved")


@dataclass(frozen=True, slots=True)
class Decided:
    """What to stop, each with what paid it: messages (with their facts and version), tasks, calls; letters untrue."""

    messages: pl.DataFrame
    tasks: pl.DataFrame
    calls: pl.DataFrame
    letters: pl.DataFrame
    true_letters: pl.DataFrame  # those looked at that may be posted
    marks: pl.DataFrame  # what else waits and is no longer so, or is so again

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

    looked: list[Decided] = []

    def decide() -> Decided | None:
        decided = _decide(creditor_id, on, customers)
        looked[:] = [decided]
        return None if decided.nothing else decided

    told: Mapping[str, Any] = {"act": "stop_paid", "author": author, "cause": "paid"}
    counts = None
    if customers is None:
        counts = decide_then_write(creditor_id, decide, _write, at=clock, **told)
    else:
        with suppress(MovedError), recording(creditor_id, **told, at=clock()) as record:
            counts = _write(record, found(decide()))
    for decided in looked:
        looked_at(decided.true_letters)
        write_marks(decided.marks)
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
    refused_now = refused_each_day(creditor_id, queued, on, refused_for)
    messages = with_causes(creditor_id, refused_now.filter("less_owed").drop("less_owed"))
    laid = stopping.laid(creditor_id, on, customers)
    untrue = [] if laid.is_empty() else [*refused(creditor_id, laid, on, untrue_since)]
    return Decided(
        messages,
        _tasks(creditor_id, stopping.tasks_settled(creditor_id, customers)),
        _calls(creditor_id, stopping.calls_settled(creditor_id, on, customers), on),
        letters := recalled_for(creditor_id, pl.DataFrame(untrue, schema=REFUSED, orient="row")),
        laid.filter(~pl.col("id").is_in(letters["message_id"].implode())),
        marks_of(queued, refused_now.filter(~pl.col("message_id").is_in(messages["message_id"].implode()))),
    )


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
    if replace(decided, messages=messages, letters=letters).nothing:
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
