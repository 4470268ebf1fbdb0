"""Writing a plan: only what changed, in bulk, under one entry that says how much."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import polars as pl
from django.db import connection

from encours.acts.approvals.batch import keep_batch
from encours.acts.connect.intend import intend_closings
from encours.acts.day_sheet import Sheet
from encours.acts.deciding_once import MovedError
from encours.acts.experiments.entering import Entering, write_entering
from encours.acts.step_tasks import TaskChanges, write_tasks
from encours.records.cases.models import Case
from encours.records.frames import bulk
from encours.records.frames.proposals import customers_in_flight, pending
from encours.records.history.writing import Record
from encours.records.messages.models import Message, MessageItem
from encours.records.policies.reading import latest_version
from encours.records.runs.models import Position, Run


@dataclass(frozen=True, slots=True)
class PlanChanges:
    """What a plan would change in the tables, and the figures of its day."""

    figures: dict[str, Any]
    positions_new: pl.DataFrame
    positions_moved: pl.DataFrame
    positions_gone: pl.Series
    proposals: pl.DataFrame  # core.frames.Proposal with `key`
    proposal_items: pl.DataFrame
    waiting: pl.DataFrame
    flying: pl.Series  # customers with a message on its way
    cases_to_open: pl.Series
    cases_to_close: pl.Series
    tasks: TaskChanges  # what people are asked
    versions: pl.DataFrame  # customer_id, scenario_version_id of who is not chased by the latest
    entering: Entering | None  # who enters the experiment that runs
    of: Sequence[int] | None = None  # the customers decided, where not all were
    sheet: Sheet | None = None  # what was decided from, to be kept for who is decided again

    def new_proposals(self) -> pl.DataFrame:
        """Proposals that no waiting message stands for."""
        return self.proposals.join(self.waiting, on="key", how="anti")

    def kept_proposals(self) -> pl.DataFrame:
        """Waiting messages that the plan still wants, with what changed in them."""
        return self.proposals.join(
            self.waiting.select(
                "key",
                "id",
                "state",
                pl.col("total_cents").alias("total_was"),
                pl.col("unapplied_cents").alias("unapplied_was"),
                pl.col("facts_version").alias("version_was"),
                pl.col("channel").alias("channel_was"),
                pl.col("needs_approval").alias("needs_was"),
                pl.col("approval_rule").alias("rule_was"),
            ),
            on="key",
        )

    def dropped(self) -> pl.DataFrame:
        """Waiting messages that the plan no longer wants."""
        return self.waiting.join(self.proposals, on="key", how="anti")

    def refreshed(self) -> pl.DataFrame:
        """Waiting messages whose content or facts moved."""
        return self.kept_proposals().filter(
            (pl.col("total_cents") != pl.col("total_was"))
            | (pl.col("unapplied_cents") != pl.col("unapplied_was"))
            | (pl.col("facts_version") != pl.col("version_was"))
            | (pl.col("channel") != pl.col("channel_was"))
            | (pl.col("needs_approval") != pl.col("needs_was"))
            | (pl.col("approval_rule") != pl.col("rule_was"))
        )

    def counts(self) -> dict[str, int]:
        """How much would change."""
        return {
            "positions_new": len(self.positions_new),
            "positions_moved": len(self.positions_moved),
            "positions_gone": len(self.positions_gone),
            "proposals_new": len(self.new_proposals()),
            "proposals_refreshed": len(self.refreshed()),
            "proposals_dropped": len(self.dropped()),
            "cases_opened": len(self.cases_to_open),
            "cases_closed": len(self.cases_to_close),
            "tasks_new": len(self.tasks.new),
            "tasks_gone": len(self.tasks.gone),
            "entered": len(self.entering.rows) if self.entering else 0,
        }


def write_plan(record: Record, changes: PlanChanges, *, on: date, author: str) -> Run:
    """Write a run inside its entry.

    Raises
        MovedError: a message left, or was taken to be sent, since the plan was made.
    """
    _still_waiting(record, changes)
    run = Run.objects.create(
        creditor=record.creditor,
        recorded_at=record.at,
        entry=record.entry,
        on=on,
        finished_at=record.at,
        by=author,
        shadow=record.creditor.shadow,
        figures=changes.figures,
    )
    _write_positions(run, changes)
    _drop(changes.dropped())
    _propose(run, changes, record)
    _refresh(run, changes)
    keep_batch(record, changes.proposals, on=on, of=changes.of)
    write_tasks(record, changes.tasks)
    _write_cases(record, changes, on=on)
    if changes.entering is not None:
        write_entering(record, changes.entering)
    outstanding = changes.figures["outstanding_cents"]
    record.tell(on=on, run=run.pk, counts=changes.counts(), outstanding_cents=outstanding)
    return run


def _still_waiting(record: Record, changes: PlanChanges) -> None:
    """A worker leases messages without an entry: those of the plan must still be where the plan saw them."""
    creditor_id = record.creditor.pk
    if connection.vendor == "postgresql":
        waiting = Message.objects.filter(creditor_id=creditor_id, state__in=("proposed", "approved"))
        list(waiting.select_for_update().values_list("pk", flat=True))
    flying = set(customers_in_flight(creditor_id, changes.of)["customer_id"])
    if not pending(creditor_id, changes.of).equals(changes.waiting) or flying != set(changes.flying):
        raise MovedError


def _write_positions(run: Run, changes: PlanChanges) -> None:
    bulk.delete(Position, changes.positions_gone.to_list(), key="receivable_id")
    stamped = pl.lit(run.pk).alias("run_id")
    owner = pl.lit(run.creditor_id).alias("creditor_id")
    bulk.insert(Position, _laid_out(changes.positions_new).with_columns(stamped, owner))
    bulk.update(Position, changes.positions_moved.with_columns(stamped), key="receivable_id")


def _laid_out(positions: pl.DataFrame) -> pl.DataFrame:
    """On PostgreSQL, what moves on one day lies together: a day then writes a few pages instead of all of them.

    SQLite keeps rows by their key whatever the order they come in.
    """
    return positions.sort("next_on", "receivable_id") if connection.vendor == "postgresql" else positions


def _drop(dropped: pl.DataFrame) -> None:
    keys = dropped["id"].to_list()
    bulk.delete(MessageItem, keys, key="message_id")
    bulk.delete(Message, keys)


def _propose(run: Run, changes: PlanChanges, record: Record) -> None:
    new = changes.new_proposals()
    if new.is_empty():
        return
    new = new.with_columns(bulk.reserve_ids(Message, len(new)))
    rows = new.select(
        "id",
        "creditor_id",
        "customer_id",
        "key",
        "step_code",
        "position",
        "channel",
        pl.col("channel_because").fill_null(""),
        "needs_approval",
        "approval_rule",
        "courtesy_only",
        "segment",
        "currency",
        "total_cents",
        "unapplied_cents",
        "facts_version",
        pl.lit(record.at).alias("recorded_at"),
        pl.lit(record.entry.pk).alias("entry_id"),
        pl.lit(run.pk).alias("run_id"),
        pl.lit("proposed").alias("state"),
        pl.lit(run.on).alias("planned_on"),
        *(pl.lit("").alias(name) for name in _BLANK),
        pl.lit("{}").alias("held_facts"),
        pl.lit(0).alias("lease_epoch"),
        pl.lit(1).alias("version"),
    )
    bulk.insert(Message, rows)
    _write_items(run, new, changes.proposal_items)


_PIECE = 500
_BLANK = (
    "approved_by",
    "typed_recipient",
    "held_reason",
    "lease_worker",
    "message_id",
    "approved_as",
    "hands",
)


def _write_items(run: Run, messages: pl.DataFrame, items: pl.DataFrame) -> None:
    lines = items.join(
        messages.select("customer_id", "step_code", pl.col("id").alias("message_id")),
        on=["customer_id", "step_code"],
    )
    bulk.insert(
        MessageItem,
        lines.select(
            "message_id",
            "receivable_id",
            "position",
            "role",
            "courtesy_only",
            "open_cents",
            pl.lit(run.creditor_id).alias("creditor_id"),
            pl.lit(0).alias("interest_cents"),
            pl.lit(0).alias("indemnity_cents"),
        ),
    )


def _refresh(run: Run, changes: PlanChanges) -> None:
    """Bring waiting messages up to date; one approved for other amounts, or under another rule, is asked again."""
    moved = changes.refreshed()
    if moved.is_empty():
        return
    bulk.delete(MessageItem, moved["id"].to_list(), key="message_id")
    other = (pl.col("total_cents") != pl.col("total_was")) | (pl.col("approval_rule") != pl.col("rule_was"))
    changed = other & pl.col("needs_approval")
    bulk.update(
        Message,
        moved.select(
            "id",
            "channel",
            pl.col("channel_because").fill_null(""),
            "needs_approval",
            "approval_rule",
            "courtesy_only",
            "segment",
            "total_cents",
            "unapplied_cents",
            "facts_version",
            pl.when(changed).then(pl.lit("proposed")).otherwise("state").alias("state"),
            pl.lit(run.pk).alias("run_id"),
        ),
    )
    _write_items(run, moved, changes.proposal_items)
    asked_again = moved.filter(changed)["id"].to_list()
    for keys in (asked_again[at : at + _PIECE] for at in range(0, len(asked_again), _PIECE)):
        Message.objects.filter(pk__in=keys).update(approved_by="", approved_at=None, approved_as="")


def _write_cases(record: Record, changes: PlanChanges, *, on: date) -> None:
    opened = changes.cases_to_open
    if len(opened):
        latest = latest_version(record.creditor.pk).pk
        bulk.insert(
            Case,
            pl.DataFrame({"customer_id": opened})
            .join(changes.versions, on="customer_id", how="left", maintain_order="left")
            .with_columns(
                pl.lit(record.creditor.pk).alias("creditor_id"),
                pl.lit(record.entry.pk).alias("entry_id"),
                pl.lit(record.at).alias("recorded_at"),
                pl.col("scenario_version_id").fill_null(latest),
                pl.lit(on).alias("opened_on"),
            ),
        )
    closed = pl.DataFrame({"id": changes.cases_to_close}).with_columns(pl.lit(on).alias("closed_on"))
    bulk.update(Case, closed)
    if len(closed):
        intend_closings(record, changes.cases_to_close.to_list(), on=on)
