"""The dashboard."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect

from encours.desk.boards import looking
from encours.desk.dashboard import work
from encours.desk.shell import render
from encours.desk.telling import author_name
from encours.desk.visits import DeskRequest, Visit, visiting


@visiting()
def dashboard(request: DeskRequest, visit: Visit) -> HttpResponse:
    """Say where the creditor stands, as of its last run; a creditor not set up goes there first."""
    if visit.creditor.set_up_at is None and visit.may("policy"):
        return redirect("setup")
    return render(request, "dashboard/dashboard.html", _context(request, visit))


@visiting()
def refreshed(request: DeskRequest, visit: Visit) -> HttpResponse:
    """The board again where something changed since the mark that the page bears; nothing otherwise."""
    if request.GET.get("since") == looking.mark(visit):
        return HttpResponse(status=204)
    return render(request, "boards/board.html", _context(request, visit))


def _context(request: DeskRequest, visit: Visit) -> dict[str, Any]:
    day = looking.asked_day(request, visit)
    seen = looking.board(visit, day=day)
    todo = any(place.code == "todo" for place in seen.places)
    return {
        "seen": seen,
        "day": day,
        "piles": work.piles(visit) if todo else [],
        "author": author_name,
        "chart_json": looking.chart_json,
    }
