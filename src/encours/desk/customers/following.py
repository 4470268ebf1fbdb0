"""Who follows a customer, in which portfolio, who stands in today, and what was said last on the telephone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils.http import urlencode

from encours.desk.visits import Visit
from encours.desk.work.calling import outcome_name
from encours.records.cases.models import Call
from encours.records.parties.models import Customer
from encours.records.work.models import Absence, Assignment, Portfolio


@dataclass(frozen=True, slots=True)
class Following:
    """Names for the page; `until_on` is the last day that the follower is away, and `substitute` acts till then."""

    owner: str
    portfolio: Portfolio | None
    substitute: str
    until_on: date | None
    transfer: str  # where it is given to another, empty where this person may not


def following(customer: Customer, visit: Visit) -> Following | None:
    """Two queries; None where the module is off."""
    if not visit.uses("work_sharing"):
        return None
    kept = Assignment.objects.filter(customer=customer).select_related("owner", "portfolio").first()
    owner = kept.owner if kept else None
    away = None
    if owner is not None:
        absences = Absence.objects.of([visit.creditor.pk]).filter(person=owner, cancelled_at__isnull=True)
        today = absences.filter(from_on__lte=visit.on, until_on__gte=visit.on)
        away = today.select_related("substitute").order_by("-pk").first()
    return Following(
        owner=(owner.name or owner.email) if owner else "",
        portfolio=kept.portfolio if kept else None,
        substitute=(away.substitute.name or away.substitute.email) if away else "",
        until_on=away.until_on if away else None,
        transfer=_transfer(customer) if visit.may("policy") else "",
    )


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
    row = Call.objects.filter(customer=customer).order_by("-on", "-pk").first()
    if row is None:
        return None
    again_on = row.next_on if row.waiting else None
    return LastCall(row.on, outcome_name(row.outcome), row.outcome == "promised", again_on)
