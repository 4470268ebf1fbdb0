"""The two lists, awaiting payment and unpaid: filtered and summed by SQL over stored facts (R34)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum
from django.http import HttpRequest

from encours.acts.aged_customers import owed_totals
from encours.desk import filters
from encours.desk.paging import Slice, sliced_together
from encours.desk.visits import Visit
from encours.records.receivables.due import IN_PARTS, Dated, dated, some_in_instalments, to_come
from encours.records.receivables.models import Receivable

SORTS = ("due_on", "-due_on")


@dataclass(frozen=True, slots=True)
class Total:
    """How many rows and how much is open, in one currency."""

    currency: str
    count: int
    open_cents: int


def listed(visit: Visit, *, overdue: bool) -> Dated:
    """Open debts, due before today (`overdue`) or not yet; retentions, credits, assigned and gone ones are apart."""
    return dated(_open(visit), visit.creditor.pk, **{"lt" if overdue else "gte": visit.on})


def _open(visit: Visit) -> QuerySet[Receivable]:
    rows = Receivable.objects.seen(visit.sight).filter(open_cents__gt=0, gone_on__isnull=True)
    # Said as the index says it, beside `open_cents > 0`: SQLite sees that it serves.
    return (
        rows.exclude(open_cents=0).exclude(kind="retention").exclude(~Q(factor=""), factored_on__lte=visit.on)
    )


def totals(visit: Visit, rows: Dated, values: filters.Values, *, overdue: bool) -> list[Total]:
    """The sums of a list, to the cent, by currency; of all, or of some customers, the sheet of the day has them.

    Of an invoice in instalments, what is due of it alone is overdue.
    """
    ready = _ready(visit, values)
    if ready is not None:
        name = "overdue" if overdue else "not_due"
        return [
            Total(one["currency"], one[f"{name}_items"], one[f"{name}_cents"])
            for one in ready
            if one[f"{name}_items"]
        ]
    later = to_come(rows.parts, "currency", on=visit.on) if overdue else {}
    found = {currency: Total(currency, 0, -cents) for (currency,), cents in later.items()}
    for part in (rows.whole, rows.parts):
        for currency, count, cents in (
            part.order_by().values_list("currency").annotate(Count("pk"), Sum("open_cents"))
        ):
            before = found.get(currency, Total(currency, 0, 0))
            found[currency] = Total(currency, before.count + count, before.open_cents + cents)
    return [found[currency] for currency in sorted(found)]


def _ready(visit: Visit, values: filters.Values) -> list[dict[str, Any]] | None:
    """The sums of the sheet of the day; None where it does not tell these items apart, or there is none."""
    if not visit.sight.whole:
        return None
    if not filters.chosen(values):
        return owed_totals(visit.creditor, on=visit.on)
    if not filters.of_customers(values):
        return None
    return owed_totals(visit.creditor, on=visit.on, customers=filters.keys_of(values, visit))


def answering(rows: Dated, values: filters.Values, visit: Visit) -> Dated:
    """Those that answer to all criteria of a filter."""
    return Dated(
        filters.invoices(rows.whole, values, visit),
        filters.invoices(rows.parts, values, visit, due=IN_PARTS),
    )


def page_of(rows: Dated, order: str, request: HttpRequest) -> Slice:
    """One page of both together, by the day each is due: as many of each as one page holds, then the first of them."""
    cuts = [(part.select_related("customer"), column) for part, column in rows.cuts()]
    return sliced_together(cuts, request, down=order.startswith("-"))


def together(rows: Dated, creditor_id: int) -> QuerySet[Receivable]:
    """Both as one, for an act on all of them; of a creditor without instalments, the one that there is."""
    if not some_in_instalments(creditor_id):
        return rows.whole
    both = Q(pk__in=rows.whole.order_by().values("pk")) | Q(pk__in=rows.parts.order_by().values("pk"))
    return Receivable.objects.of([creditor_id]).filter(both)
