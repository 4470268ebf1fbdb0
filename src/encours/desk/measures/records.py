"""What was recorded for measures, the latest first, and the ways to record more."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse
from django.utils.translation import gettext as _

from encours.desk.measures import forms
from encours.desk.shell import render
from encours.desk.visits import DeskRequest, Visit, visiting
from encours.records.measures.models import Complaint, Cost, Outcome, Survey

_SHOWN = 50


@visiting()
def records(request: DeskRequest, visit: Visit) -> HttpResponse:
    """Show costs, losses and gains, complaints and surveys that stand."""
    context = {
        "costs": _standing(visit, Cost.objects.seen(visit.sight)).order_by("-from_on", "-pk")[:_SHOWN],
        "outcomes": _standing(visit, Outcome.objects.seen(visit.sight))
        .select_related("customer")
        .order_by("-on", "-pk")[:_SHOWN],
        "complaints": _standing(visit, Complaint.objects.seen(visit.sight))
        .select_related("customer")
        .order_by("-on", "-pk")[:_SHOWN],
        "surveys": _standing(visit, Survey.objects.seen(visit.sight))
        .select_related("customer", "answer")
        .order_by("-asked_on", "-pk")[:_SHOWN],
        "shown": _SHOWN,
        "cost_kinds": forms.COST_KINDS,
        "actions": {code: label for code, label in forms.ACTIONS.items() if code},
        "outcome_kinds": forms.OUTCOME_KINDS,
        "complaint_kinds": forms.COMPLAINT_KINDS,
        "survey_states": forms.SURVEY_STATES,
        "complaint_sources": forms.COMPLAINT_SOURCES,
        "may_cost": visit.sight.whole and (visit.may("approve") or visit.may("policy")),
        "may_steer": visit.may("approve") or visit.may("policy"),
        "may_meet": any(visit.may(right) for right in ("collect", "note", "approve", "policy")),
        "none": _("Rien d’enregistré"),
    }
    return render(request, "measures/records.html", context)


def _standing(visit: Visit, rows: QuerySet[Any]) -> QuerySet[Any]:
    return rows.filter(cancelled_at__isnull=True)
