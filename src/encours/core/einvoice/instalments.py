"""The several due dates of one invoice: what is left of each once payments have covered the oldest."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from encours.core.einvoice.documents import Instalment


@dataclass(frozen=True, slots=True)
class Left:
    """One instalment, and what is left of it; None where the document does not say its amount."""

    due_on: date
    amount_cents: int | None
    left_cents: int | None


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
