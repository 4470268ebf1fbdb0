"""When what is open is due, said once: on its own day; in instalments, on that of the earliest not paid.

A page of few items asks `due_day`; a list of a creditor's million `dated`, each part by the index on its own days.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

import polars as pl
from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Sum, Value
from django.db.models.functions import Coalesce
from django.db.models.lookups import LessThan

from encours.core.instalments import standing
from encours.records.frames.instalments import plans_told
from encours.records.prepared import prepared
from encours.records.receivables.models import InstalmentDue, Receivable

_FEW = 1_000  # invoices whose plans are asked for by name; of more, all of the creditor are read
IN_PARTS = "instalment_due__due_on"
"""The path from a receivable to the day kept of one in instalments; without one where it has none."""


@dataclass(frozen=True, slots=True)
class Dated:
    """Items that share none: those due on their own day, and those in instalments, due on the earliest not paid."""

    whole: QuerySet[Receivable]
    parts: QuerySet[Receivable]

    def cuts(self) -> list[tuple[QuerySet[Receivable], str]]:
        """Each with the column that orders it."""
        return [(self.whole, "due_on"), (self.parts.annotate(part_due_on=F(IN_PARTS)), "part_due_on")]


def dated(rows: QuerySet[Receivable], creditor_id: int, **told: date) -> Dated:
    """These items of a creditor, due as `told` says by Django's comparisons (`lt`, `gte`)."""
    when = {f"due_on__{how}": day for how, day in told.items()}
    kept = InstalmentDue.objects.of([creditor_id])
    whole = rows.filter(~Exists(kept.filter(receivable=OuterRef("pk"))), **when)
    # By keys, not by a join alone: SQLite would look a million items up to find the few in instalments.
    return Dated(whole, rows.filter(pk__in=kept.filter(**when).values("pk")))


def due_day(path: str = "") -> Coalesce:
    """The day an item is due, to show, sort or sum few items by; `path` leads to the receivable."""
    return Coalesce(f"{path}{IN_PARTS}", f"{path}due_on")


def late(on: date) -> Q:
    """Owed and due before a day: a condition on few items."""
    return Q(LessThan(due_day(), on), open_cents__gt=0)


def some_in_instalments(creditor_id: int) -> bool:
    """Whether any of a creditor's open invoices is in instalments: one indexed question."""
    return _in_instalments.first(creditor_id) is not None


@prepared
def _in_instalments(creditor_id: int) -> QuerySet[InstalmentDue, int]:
    return InstalmentDue.objects.filter(creditor=creditor_id).values_list("pk", flat=True)[:1]


def overdue_rows(rows: QuerySet[Receivable], *by: str, on: date, in_parts: bool) -> QuerySet[Receivable, Any]:
    """What is overdue of these few items, summed by these columns, and how many of them are in instalments.

    `in_parts` false says that none can be, and reads less.
    """
    overdue = rows.filter(late(on)) if in_parts else rows.filter(due_on__lt=on, open_cents__gt=0)
    parts = Count("instalment_due") if in_parts else Value(0)
    return overdue.order_by().values_list(*by).annotate(cents=Sum("open_cents"), parts=parts)


def overdue_sums(
    found: Iterable[tuple[Any, ...]], rows: QuerySet[Receivable], *by: str, on: date
) -> dict[tuple[Any, ...], int]:
    """What `overdue_rows` found of these items, by column: of an invoice in instalments, only what is due of it.

    No query, two where some are in instalments.
    """
    told = [(tuple(key), cents, parts) for *key, cents, parts in found]
    later = to_come(rows.filter(late(on)), *by, on=on) if any(parts for _key, _cents, parts in told) else {}
    return {key: cents - later.get(key, 0) for key, cents, _parts in told}


def to_come(rows: QuerySet[Receivable], *by: str, on: date) -> dict[tuple[Any, ...], int]:
    """What is due later of those of these few items that are overdue by an instalment, summed by these columns.

    A sum of what is overdue counts them whole; this is what to take off it. Two queries, one where there is none.
    """
    late_parts = rows.filter(**{f"{IN_PARTS}__lt": on}, open_cents__gt=0).order_by()
    found = {key: rest for key, *rest in late_parts.values_list("pk", "creditor_id", "open_cents", *by)}
    sums: dict[tuple[Any, ...], int] = defaultdict(int)
    for creditor in sorted({rest[0] for rest in found.values()}):
        theirs = [(key, rest[1]) for key, rest in found.items() if rest[0] == creditor]
        items = pl.DataFrame(theirs, schema={"receivable_id": pl.Int64, "open_cents": pl.Int64}, orient="row")
        few = [key for key, _cents in theirs] if len(theirs) <= _FEW else None
        told = standing(plans_told(creditor, few), items, on=on)
        for key, cents in told.select("receivable_id", "not_due_cents").iter_rows():
            sums[tuple(found[key][2:])] += cents
    return dict(sums)
