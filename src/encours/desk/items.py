"""Receivables as a page shows them: their states, and their lateness as `core` computes it for these rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import polars as pl
from django.db.models import Q, QuerySet

from encours.acts.send.instalments import instalments_of
from encours.core.ageing import days_late
from encours.core.instalments import parts
from encours.records.cases.models import Hold
from encours.records.disputes.models import Dispute
from encours.records.prepared import prepared
from encours.records.receivables.models import Receivable
from encours.records.runs.models import Position

_OF_KIND = {"credit_note": "credit_note", "opening": "opening", "retention": "retention"}


@dataclass(frozen=True, slots=True)
class Item:
    """A receivable, where it stands, what is contested of it, and the codes of its states."""

    receivable: Receivable
    standing: Position | None
    due_on: date
    days_late: int
    states: tuple[str, ...]


def items(
    receivables: Sequence[Receivable],
    *,
    on: date,
    disputed: bool = True,
    held: bool = True,
    due: Mapping[int, date] | None = None,
) -> list[Item]:
    """Say how these receivables stand on a day: four queries, however many rows.

    Where it is known that nothing of them is disputed, or held, or when each is due, that is not asked.
    """
    keys = tuple(row.pk for row in receivables)
    standings = {one.pk: one for one in _standings(keys)}
    contested = set(_disputed(keys)) if disputed else set()
    holds = set(_held(on, tuple({row.customer_id for row in receivables}))) if held else set()
    days = due_days(receivables) if due is None else [due[row.pk] for row in receivables]
    return [
        Item(
            row,
            standings.get(row.pk),
            due_on,
            late,
            _states(
                row,
                late,
                disputed=row.pk in contested,
                held=bool(holds & {(row.customer_id, row.pk), (row.customer_id, None)}),
            ),
        )
        for row, due_on, late in zip(receivables, days, lateness(days, on), strict=True)
    ]


@prepared
def _standings(keys: tuple[int, ...]) -> QuerySet[Position]:
    return Position.objects.filter(pk__in=keys)


@prepared
def _disputed(keys: tuple[int, ...]) -> QuerySet[Dispute, int]:
    contested = Dispute.objects.filter(receivable_id__in=keys, closed_on__isnull=True)
    return contested.values_list("receivable_id", flat=True)


@prepared
def _held(on: date, customers: tuple[int, ...]) -> QuerySet[Hold, tuple[int, int | None]]:
    return running_holds(on).filter(customer_id__in=customers).values_list("customer_id", "receivable_id")


def due_days(receivables: Sequence[Receivable]) -> list[date]:
    """The day each is due; of an invoice in instalments, that of the earliest of which something is left: one query."""
    plans = instalments_of(row.pk for row in receivables if row.open_cents > 0)
    return [
        next(
            (part.due_on for part in parts(plans.get(row.pk, ()), row.open_cents) if part.left_cents),
            row.due_on,
        )
        for row in receivables
    ]


def lateness(due: Sequence[date], on: date) -> list[int]:
    """Days late of each due date, as `core` counts them."""
    frame = pl.DataFrame({"due_on": list(due)}, schema={"due_on": pl.Date})
    return frame.select(days_late(on)).to_series().to_list()


def running_holds(on: date) -> QuerySet[Hold]:
    """The holds that stop a clock on a day."""
    return Hold.objects.filter(from_on__lte=on).filter(
        Q(until_on__isnull=True) | Q(until_on__gte=on), Q(released_on__isnull=True) | Q(released_on__gt=on)
    )


def _states(row: Receivable, late: int, *, disputed: bool, held: bool) -> tuple[str, ...]:
    """The first code says how it is paid, the others what to know besides."""
    if row.same_as_id is not None:
        return ("double",)
    if row.open_cents == 0:
        return ("paid", "factored") if row.factor else ("paid",)
    codes = [_OF_KIND[row.kind]] if row.kind in _OF_KIND else []
    if row.amount_cents > 0 and row.kind != "retention":
        codes.append("overdue" if late > 0 else "due_today" if late == 0 else "open")
    if abs(row.open_cents) < abs(row.amount_cents):
        codes.append("part_paid")
    codes += ["factored"] if row.factor else []
    codes += ["bill"] if row.root == "413" else []
    codes += ["disputed"] if disputed else []
    codes += ["held"] if held else []
    codes += ["gone"] if row.gone_on else []
    return tuple(codes)
