"""The two lists, awaiting payment and unpaid: filtered and summed by SQL over stored facts (R34)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum

from encours.acts.aged_customers import owed_totals
from encours.desk import filters
from encours.desk.visits import Visit
from encours.records.receivables.models import Receivable

SORTS = ("due_on", "-due_on")


@dataclass(frozen=True, slots=True)
class Total:
    """How many rows and how much is open, in one currency."""

    currency: str
    count: int
    open_cents: int


def listed(visit: Visit, *, overdue: bool) -> QuerySet[Receivable]:
    """Open debts, due before today (`overdue`) or not yet; retentions, credits, assigned and gone ones are apart."""
    rows = Receivable.objects.seen(visit.sight).filter(
        open_cents__gt=0, gone_on__isnull=True, **{"due_on__lt" if overdue else "due_on__gte": visit.on}
    )
    # Said as the index says it, beside `open_cents > 0`: SQLite sees that it serves.
    return (
        rows.exclude(open_cents=0).exclude(kind="retention").exclude(~Q(factor=""), factored_on__lte=visit.on)
    )


def totals(visit: Visit, rows: QuerySet[Receivable], values: filters.Values, *, overdue: bool) -> list[Total]:
    """The sums of a list, to the cent, by currency; of all, or of some customers, the sheet of the day has them."""
    ready = _ready(visit, values)
    if ready is not None:
        name = "overdue" if overdue else "not_due"
        return [
            Total(one["currency"], one[f"{name}_items"], one[f"{name}_cents"])
            for one in ready
            if one[f"{name}_items"]
        ]
    sums = (
        rows.order_by().values_list("currency").annotate(Count("pk"), Sum("open_cents")).order_by("currency")
    )
    return [Total(*one) for one in sums]


def _ready(visit: Visit, values: filters.Values) -> list[dict[str, Any]] | None:
    """The sums of the sheet of the day; None where it does not tell these items apart, or there is none."""
    if not visit.sight.whole:
        return None
    if not filters.chosen(values):
        return owed_totals(visit.creditor, on=visit.on)
    if not filters.of_customers(values):
        return None
    return owed_totals(visit.creditor, on=visit.on, customers=filters.keys_of(values, visit))
