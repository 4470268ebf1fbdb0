"""Customers that the ladder cannot carry alone: no address, terms only assumed, ladder finished, or much overdue."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import QuerySet

from encours.core.reasons import ReasonCode
from encours.core.work.ranking import CALM_DAYS, LARGE_CENTS, Candidate
from encours.desk.items import lateness, running_holds
from encours.desk.visits import Visit
from encours.desk.work.candidates import Found, Overdue, open_overdue
from encours.desk.work.whose import Whose
from encours.records.cases.models import Call, Hold, Note
from encours.records.disputes.models import Dispute
from encours.records.parties.models import Contact, Customer
from encours.records.prepared import prepared
from encours.records.receivables.due import overdue_rows, overdue_sums, some_in_instalments
from encours.records.receivables.models import Receivable
from encours.records.runs.models import Run

_BY = ("customer_id", "currency")
_ADDRESS = {ReasonCode.NO_ADDRESS}
_ASSUMED = {ReasonCode.DUE_DATE_ASSUMED, ReasonCode.REGIME_ASSUMED}
_FINISHED = {ReasonCode.LADDER_FINISHED, ReasonCode.OPENING_WITHOUT_DETAIL}


def customers_to_see(visit: Visit, whose: Whose) -> list[Found]:
    """One thing a customer, the one that blocks most; a dozen queries at most, however many customers."""
    rows = _uncorrected(visit, open_overdue(visit, whose))
    late = lateness([row.due_on for row in rows], visit.on)
    of_customer: dict[tuple[int, str], list[tuple[Overdue, int]]] = defaultdict(list)
    for row, days in zip(rows, late, strict=True):
        of_customer[row.customer_id, row.currency].append((row, days))
    customers = tuple(sorted({row.customer_id for row in rows}))
    sums = overdue_of(visit, customers)
    waits = set(_items_held(tuple(row.key for row in rows), visit.on))  # promised ones are such too
    held, called = _held(visit, customers), _called(visit, customers)
    found = []
    for (customer, currency), theirs in of_customer.items():
        overdue = sums.get((customer, currency), 0) - sum(
            row.cents for row, _days in theirs if row.key in waits
        )
        asked = [(row, days) for row, days in theirs if row.key not in waits]
        kind = _kind({row.reason for row, _days in asked}, overdue)
        if not asked or not kind or customer in held or (kind == "call" and customer in called):
            continue
        worst = max(days for _row, days in asked)
        found.append(Found(Candidate(kind, customer, overdue, currency, days_late=worst)))
    return found


def _uncorrected(visit: Visit, rows: list[Overdue]) -> list[Overdue]:
    """The same; where somebody has since given what the last run missed, it no longer says that it is missing."""
    missed: dict[str, set[Overdue]] = defaultdict(set)
    for row in rows:
        missed[row.reason].add(row)
    dates, regimes = missed[ReasonCode.DUE_DATE_ASSUMED], missed[ReasonCode.REGIME_ASSUMED]
    alone = missed[ReasonCode.NO_ADDRESS]
    mended = {
        *(dates and _of(dates, "key", _dates_said(_keys(dates, "key")))),
        *(regimes and _of(regimes, "customer_id", _regimes_said(_keys(regimes, "customer_id")))),
        *(alone and _of(alone, "customer_id", _reached_since(visit, _keys(alone, "customer_id")))),
    }
    return [row._replace(reason="") if row in mended else row for row in rows]


def _keys(rows: set[Overdue], name: str) -> tuple[int, ...]:
    return tuple(sorted({getattr(row, name) for row in rows}))


def _of(rows: set[Overdue], name: str, keys: Iterable[int]) -> set[Overdue]:
    wanted = set(keys)
    return {row for row in rows if getattr(row, name) in wanted}


@prepared
def _dates_said(keys: tuple[int, ...]) -> QuerySet[Receivable, int]:
    return Receivable.objects.filter(pk__in=keys, due_source="person").values_list("pk", flat=True)


@prepared
def _regimes_said(keys: tuple[int, ...]) -> QuerySet[Customer, int]:
    return Customer.objects.filter(pk__in=keys, regime_source="person").values_list("pk", flat=True)


def _reached_since(visit: Visit, customers: tuple[int, ...]) -> list[int]:
    """Customers of whom an address was written since the last run."""
    since = _last_run.first(visit.creditor.pk)
    return [] if since is None else [*_written_to(customers, since), *_posted_to(customers, since)]


@prepared
def _last_run(creditor_id: int) -> QuerySet[Run, datetime]:
    return Run.objects.filter(creditor=creditor_id).order_by("-pk").values_list("recorded_at", flat=True)[:1]


@prepared
def _written_to(customers: tuple[int, ...], since: datetime) -> QuerySet[Contact, int]:
    rows = Contact.objects.filter(customer_id__in=customers, removed_at__isnull=True, recorded_at__gt=since)
    return rows.exclude(email="").values_list("customer_id", flat=True)


@prepared
def _posted_to(customers: tuple[int, ...], since: datetime) -> QuerySet[Customer, int]:
    rows = Customer.objects.filter(pk__in=customers, recorded_at__gt=since).exclude(address="")
    return rows.values_list("pk", flat=True)


def _kind(reasons: set[str], overdue_cents: int) -> str:
    if reasons & _ADDRESS:
        return "address"
    if reasons & _ASSUMED:
        return "terms"
    if reasons & _FINISHED or overdue_cents >= LARGE_CENTS:
        return "call"
    return ""


def overdue_of(visit: Visit, customers: tuple[int, ...]) -> dict[tuple[int, str], int]:
    """What these customers owe that is due, by customer and currency."""
    late = _late_in_parts if some_in_instalments(visit.creditor.pk) else _late
    sums = overdue_sums(late(customers, visit.on), _owing(customers), *_BY, on=visit.on)
    return {(customer, currency): cents for (customer, currency), cents in sums.items()}


@prepared
def _late(customers: tuple[int, ...], on: date) -> QuerySet[Receivable, Any]:
    return overdue_rows(_owing(customers), *_BY, on=on, in_parts=False)


@prepared
def _late_in_parts(customers: tuple[int, ...], on: date) -> QuerySet[Receivable, Any]:
    return overdue_rows(_owing(customers), *_BY, on=on, in_parts=True)


def _owing(customers: tuple[int, ...]) -> QuerySet[Receivable]:
    rows = Receivable.objects.filter(customer_id__in=customers, gone_on__isnull=True)
    return rows.exclude(kind="retention")


def _held(visit: Visit, customers: tuple[int, ...]) -> set[int]:
    """Customers of whom nobody should ask anything now: held, or in dispute."""
    return {*_holds(customers, visit.on), *_disputed(customers)}


def _called(visit: Visit, customers: tuple[int, ...]) -> set[int]:
    """Customers spoken of lately, on whom nobody should call again."""
    since = visit.at - timedelta(days=CALM_DAYS)
    return {*_noted(customers, since), *_spoken(customers, since)}


@prepared
def _holds(customers: tuple[int, ...], on: date) -> QuerySet[Hold, int]:
    rows = running_holds(on).filter(customer_id__in=customers, receivable__isnull=True)
    return rows.values_list("customer_id", flat=True)


@prepared
def _items_held(keys: tuple[int, ...], on: date) -> QuerySet[Hold, int]:
    return running_holds(on).filter(receivable_id__in=keys).values_list("receivable_id", flat=True)


@prepared
def _disputed(customers: tuple[int, ...]) -> QuerySet[Dispute, int]:
    rows = Dispute.objects.filter(customer_id__in=customers, closed_on__isnull=True)
    return rows.values_list("customer_id", flat=True)


@prepared
def _noted(customers: tuple[int, ...], since: datetime) -> QuerySet[Note, int]:
    rows = Note.objects.filter(customer_id__in=customers, recorded_at__gte=since)
    return rows.values_list("customer_id", flat=True)


@prepared
def _spoken(customers: tuple[int, ...], since: datetime) -> QuerySet[Call, int]:
    rows = Call.objects.filter(customer_id__in=customers, recorded_at__gte=since)
    return rows.values_list("customer_id", flat=True)
