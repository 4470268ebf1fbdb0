"""Who signed in, who failed to: read from what the lock-out keeps, for the people of this creditor alone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from axes.models import AccessFailureLog, AccessLog
from django.db.models import QuerySet
from django.http import HttpResponse

from encours.desk.entrance.devices import device
from encours.desk.shell import render
from encours.desk.visits import DeskRequest, Visit, visiting
from encours.records.people.models import Membership

_SHOWN = 100


@dataclass(frozen=True, slots=True)
class Event:
    """One sign-in, or one failure."""

    at: datetime
    email: str
    address: str
    device: str
    kind: str  # in | failed | locked


@visiting(right=("people", "access"))
def sign_ins(request: DeskRequest, visit: Visit) -> HttpResponse:
    """Show the last sign-ins and failures of the people of this creditor."""
    ours = list(
        Membership.objects.of([visit.creditor.pk])
        .values_list("user__email", flat=True)
        .order_by("user__email")
    )
    wanted = request.GET.get("email", "")
    if wanted in ours:
        rows = _events([wanted])
    else:
        wanted, rows = "", _events(ours)
    context = {"events": rows, "emails": ours, "wanted": wanted, "most": _SHOWN}
    return render(request, "people/sign_ins.html", context)


def _events(emails: list[str]) -> list[Event]:
    def last(rows: QuerySet[AccessLog] | QuerySet[AccessFailureLog]) -> list[AccessLog | AccessFailureLog]:
        return list(rows.filter(username__in=emails).order_by("-attempt_time", "-pk")[:_SHOWN])

    came = [_event(one, "in") for one in last(AccessLog.objects.all())]
    failed = [
        _event(one, "locked" if one.locked_out else "failed") for one in last(AccessFailureLog.objects.all())
    ]
    return sorted([*came, *failed], key=lambda one: one.at, reverse=True)[:_SHOWN]


def _event(row: AccessLog | AccessFailureLog, kind: str) -> Event:
    return Event(row.attempt_time, row.username or "", row.ip_address or "", device(row.user_agent), kind)
