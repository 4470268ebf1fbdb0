"""The instalments of an invoice on its page: what is left of each, and who told them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from encours.core.instalments import Part, parts
from encours.core.provenance import SOURCE_OF_ACT
from encours.records.prepared import prepared
from encours.records.receivables.models import Instalment, Receivable
from encours.words.sources import source_name


@dataclass(frozen=True, slots=True)
class Planned:
    """The instalments that stand, the earliest first; `chased` unless a person wrote one due date for the whole."""

    parts: list[Part]
    source: str
    told_at: datetime
    chased: bool


def planned(row: Receivable) -> Planned | None:
    """What is kept of an invoice due in several times; None where it is due at once. One query."""
    rows = _standing(row.pk)
    if not rows or rows[0].entry is None:
        return None
    return Planned(
        parts=parts([(each.due_on, each.amount_cents) for each in rows], row.open_cents),
        source=source_name(SOURCE_OF_ACT.get(rows[0].entry.act, "table")),
        told_at=rows[0].recorded_at,
        chased=row.due_source != "person",
    )


@prepared
def _standing(receivable: int) -> QuerySet[Instalment]:
    return (
        Instalment.objects.standing().filter(receivable=receivable).select_related("entry").order_by("due_on")
    )
