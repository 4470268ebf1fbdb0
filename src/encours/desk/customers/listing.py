"""The list of customers: fifty of them, found by name or account, with what each owes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Exists, Min, OuterRef, Q, QuerySet, Sum
from django.db.models.functions import Coalesce

from encours.desk.items import lateness, running_holds
from encours.desk.visits import Visit
from encours.records.cases.models import Hold
from encours.records.cash.models import Payment
from encours.records.parties.models import Customer
from encours.records.parties.searching import naming, number_beginning
from encours.records.prepared import prepared
from encours.records.receivables.due import due_day, late, some_in_instalments, to_come
from encours.records.receivables.models import Receivable
from encours.records.runs.models import Position
from encours.records.sales.models import Prospect

SORTS = ("name", "-name", "account", "-account")
SHOWN = ("all", "open", "overdue", "prospects")
_FEW = 10


@dataclass(frozen=True, slots=True)
class Row:
    """A customer and its balances: a list of (currency, outstanding, overdue), net of unapplied cash."""

    customer: Customer
    balances: list[tuple[str, int, int]]
    days_late: int | None
    next_on: date | None
    held: bool
    prospect: bool = False


def found(visit: Visit, words: str, shown: str) -> QuerySet[Customer]:
    """Customers whose name, account and SIREN hold the words; all, with something open, or overdue."""
    rows = Customer.objects.seen(visit.sight)
    if words:
        rows = rows.filter(naming(words))
    if shown in {"open", "overdue"}:
        owed = Receivable.objects.filter(customer=OuterRef("pk"), open_cents__gt=0, gone_on__isnull=True)
        rows = rows.filter(Exists(owed.filter(_late(visit)) if shown == "overdue" else owed))
    if shown == "prospects":
        rows = rows.filter(prospect__state="open")
    return rows


def _late(visit: Visit) -> Q:
    return late(visit.on) if some_in_instalments(visit.creditor.pk) else Q(due_on__lt=visit.on)


def invoices_named(visit: Visit, words: str) -> list[Receivable]:
    """The receivables that bear exactly this number, or this number's beginning where none does."""
    if not words:
        return []
    rows = Receivable.objects.seen(visit.sight).select_related("customer")
    exact = list(rows.filter(number=words).order_by("-issued_on")[:_FEW])
    return exact or list(rows.filter(number_beginning(words)).order_by("number")[:_FEW])


def with_balances(customers: Sequence[Customer], on: date) -> list[Row]:
    """What each of these customers owes: six queries, however many rows, and two where some are in instalments."""
    keys = tuple(one.pk for one in customers)
    owed = _owed(keys, on)
    unapplied = _unapplied(keys)
    oldest, next_days = dict(_oldest(keys, on)), dict(_next_days(keys))
    held, hoped = set(_held(on, keys)), set(_hoped(keys))
    days_late = dict(zip(oldest, lateness(list(oldest.values()), on), strict=True))
    return [
        Row(
            one,
            _net(owed[one.pk], unapplied[one.pk]),
            days_late.get(one.pk),
            next_days.get(one.pk),
            one.pk in held,
            one.pk in hoped,
        )
        for one in customers
    ]


@prepared
def _oldest(keys: tuple[int, ...], on: date) -> QuerySet[Receivable, tuple[int, date]]:
    return _open(keys).filter(late(on)).values_list("customer_id").annotate(day=Min(due_day()))


@prepared
def _next_days(keys: tuple[int, ...]) -> QuerySet[Position, tuple[int, date]]:
    planned = Position.objects.filter(receivable__in=_open(keys), next_on__isnull=False)
    return planned.values_list("customer_id").annotate(Min("next_on"))


@prepared
def _held(on: date, keys: tuple[int, ...]) -> QuerySet[Hold, int]:
    whole = running_holds(on).filter(customer_id__in=keys, receivable__isnull=True)
    return whole.values_list("customer_id", flat=True)


@prepared
def _hoped(keys: tuple[int, ...]) -> QuerySet[Prospect, int]:
    return Prospect.objects.filter(customer_id__in=keys, state="open").values_list("customer_id", flat=True)


def _open(keys: Sequence[int]) -> QuerySet[Receivable]:
    return Receivable.objects.filter(customer_id__in=keys, gone_on__isnull=True).exclude(open_cents=0)


@prepared
def _summed(keys: tuple[int, ...], on: date) -> QuerySet[Receivable, tuple[int, str, int, int, int]]:
    """By customer and currency: what is owed, what is overdue of it, how many of the late are in instalments."""
    return (
        _open(keys)
        .values_list("customer_id", "currency")
        .annotate(
            owed=Sum("open_cents"),
            overdue=Coalesce(Sum("open_cents", filter=late(on)), 0),
            parts=Count("instalment_due", filter=late(on)),
        )
    )


def _owed(keys: tuple[int, ...], on: date) -> dict[int, dict[str, tuple[int, int]]]:
    sums: dict[int, dict[str, tuple[int, int]]] = defaultdict(dict)
    found = _summed(keys, on)
    later = to_come(_open(keys), "customer_id", "currency", on=on) if any(each[-1] for each in found) else {}
    for customer, currency, owed, overdue, _parts in found:
        sums[customer][currency] = (owed, overdue - later.get((customer, currency), 0))
    return sums


@prepared
def _waiting(keys: tuple[int, ...]) -> QuerySet[Payment, tuple[int, str, int]]:
    there = Payment.objects.filter(customer_id__in=keys, gone_on__isnull=True).exclude(unapplied_cents=0)
    return there.values_list("customer_id", "currency").annotate(Sum("unapplied_cents"))


def _unapplied(keys: tuple[int, ...]) -> dict[int, dict[str, int]]:
    sums: dict[int, dict[str, int]] = defaultdict(dict)
    for customer, currency, cents in _waiting(keys):
        sums[customer][currency] = cents
    return sums


def _net(owed: dict[str, tuple[int, int]], unapplied: dict[str, int]) -> list[tuple[str, int, int]]:
    return [
        (currency, owed.get(currency, (0, 0))[0] - unapplied.get(currency, 0), owed.get(currency, (0, 0))[1])
        for currency in sorted(owed | unapplied)
    ]
