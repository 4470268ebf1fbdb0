"""Who and what is held, until when, why, and when it resumes: a calendar of the coming weeks, and the list."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import F, Q, QuerySet
from django.http import HttpResponse
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _

from encours.core.days import is_business_day, next_business_day
from encours.desk.customers.sparing import hold_name, leniency_name, running_leniencies
from encours.desk.items import running_holds
from encours.desk.paging import sliced
from encours.desk.shell import render
from encours.desk.telling import author_name
from encours.desk.visits import DeskRequest, Visit, visiting
from encours.records.cases.models import Hold, Leniency
from encours.records.parties.searching import naming

_WEEKS = 5
_LONGEST = 100
SHOWN = ("held", "spared", "coming", "endless")


@dataclass(frozen=True, slots=True)
class Day:
    """A day of the calendar: how many holds end so that reminders resume on it."""

    on: date
    count: int
    open: bool


@visiting()
def holds(request: DeskRequest, visit: Visit) -> HttpResponse:
    """Show what is held, soonest to resume first, with the coming weeks as a calendar."""
    shown = request.GET.get("show", "")
    shown = shown if shown in SHOWN else "held"
    typed = request.GET.get("q", "").strip()[:_LONGEST]
    rows = _rows(visit, shown)
    rows = rows.filter(naming(typed, "customer__")) if typed else rows
    order = "pk" if shown in {"endless", "spared"} else "from_on" if shown == "coming" else "until_on"
    part = sliced(rows.select_related(*_BESIDE[shown]), order, request)
    context = {
        "shown": shown,
        "views": [
            ("held", _("Avec une fin")),
            ("endless", _("Sans fin connue")),
            ("coming", _("À venir")),
            ("spared", _("Relances adaptées")),
        ],
        "typed": typed,
        "slice": part,
        "weeks": _weeks(visit),
        "weekdays": list(WEEKDAYS.values()),
        "resumes": _resumes,
        "name_of": leniency_name if shown == "spared" else hold_name,
        "author_name": author_name,
    }
    return render(request, "guards/holds.html", context)


_BESIDE = {
    **dict.fromkeys(("held", "endless", "coming"), ("customer", "receivable")),
    "spared": ("customer",),
}


def _rows(visit: Visit, shown: str) -> QuerySet[Hold] | QuerySet[Leniency]:
    if shown == "spared":
        return Leniency.objects.seen(visit.sight).filter(running_leniencies(visit.on))
    ours = Hold.objects.seen(visit.sight)
    if shown == "coming":
        not_released = Q(released_on__isnull=True) | Q(released_on__gt=F("from_on"))
        return ours.filter(not_released, from_on__gt=visit.on)
    running = ours.filter(pk__in=running_holds(visit.on).values("pk"))
    return running.filter(until_on__isnull=shown == "endless")


def _resumes(row: Hold | Leniency) -> date | None:
    """The first open day after it; None where no end is known."""
    return next_business_day(row.until_on + timedelta(days=1)) if row.until_on else None


def _weeks(visit: Visit) -> list[list[Day]]:
    """The coming weeks, Monday to Sunday, with how many holds let reminders resume on each day."""
    first = visit.on - timedelta(days=visit.on.weekday())
    last = first + timedelta(weeks=_WEEKS)
    ending = _rows(visit, "held").filter(until_on__lt=last).values_list("until_on", flat=True)
    counted = Counter(next_business_day(day + timedelta(days=1)) for day in ending if day is not None)
    span = [first + timedelta(days=n) for n in range(7 * _WEEKS)]
    days = [Day(day, counted[day], is_business_day(day)) for day in span]
    return [days[n : n + 7] for n in range(0, len(days), 7)]
