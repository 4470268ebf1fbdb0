"""The two lists, awaiting payment and unpaid: filtered and summed by SQL over stored facts (R34)."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, QuerySet, Sum

from encours.acts.aged_customers import owed_totals
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
    """Open debts, due before today (`overdue`) or not yet; retentions, credits and gone ones are apart."""
    rows = Receivable.objects.seen(visit.sight).filter(
        open_cents__gt=0, gone_on__isnull=True, **{"due_on__lt" if overdue else "due_on__gte": visit.on}
    )
    # Said as the index says it, beside `open_cents > 0`: SQLite sees that it serves.
    return rows.exclude(open_cents=0).exclude(kind="retention")


def totals(visit: Visit, rows: QuerySet[Receivable], *, filtered: bool, overdue: bool) -> list[Total]:
    """The sums of a list, to the cent, by currency; of all, the sheet of the day has them ready."""
    ready = None if filtered or not visit.sight.whole else owed_totals(visit.creditor, on=visit.on)
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
