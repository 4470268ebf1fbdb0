"""The dashboard and the work list."""

from __future__ import annotations

from django.db.models import Sum
from django.http import HttpResponse
from django.shortcuts import redirect

from encours.desk.dashboard import figures, work
from encours.desk.shell import render
from encours.desk.telling import author_name
from encours.desk.visits import DeskRequest, Visit, visiting
from encours.records.cash.models import BankLine
from encours.records.messages.models import Message


@visiting()
def dashboard(request: DeskRequest, visit: Visit) -> HttpResponse:
    """Say where the creditor stands, as of its last run; a creditor not set up goes there first."""
    if visit.creditor.set_up_at is None and visit.may("policy"):
        return redirect("setup")
    # The figures of a run are those of the whole creditor.
    run = figures.last_run(visit.creditor.pk) if visit.sight.whole else None
    context = {
        "run": run,
        "slots": figures.ageing(run) if run else [],
        "dso": figures.dso(run) if run else (None, ""),
        "share_overdue": figures.share_overdue(run) if run else None,
        "proposals": Message.objects.seen(visit.sight).filter(state="proposed").order_by()[:1000].count(),
        "lines": BankLine.objects.seen(visit.sight)
        .filter(state__in=("unapplied", "doubtful", "detached"))
        .values_list("currency")
        .annotate(cents=Sum("amount_cents"))
        .order_by("currency"),
        "piles": work.piles(visit),
        "author": author_name,
    }
    return render(request, "dashboard/dashboard.html", context)


@visiting()
def work_list(request: DeskRequest, visit: Visit) -> HttpResponse:
    """Say what to do today, in order."""
    return render(request, "dashboard/work.html", {"piles": work.piles(visit)})
