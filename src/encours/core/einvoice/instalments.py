"""The several due dates of one invoice: what is left of each once payments have covered the oldest."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from encours.core.einvoice.documents import Document, Instalment


@dataclass(frozen=True, slots=True)
class Left:
    """One instalment, and what is left of it; None where the document does not say its amount."""

    due_on: date
    amount_cents: int | None
    left_cents: int | None


def plan_of(document: Document, amount_cents: int) -> list[tuple[date, int]]:
    """The days and amounts by which an invoice is due, those of one day together; none unless they are all of it."""
    told: dict[date, int] = {}
    for each in document.instalments:
        if not each.amount_cents or each.amount_cents < 0 or each.due_on < document.issued_on:
            return []
        told[each.due_on] = told.get(each.due_on, 0) + each.amount_cents
    return sorted(told.items()) if len(told) > 1 and sum(told.values()) == amount_cents else []


def covered(instalments: Sequence[Instalment], paid_cents: int) -> list[Left]:
    """The instalments, the earliest first, with what payments of the whole leave of each."""
    told, rest = [], paid_cents
    for each in sorted(instalments, key=lambda one: one.due_on):
        if each.amount_cents is None:
            told.append(Left(each.due_on, None, None))
            continue
        used = max(0, min(rest, each.amount_cents))
        rest -= used
        told.append(Left(each.due_on, each.amount_cents, each.amount_cents - used))
    return told
