"""Who follows a customer, in which portfolio, who stands in today, and what was said last on the telephone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.http import urlencode

from encours.desk.customers.present import Present
from encours.desk.visits import Visit
from encours.desk.work.calling import outcome_name
from encours.records.cases.models import Call
from encours.records.parties.models import Customer
from encours.records.prepared import prepared
from encours.records.work.models import Absence, Assignment, Portfolio


@dataclass(frozen=True, slots=True)
class Following:
    """Names for the page; `until_on` is the last day that the follower is away, and `substitute` acts till then."""

    owner: str
    portfolio: Portfolio | None
    substitute: str
    until_on: date | None
    transfer: str  # where it is given to another, empty where this person may not


def following(customer: Customer, visit: Visit, there: Present) -> Following | None:
    """Two queries at most; None where the module is off."""
    if not visit.uses("work_sharing"):
        return None
    kept = _kept.first(customer.pk) if Assignment in there else None
    owner = kept.owner if kept else None
    away = _away.first(visit.creditor.pk, owner.pk, visit.on) if owner is not None else None
    return Following(
        owner=(owner.name or owner.email) if owner else "",
        portfolio=kept.portfolio if kept else None,
        substitute=(away.substitute.name or away.substitute.email) if away else "",
        until_on=away.until_on if away else None,
        transfer=_transfer(customer) if visit.may("policy") else "",
    )


@prepared
def _kept(key: int) -> QuerySet[Assignment]:
    return Assignment.objects.filter(customer=key).select_related("owner", "portfolio").order_by("pk")[:1]


@prepared
def _away(creditor_id: int, person: int, on: date) -> QuerySet[Absence]:
    absences = Absence.objects.filter(creditor_id=creditor_id, person=person, cancelled_at__isnull=True)
    today = absences.filter(from_on__lte=on, until_on__gte=on)
    return today.select_related("substitute").order_by("-pk")[:1]


@prepared
def _last_call(key: int) -> QuerySet[Call]:
    return Call.objects.filter(customer=key).order_by("-on", "-pk")[:1]


def _transfer(customer: Customer) -> str:
    asked: dict[str, str | int] = {
        "room": "customers", "act": "transfer", "pk": customer.pk, "from": "customer",
    }  # fmt: skip
    return f"{reverse('bulk')}?{urlencode(asked)}"


@dataclass(frozen=True, slots=True)
class LastCall:
    """The last call: its day, what came of it, whether it promised money, and when to call again if that waits."""

    on: date
    outcome: str
    announced: bool
    again_on: date | None


def last_call(customer: Customer) -> LastCall | None:
    """One query."""
    row = _last_call.first(customer.pk)
    if row is None:
        return None
    again_on = row.next_on if row.waiting else None
    return LastCall(row.on, outcome_name(row.outcome), row.outcome == "promised", again_on)
