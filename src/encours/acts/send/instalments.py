"""The due dates of invoices that are paid in several times, for who writes about them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date

from django.db.models import QuerySet

from encours.records.prepared import prepared
from encours.records.receivables.models import Instalment


def instalments_of(receivables: Iterable[int]) -> dict[int, list[tuple[date, int]]]:
    """The due dates and amounts of those that are paid in several, where no person wrote one for the whole."""
    found: dict[int, list[tuple[date, int]]] = defaultdict(list)
    for receivable, due_on, cents in _instalments(tuple(sorted(receivables))):
        found[receivable].append((due_on, cents))
    return dict(found)


@prepared
def _instalments(receivables: tuple[int, ...]) -> QuerySet[Instalment, tuple[int, date, int]]:
    rows = Instalment.objects.chased().filter(receivable__in=receivables).order_by("due_on")
    return rows.values_list("receivable_id", "due_on", "amount_cents")
