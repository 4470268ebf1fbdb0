"""What a scenario asks of people: kept by each run as the day tells it, and ended by the person who did it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

import polars as pl

from encours.core.refusals import RuleError
from encours.records.cases.tasks import StepTask
from encours.records.frames import bulk
from encours.records.frames.doorway import fetch, only
from encours.records.history.writing import Record, recording
from encours.records.parties.models import Customer

_KEYS = ["receivable_id", "because", "position", "since_on", "kind"]
_WAITING = """
SELECT id, receivable_id, because, position, since_on, kind FROM cases_steptask
WHERE creditor_id = %s AND done_on IS NULL {of}
"""
_KINDS = {
    "id": pl.Int64,
    "receivable_id": pl.Int64,
    "because": pl.String,
    "position": pl.Int64,
    "since_on": pl.Date,
    "kind": pl.String,
}


@dataclass(frozen=True, slots=True)
class TaskChanges:
    """What a plan asks anew (Asked), and the tasks that it asks no more."""

    new: pl.DataFrame
    gone: pl.Series


def task_changes(
    creditor_id: int, asked: pl.DataFrame, customers: Sequence[int] | None = None
) -> TaskChanges:
    """Compare what the day asks of people with what waits for them; of a few customers where some are named."""
    waiting = fetch(_WAITING.format(of=only("customer_id", customers)), [creditor_id], _KINDS)
    return TaskChanges(
        asked.join(waiting, on=_KEYS, how="anti"), waiting.join(asked, on=_KEYS, how="anti")["id"]
    )


def write_tasks(record: Record, changes: TaskChanges) -> None:
    """Write them inside the entry of a run; like proposals, they leave no leaf before a person has acted."""
    bulk.delete(StepTask, changes.gone.to_list())
    bulk.insert(
        StepTask,
        changes.new.with_columns(
            pl.lit(record.creditor.pk).alias("creditor_id"),
            pl.lit(record.entry.pk).alias("entry_id"),
            pl.lit(record.at).alias("recorded_at"),
            pl.lit("").alias("text"),
            pl.lit("").alias("by"),
        ),
    )


def alike(task: StepTask) -> list[StepTask]:
    """The tasks of one customer that are one thing to do: the same kind, for the same reason."""
    rows = StepTask.objects.filter(
        creditor_id=task.creditor_id,
        customer_id=task.customer_id,
        kind=task.kind,
        because=task.because,
        done_on__isnull=True,
    )
    return list(rows.select_related("receivable").order_by("pk"))


def call_made(record: Record, customer: Customer, *, on: date, by: str, outcome: str) -> int:
    """Inside the act that notes a call: it does the calls that scenarios asked; how many invoices it was for."""
    asked = StepTask.objects.filter(
        creditor=record.creditor, customer=customer, kind="call", done_on__isnull=True, since_on__lte=on
    )
    numbers = list(asked.order_by("pk").values_list("receivable__number", flat=True))
    if numbers:
        asked.update(done_on=on, by=by, text=outcome)
        record.of(customer.pk, asked_by_scenario=numbers)
    return len(numbers)


def do_step_task(
    customer: Customer, tasks: Sequence[StepTask], *, on: date, text: str, author: str, at: datetime
) -> None:
    """Say that what the scenario asked about this customer is done, and what came of it.

    A step so done is delivered; an event so answered is looked at no more.

    Raises
        RuleError: nothing says what came of it, or it was done already or is asked no more.
    """
    if not text.strip():
        raise RuleError("text_wrong", "Dire ce qui a été fait, ou décidé.")
    with recording(customer.creditor_id, "do_step_task", author=author, cause="desk", at=at) as record:
        mine = StepTask.objects.filter(pk__in=[one.pk for one in tasks], customer=customer)
        if not tasks or mine.filter(done_on__isnull=True).update(
            done_on=on, text=text.strip(), by=author
        ) < len(tasks):
            raise RuleError("task_done", "C'est déjà fait, ou ce n'est plus à faire : recharger la page.")
        record.of(
            customer.pk,
            kind=tasks[0].kind,
            because=tasks[0].because,
            on=on,
            text=text.strip(),
            invoices=[one.receivable.number for one in tasks],
        )
