"""The page of the store."""

from __future__ import annotations

from django.http import HttpResponse

from encours.desk.shell import render
from encours.desk.store.telling import kind_name
from encours.desk.store.weighing import costs, database, files, months
from encours.desk.visits import DeskRequest, Visit, visiting


@visiting(right="access")
def store(request: DeskRequest, visit: Visit) -> HttpResponse:
    """Say what is kept, under which key, how it grows and what it costs."""
    kept = files(visit)
    context = {
        "database": database(),
        "kept": kept,
        "kind_name": kind_name,
        "bytes": sum(kind.size for kind in kept),
        "count": sum(kind.count for kind in kept),
        "readable": sum(kind.count - kind.erased for kind in kept),
        "months": months(visit),
        "costs": costs(visit),
        "may_cost": visit.uses("measures") and (visit.may("approve") or visit.may("policy")),
    }
    return render(request, "store/page.html", context)
