"""Customers that the ladder cannot carry alone: no address, terms only assumed, ladder finished, or much overdue."""

from __future__ import annotations

from collections import defaultdict
from datetime import timedelta

from encours.core.reasons import ReasonCode
from encours.core.work.ranking import CALM_DAYS, LARGE_CENTS, Candidate
from encours.desk.items import running_holds
from encours.desk.visits import Visit
from encours.desk.work.candidates import Found, late_by, open_overdue
from encours.desk.work.whose import Whose
from encours.records.cases.models import Call, Note
from encours.records.disputes.models import Dispute
from encours.records.receivables.due import overdue_sums, some_in_instalments
from encours.records.receivables.models import Receivable

_READ = 300
_ADDRESS = {ReasonCode.NO_ADDRESS}
_ASSUMED = {ReasonCode.DUE_DATE_ASSUMED, ReasonCode.REGIME_ASSUMED}
_FINISHED = {ReasonCode.LADDER_FINISHED, ReasonCode.OPENING_WITHOUT_DETAIL}


def customers_to_see(visit: Visit, whose: Whose) -> list[Found]:
    """One thing a customer, the one that blocks most; five queries, however many customers."""
    rows = open_overdue(visit, whose, _READ)
    late = dict(zip((row.pk for row in rows), late_by(rows, visit), strict=True))
    of_customer: dict[tuple[int, str], list[Receivable]] = defaultdict(list)
    for row in rows:
        of_customer[row.customer_id, row.currency].append(row)
    sums = overdue_of(visit, {row.customer_id for row in rows})
    quiet = _quiet(visit, {row.customer_id for row in rows})
    found = []
    for (customer, currency), theirs in of_customer.items():
        overdue = sums.get((customer, currency), 0)
        kind = _kind(theirs, overdue)
        if not kind or customer in quiet["held"] or (kind == "call" and customer in quiet["called"]):
            continue
        worst = max(late[row.pk] for row in theirs)
        made = Candidate(kind, customer, overdue, currency, days_late=worst)
        found.append(Found(made, theirs[0].customer, theirs[0]))
    return found


def _kind(rows: list[Receivable], overdue_cents: int) -> str:
    reasons = {row.standing.reason for row in rows if hasattr(row, "standing")}
    if reasons & _ADDRESS:
        return "address"
    if reasons & _ASSUMED:
        return "terms"
    if reasons & _FINISHED or overdue_cents >= LARGE_CENTS:
        return "call"
    return ""


def overdue_of(visit: Visit, customers: set[int]) -> dict[tuple[int, str], int]:
    """What these customers owe that is due, by customer and currency."""
    rows = Receivable.objects.filter(customer_id__in=customers, gone_on__isnull=True)
    in_parts = some_in_instalments(visit.creditor.pk)
    ours = rows.exclude(kind="retention")
    sums = overdue_sums(ours, "customer_id", "currency", on=visit.on, in_parts=in_parts)
    return {(customer, currency): cents for (customer, currency), cents in sums.items()}


def _quiet(visit: Visit, customers: set[int]) -> dict[str, set[int]]:
    """Customers on whom nobody should call now: held or in dispute; spoken of lately."""
    holds = running_holds(visit.on).filter(customer_id__in=customers, receivable__isnull=True)
    disputed = Dispute.objects.filter(customer_id__in=customers, closed_on__isnull=True)
    since = visit.at - timedelta(days=CALM_DAYS)
    notes = Note.objects.filter(customer_id__in=customers, recorded_at__gte=since)
    spoken = Call.objects.filter(customer_id__in=customers, recorded_at__gte=since)
    return {
        "held": {*holds.values_list("customer_id", flat=True)}
        | {*disputed.values_list("customer_id", flat=True)},
        "called": {
            *notes.values_list("customer_id", flat=True),
            *spoken.values_list("customer_id", flat=True),
        },
    }
