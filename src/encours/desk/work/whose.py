"""Whose work is shown: one's own (and that of whom one stands in for), a portfolio's, or all that is seen."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import F, Q, QuerySet

from encours.desk.visits import Visit
from encours.records.parties.models import Customer
from encours.records.prepared import prepared
from encours.records.work.models import Absence, Assignment, Portfolio

_FEW = 3_000


@dataclass(frozen=True, slots=True)
class Whose:
    """A choice of customers: `customers` None is the whole creditor; `few` says how to read the largest."""

    code: str
    customers: QuerySet[Customer] | None
    few: bool

    def keep(self, rows: QuerySet[Any], path: str = "customer") -> QuerySet[Any]:
        """Those facts that are of these customers."""
        if self.customers is None:
            return rows
        return rows.filter(**{f"{path}__in": self.customers.values("pk")})

    def largest(self, rows: QuerySet[Any], amount: str, path: str = "customer") -> QuerySet[Any]:
        """The same, the largest amount first.

        Of few customers all their rows are read and sorted; of many, the index by amount is read downwards.
        """
        kept = self.keep(rows, path)
        return kept.order_by((F(amount) + 0).desc()) if self.few else kept.order_by(f"-{amount}")


def whose(visit: Visit, asked: str) -> Whose:
    """What was asked for: `mine`, `all` or a portfolio's key; without a word, mine where anything is."""
    if asked not in {"mine", "all"} and not asked.isdecimal():
        asked = "mine" if _has_some(visit) else "all"
    if asked == "all":
        return _cut(visit, asked, None)
    if asked.isdecimal():
        return _cut(visit, asked, Q(assignment__portfolio_id=int(asked)))
    return _cut(visit, asked, Q(assignment__owner_id__in=[visit.person.pk, *stands_in_for(visit)]))


def stands_in_for(visit: Visit) -> list[int]:
    """The absent colleagues whose work this person does today."""
    return [one.person_id for one in absences(visit) if one.substitute_id == visit.person.pk]


def absences(visit: Visit) -> list[Absence]:
    """Who is away today, and who stands in."""
    return _away(visit.creditor.pk, visit.on)


@prepared
def _away(creditor_id: int, on: date) -> QuerySet[Absence]:
    rows = Absence.objects.filter(
        creditor=creditor_id, from_on__lte=on, until_on__gte=on, cancelled_at__isnull=True
    )
    return rows.select_related("person", "substitute").order_by("until_on", "pk")[:50]


def portfolios(visit: Visit) -> list[Portfolio]:
    """The portfolios one may choose: those that hold something this person sees."""
    rows = Portfolio.objects.of([visit.creditor.pk]).filter(closed_on__isnull=True)
    if not visit.sight.whole:
        mine = Assignment.objects.seen(visit.sight).values("portfolio_id")
        rows = rows.filter(pk__in=mine)
    return list(rows.order_by("name")[:200])


def _has_some(visit: Visit) -> bool:
    people = [visit.person.pk, *stands_in_for(visit)]
    return Assignment.objects.of([visit.creditor.pk]).filter(owner_id__in=people).exists()


def _cut(visit: Visit, code: str, which: Q | None) -> Whose:
    if which is None and visit.sight.whole:
        return Whose(code, None, few=False)
    customers = Customer.objects.seen(visit.sight)
    if which is not None:
        customers = customers.filter(which)
    few = customers.order_by()[: _FEW + 1].count() <= _FEW
    return Whose(code, customers, few=few)
