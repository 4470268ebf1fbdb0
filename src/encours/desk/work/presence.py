"""Who else has a customer's page open now: told while it is open, forgotten a minute after it is closed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from zoneinfo import ZoneInfo

from django.http import HttpResponse

from encours.acts.personal import PRESENT_SECONDS, is_here
from encours.desk.shell import render
from encours.desk.visits import DeskRequest, Visit, visiting
from encours.records.parties.models import Customer
from encours.records.work.models import Presence

_MOST = 20


@dataclass(frozen=True, slots=True)
class Other:
    """A colleague on this case, and since what hour of the creditor's day."""

    name: str
    since: str


@visiting(methods=("POST",), subject=Customer.objects)
def here(request: DeskRequest, visit: Visit, customer: Customer) -> HttpResponse:
    """Say that one is still on this case; answer who else is."""
    is_here(customer, visit.person, at=visit.at)
    return render(request, "work/presence.html", {"others": others(customer, visit)})


def others(customer: Customer, visit: Visit) -> list[Other]:
    """Colleagues whose page said lately that it is open."""
    lately = visit.at - timedelta(seconds=PRESENT_SECONDS)
    rows = Presence.objects.filter(customer=customer, seen_at__gte=lately).exclude(person=visit.person)
    zone = ZoneInfo(visit.creditor.time_zone)
    return [
        Other(row.person.name or row.person.email, row.since_at.astimezone(zone).strftime("%H:%M"))
        for row in rows.select_related("person").order_by("since_at", "pk")[:_MOST]
    ]
