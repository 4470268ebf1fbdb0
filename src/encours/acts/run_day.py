"""The day: positions for every open item, proposals for every customer, the figures of the day.

Reads frames in one view of the database, asks `core`, and writes only what changed, if nothing moved
meanwhile. A second run of the same day adds nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import Future
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

import polars as pl

from encours.acts.board_figures import recent_receipts
from encours.acts.daily_figures import Told, figures, recent_sales, recent_stops
from encours.acts.day_sheet import Sheet, Watched, keep_day_sheet, laid_beside
from encours.acts.deciding_once import decide_then_write
from encours.acts.experiments.entering import Entering
from encours.acts.planning import planned
from encours.acts.run_again import decided_again
from encours.acts.step_tasks import task_changes
from encours.acts.write_plan import PlanChanges, write_plan
from encours.core.ageing import is_overdue
from encours.core.boards.sums import day_sums
from encours.core.day import Plan
from encours.core.refusals import RuleError
from encours.records.frames.cases import versions_kept
from encours.records.frames.customers import customer_facts
from encours.records.frames.delivered import STEPS, delivered_steps
from encours.records.frames.doorway import foresee, looked_up, snapshot
from encours.records.frames.figures import customers_with_case
from encours.records.frames.items import day_items
from encours.records.frames.own_fields import segments_told
from encours.records.frames.positions import position_changes, stored_marks
from encours.records.frames.proposals import (
    customers_in_flight,
    ended_keys,
    pending,
    refused_for_good,
    with_keys,
)
from encours.records.history.writing import Record
from encours.records.parties.models import Creditor
from encours.records.policies.reading import latest_version
from encours.records.runs.models import Run

SHEET_FROM = 5_000
"""Customers: fewer are all decided in the time that a sheet takes to be read."""


def run_day(
    creditor: Creditor,
    *,
    on: date,
    author: str,
    at: datetime,
    as_known: bool = False,
    home: Path | None = None,
) -> Run:
    """Decide the day `on` for one creditor, and return its run (an earlier one when nothing changed).

    `as_known` replays a past day from what was known then: only in shadow mode, where nothing can leave. In `home`
    stands the sheet from which a day is decided again; without it everybody is decided.

    Raises
        RuleError: a replay was asked of a creditor whose messages leave; or other acts kept moving the same
            facts. Nothing was written.
    """
    version = latest_version(creditor.pk).number
    written = decide_then_write(
        creditor.pk,
        lambda: _decide(creditor.pk, on=on, as_known=as_known, home=home),
        lambda record, decided: _write(record, decided, on=on, author=author, home=home),
        act="run_day",
        author=author,
        cause=f"scenario version {version}",
        at=at,
    )
    if written is None:
        return Run.objects.filter(creditor_id=creditor.pk).latest("pk")
    run, sheet = written
    if sheet is not None and home is not None and run.entry_id is not None:
        keep_day_sheet(sheet, home, creditor.pk, entry=run.entry_id, on=on)
    return run


def _write(
    record: Record, decided: PlanChanges, *, on: date, author: str, home: Path | None
) -> tuple[Run, Future[Path] | None]:
    """Write the plan, and what it was decided from beside it where that is to be kept."""
    if home is None or decided.sheet is None:
        return write_plan(record, decided, on=on, author=author), None
    with laid_beside(decided.sheet, home, record.creditor.pk) as sheet:
        return write_plan(record, decided, on=on, author=author), sheet


def _decide(creditor_id: int, *, on: date, as_known: bool, home: Path | None) -> PlanChanges | None:
    """What the plan of a day would change; None when the last run says all of it already."""
    creditor = Creditor.objects.get(pk=creditor_id)
    if as_known and not creditor.shadow:
        raise RuleError("replay_needs_shadow", "Un jour passé ne se rejoue qu'en mode ombre.")
    changes = None if as_known or home is None else _of_few(creditor, on=on, home=home)
    changes = changes or _of_all(creditor, on=on, as_known=as_known, sheet=home is not None)
    last = Run.objects.filter(creditor_id=creditor_id).order_by("-pk").first()
    same = last is not None and last.on == on and last.figures == changes.figures
    return None if same and not any(changes.counts().values()) else changes


def _of_few(creditor: Creditor, *, on: date, home: Path) -> PlanChanges | None:
    """What changes where only some customers need deciding; None where all do."""
    with looked_up():
        again = decided_again(creditor, on=on, home=home)
        if again is None:
            return None
        told = figures(creditor, again.told, on=on)
        return _changes(
            creditor.pk,
            again.plan,
            again.items,
            told,
            again.kept,
            again.entering,
            on=on,
            customers=again.customers,
        )


def _of_all(creditor: Creditor, *, on: date, as_known: bool, sheet: bool = False) -> PlanChanges:
    """What changes where all are decided; with the sheet of it, where one is to be kept."""
    foresee(lambda: _read_all(creditor, on=on, as_known=as_known))
    decided = planned(creditor, on=on, as_known=as_known)
    steps = delivered_steps(creditor.pk, on=on, shadow=creditor.shadow)  # while the items are being read
    items = day_items(creditor.pk, steps, on=on, as_known=as_known)
    customers = customer_facts(creditor.pk, on=on, shadow=creditor.shadow, as_known=as_known)
    plan = decided(items, customers)
    told = told_of(creditor, items, customers, plan, decided.kept, on=on)
    made = None
    if sheet and not as_known and len(customers) >= SHEET_FROM:
        made = Sheet.of(items, told, Watched.now(creditor.pk, on=on))
    shown = figures(creditor, told, on=on)
    changes = _changes(creditor.pk, plan, items, shown, decided.kept, decided.entering, on=on)
    return replace(changes, sheet=made)


def told_of(
    creditor: Creditor,
    items: pl.DataFrame,
    customers: pl.DataFrame,
    plan: Plan,
    kept: pl.DataFrame,
    *,
    on: date,
) -> Told:
    """What the figures of a day are told from, its sums and sales among it."""
    return Told(
        day_sums(items, currency=creditor.currency, on=on),
        customers,
        plan.proposals,
        kept,
        recent_sales(creditor, on=on),
        recent_receipts(creditor, on=on),
    )


def _read_all(creditor: Creditor, *, on: date, as_known: bool) -> None:
    """What a decision reads, what takes longest first."""
    none = day_items(creditor.pk, pl.DataFrame(schema=STEPS), on=on, as_known=as_known)
    delivered_steps(creditor.pk, on=on, shadow=creditor.shadow)
    customer_facts(creditor.pk, on=on, shadow=creditor.shadow, as_known=as_known)
    segments_told(creditor.pk, on=on, items=none, as_known=as_known)
    versions_kept(creditor.pk, but=latest_version(creditor.pk).pk)
    recent_sales(creditor, on=on)
    stored_marks(creditor.pk)
    recent_receipts(creditor, on=on)
    recent_stops(creditor, on=on)
    customers_in_flight(creditor.pk)
    refused_for_good(creditor.pk)
    pending(creditor.pk)
    customers_with_case(creditor.pk)


def decide_as_known(creditor: Creditor, *, on: date) -> Plan:
    """Decide a day as it was known then, and write nothing (DESIGN §2.15)."""
    return _only_decided(creditor, on=on, as_known=True)


def decide_ahead(creditor: Creditor, *, on: date) -> Plan:
    """Decide today or a day to come from the facts as they stand, and write nothing: what its run then proposes."""
    plan = _only_decided(creditor, on=on, as_known=False)
    proposals = _to_propose(creditor.pk, plan.proposals, customers_in_flight(creditor.pk))
    kept = proposals.select("customer_id", "step_code")
    lines = plan.proposal_items.join(kept, on=["customer_id", "step_code"], how="semi", maintain_order="left")
    return Plan(plan.positions, proposals, lines)


def _only_decided(creditor: Creditor, *, on: date, as_known: bool) -> Plan:
    decided = planned(creditor, on=on, as_known=as_known)
    with snapshot():
        steps = delivered_steps(creditor.pk, on=on, shadow=creditor.shadow)
        items = day_items(creditor.pk, steps, on=on, as_known=as_known)
        customers = customer_facts(creditor.pk, on=on, shadow=creditor.shadow, as_known=as_known)
        return decided(items, customers)


def _to_propose(creditor_id: int, proposals: pl.DataFrame, flying: pl.DataFrame) -> pl.DataFrame:
    """The proposals of a plan but those to whom a message is on its way, or by a channel that was refused for good."""
    refused = refused_for_good(creditor_id)
    return proposals.join(flying, on="customer_id", how="anti", maintain_order="left").join(
        refused, on=["customer_id", "channel"], how="anti", maintain_order="left"
    )


def _changes(
    creditor_id: int,
    plan: Plan,
    items: pl.DataFrame,
    told: dict[str, Any],
    kept: pl.DataFrame,
    entering: Entering | None,
    *,
    on: date,
    customers: Sequence[int] | None = None,
) -> PlanChanges:
    """Compare the plan with what stands; `customers` where it is of some only."""
    inserts, updates, gone = position_changes(plan.positions, stored_marks(creditor_id, customers))
    flying = customers_in_flight(creditor_id, customers)
    proposals = _to_propose(creditor_id, with_keys(plan.proposals, plan.proposal_items), flying)
    waiting = pending(creditor_id, customers)
    ended = ended_keys(creditor_id, proposals)
    keys = pl.Series("key", [_next_attempt(stem, ended) for stem in proposals["stem"]], dtype=pl.String)
    proposals = proposals.with_columns(keys)
    owed = items.filter((pl.col("open_cents") > 0) & ~pl.col("gone"))
    overdue = owed.filter(is_overdue(on)).select("customer_id").unique()
    cases = customers_with_case(creditor_id, customers)
    return PlanChanges(
        figures=told,
        positions_new=inserts,
        positions_moved=updates,
        positions_gone=gone,
        proposals=proposals,
        proposal_items=plan.proposal_items,
        waiting=waiting,
        flying=flying["customer_id"],
        cases_to_open=overdue.join(cases, on="customer_id", how="anti")["customer_id"].sort(),
        tasks=task_changes(creditor_id, plan.asked, customers),
        versions=kept,
        entering=entering,
        cases_to_close=cases.join(overdue, on="customer_id", how="anti")["case_id"].sort(),
        of=customers,
    )


def _next_attempt(stem: str, ended: set[str]) -> str:
    """The same steps tried again, after a refusal or a stop, are another attempt of the message."""
    attempt, key = 1, stem
    while key in ended:
        attempt += 1
        key = f"{stem}~{attempt}"
    return key
