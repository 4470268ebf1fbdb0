"""The aged balance by customer."""

from __future__ import annotations

from django.http import HttpResponse

from encours.desk.shell import render
from encours.desk.visits import DeskRequest, Visit, visiting


@visiting()
def aged_balance(request: DeskRequest, visit: Visit) -> HttpResponse:
    """Show it."""
    return render(request, "ageing/balance.html", {})


@visiting()
def download(request: DeskRequest, visit: Visit, kind: str) -> HttpResponse:
    """Give it."""
    return HttpResponse("")
