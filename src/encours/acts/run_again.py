"""A day decided again: only those of whom something was written since its last whole run.

What a plan says of a customer comes from its own facts alone (`core.day`: the plan of a portfolio is that of each part
of it), and an act names in its leaves whom it touched. So where every act since is one whose whole effect is on the
customers it names, the others stand where they stood. A new scenario, a setting, an import of invoices, a merged
account: all is decided anew, and so it is where many were touched, or where groups are written to at their head.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final

import polars as pl

from encours.acts.board_figures import recent_receipts
from encours.acts.daily_figures import Told
from encours.acts.day_sheet import Sheet, Watched, kept_day_sheet
from encours.acts.experiments.entering import Entering
from encours.acts.planning import planned
from encours.core.boards.sums import day_sums, replaced
from encours.core.day import Plan
from encours.records.frames.customers import customer_facts
from encours.records.frames.items import open_items
from encours.records.history.models import Entry, Leaf
from encours.records.parties.models import Creditor
from encours.records.receivables.models import Receivable

OF_THEIR_CUSTOMERS: Final = frozenset(
    {
        "add_contact", "apply_cash", "apply_line", "apply_payment", "approve", "assess_quality", "close_dispute",
        "do_step_task", "edit_contact", "edit_customer", "edit_receivable", "end_sparing", "hold", "hold_many",
        "import_bank", "log_call", "note", "note_many", "open_dispute", "promise", "release", "release_many", "run_day",
        "send", "spare", "stop_paid", "type_recipient", "choose_offer", "undo_application", "withdraw_promise",
    }
)  # fmt: skip
"""Acts whose whole effect on a day is on the customers they name, and on what `Watched` reads."""

_CASH: Final = frozenset({"apply_cash", "apply_line", "apply_payment", "undo_application"})
_ENTRIES_AT_MOST: Final = 5_000
_PART_AT_MOST: Final = 20  # of all customers, one in so many: beyond, all are decided at no greater cost


@dataclass(frozen=True, slots=True)
class Again:
    """What deciding some customers anew gave: their plan, their items, and what the whole day now tells."""

    customers: list[int]
    plan: Plan
    items: pl.DataFrame
    kept: pl.DataFrame
    entering: Entering | None
    told: Told


def decided_again(creditor: Creditor, *, on: date, home: Path) -> Again | None:
    """Decide whom something was written of since the last whole run of that day; None where all must be."""
    kept = kept_day_sheet(home, creditor.pk, on=on)
    acts = None if kept is None else _acts_since(creditor.pk, kept.entry)
    if kept is None or acts is None:
        return None
    sheet = kept.sheet
    customers = _touched(creditor.pk, sheet, kept.entry, on=on)
    if len(customers) * _PART_AT_MOST > len(sheet.customers):
        return None
    planner = planned(creditor, on=on, customers=customers)
    if planner.heads is not None:
        return None
    items = open_items(creditor.pk, on=on, shadow=creditor.shadow, customers=customers)
    people = customer_facts(creditor.pk, on=on, shadow=creditor.shadow, customers=customers)
    plan = planner(items, people)
    was = sheet.items.filter(pl.col("customer_id").is_in(customers))
    now = day_sums(items, currency=creditor.currency, on=on)
    told = Told(
        replaced(sheet.sums(), was, now, customers, on=on),
        _instead(sheet.customers, people, customers),
        _instead(sheet.proposals, plan.proposals, customers),
        _instead(sheet.kept, planner.kept, customers),
        sheet.sales,
        sheet.receipts if acts.isdisjoint(_CASH) else recent_receipts(creditor, on=on),
    )
    return Again(customers, plan, items, planner.kept, planner.entering, told)


def _acts_since(creditor_id: int, entry: int) -> set[str] | None:
    """The acts since; None where one of them may concern anybody, or where they are many."""
    rows = Entry.objects.filter(creditor=creditor_id, pk__gt=entry).values_list("act", flat=True)
    acts = list(rows[: _ENTRIES_AT_MOST + 1])
    return None if len(acts) > _ENTRIES_AT_MOST or not OF_THEIR_CUSTOMERS.issuperset(acts) else set(acts)


def _touched(creditor_id: int, sheet: Sheet, entry: int, *, on: date) -> list[int]:
    """Whom an act since names, and whom what is watched now says something else of."""
    since = Leaf.objects.filter(entry__creditor=creditor_id, entry_id__gt=entry, customer_id__isnull=False)
    named = {key for key in since.values_list("customer_id", flat=True) if key is not None}
    now = Watched.now(creditor_id, on=on)
    items = _differing(sheet.cash, now.cash)["receivable_id"].unique().to_list()
    owners = Receivable.objects.filter(creditor=creditor_id, pk__in=items).values_list(
        "customer_id", flat=True
    )
    doubted = _differing(sheet.doubts, now.doubts)["customer_id"]
    return sorted(named | set(owners) | set(doubted.drop_nulls()))


def _differing(before: pl.DataFrame, now: pl.DataFrame) -> pl.DataFrame:
    """The rows that only one of the two has."""
    return pl.concat(
        one.join(other, on=one.columns, how="anti", nulls_equal=True)
        for one, other in ((before, now), (now, before))
    )


def _instead(before: pl.DataFrame, now: pl.DataFrame, customers: list[int]) -> pl.DataFrame:
    """The rows of before, but for these customers those of now."""
    others = before.filter(~pl.col("customer_id").is_in(customers))
    return pl.concat([others, now.select(others.columns)])
