"""Objectives: the list, one of them, and the acts that set, read, change and close one."""

from __future__ import annotations

from typing import Any

from django.db.models import OuterRef, Subquery
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from encours.acts import set_objective as setting
from encours.desk.acting import Ask, act_page, made_from
from encours.desk.objectives import forms, telling
from encours.desk.shell import render, said
from encours.desk.telling import author_name
from encours.desk.visits import DeskRequest, Visit, visiting
from encours.records.objectives.models import Objective, Reading
from encours.records.runs.models import Run

_SHOWN = 100
_READINGS = 400


@visiting()
def objectives(request: DeskRequest, visit: Visit) -> HttpResponse:
    """List the objectives, those running first, each as of its last reading."""
    rows = list(
        Objective.objects.seen(visit.sight)
        .select_related("owner")
        .order_by("closed_on", "target_on", "pk")[:_SHOWN]
    )
    rows.sort(key=lambda row: row.state != "open")
    last = _last_readings(rows)
    told = [telling.told(row, last.get(row.pk)) for row in rows]
    return render(request, "objectives/list.html", {"objectives": told})


def _last_readings(rows: list[Objective]) -> dict[int, Reading]:
    """The newest reading of each, in one query."""
    keys = [row.pk for row in rows]
    last = Reading.objects.filter(objective=OuterRef("objective")).order_by("-on").values("pk")[:1]
    found = Reading.objects.filter(objective_id__in=keys, pk=Subquery(last))
    return {reading.objective_id: reading for reading in found}


@visiting(subject=Objective.objects)
def objective(request: DeskRequest, visit: Visit, objective: Objective) -> HttpResponse:
    """Show one objective: where it started, each reading, the work it asks, what serves it."""
    readings = list(Reading.objects.filter(objective=objective).order_by("-on")[:_READINGS])[::-1]
    items = _overdue_items(visit)
    asked = telling.load_of(objective, items, visit.on)
    context = {
        "told": telling.told(objective, readings[-1] if readings else None),
        "readings": [(each.on, telling.figure(objective, each.value)) for each in readings[::-1]],
        "curve": telling.curve(objective, readings),
        "load": asked,
        "load_sentence": telling.load_sentence(objective, asked),
        "improvements": objective.improvements.order_by("pk")[:_SHOWN],
        "author": author_name,
    }
    return render(request, "objectives/objective.html", context)


def _overdue_items(visit: Visit) -> int:
    """How many overdue items the last run found."""
    run = Run.objects.of([visit.creditor.pk]).order_by("-pk").values_list("figures", flat=True).first()
    return int(run.get("overdue_items", 0)) if run else 0


def _wanted(code: str, told: dict[str, Any]) -> dict[str, Any]:
    """The values of a form as the act takes them."""
    return {
        "target_value": telling.in_parts(code, told["target"]),
        "target_on": told["target_on"],
        "owner": told["owner"],
        "minutes_an_item": told["minutes_an_item"],
        "minutes_a_week": told["hours_a_week"] * 60,
        "why": told["why"],
    }


@visiting(right="policy", methods=("GET", "POST"))
def set_one(request: DeskRequest, visit: Visit) -> HttpResponse:
    """Set an objective; its start is measured when the form is sent."""
    ask = Ask(
        title=_("Fixer un objectif"),
        lead=_("Le point de départ est mesuré à l’instant et ne change plus : le résultat se compare à lui."),
        verb=_("Fixer"),
        back=reverse("objectives"),
        done=_("L’objectif est fixé, son point de départ est gardé."),
    )
    return act_page(
        request,
        ask,
        forms.of_creditor(forms.SetObjective, visit.creditor.pk),
        lambda told: setting.set_objective(
            visit.creditor,
            setting.Wanted(measure=told["measure"], **_wanted(told["measure"], dict(told))),
            on=visit.on,
            author=visit.author,
            at=visit.at,
        ),
        {"owner": visit.person.pk, "measure": "dso_count_back"},
    )


@visiting(right="policy", methods=("POST",))
def read_today(request: DeskRequest, visit: Visit) -> HttpResponse:
    """Read the measures of all running objectives today."""
    read = setting.follow_objectives(visit.creditor, on=visit.on, author=visit.author, at=visit.at)
    text = _("Les objectifs sont à jour.") if read else _("Tout était déjà à jour pour ce jour.")
    return said(redirect("objectives"), text)


@visiting(right="policy", methods=("GET", "POST"), subject=Objective.objects)
def change(request: DeskRequest, visit: Visit, objective: Objective) -> HttpResponse:
    """Change the target, its day, its owner or the hours; never the start."""
    ask = Ask(
        title=_("Changer l’objectif"),
        lead=telling.told(objective, None).name,
        verb=_("Enregistrer"),
        back=reverse("objective", args=[objective.pk]),
        done=_("L’objectif est changé ; son point de départ reste."),
        version=objective.version,
    )
    return act_page(
        request,
        ask,
        forms.of_creditor(forms.ChangeObjective, visit.creditor.pk),
        lambda told: setting.change_objective(
            objective,
            _wanted(objective.measure, dict(told)),
            on=visit.on,
            made_from=made_from(request),
            author=visit.author,
            at=visit.at,
        ),
        {
            "target": telling.as_typed(objective),
            "target_on": objective.target_on,
            "owner": objective.owner_id,
            "minutes_an_item": objective.minutes_an_item,
            "hours_a_week": objective.minutes_a_week // 60,
            "why": objective.why,
        },
    )


@visiting(right="policy", methods=("GET", "POST"), subject=Objective.objects)
def close(request: DeskRequest, visit: Visit, objective: Objective) -> HttpResponse:
    """Close an objective with what it taught."""
    ask = Ask(
        title=_("Clore l’objectif"),
        lead=telling.told(objective, None).name,
        verb=_("Clore"),
        back=reverse("objective", args=[objective.pk]),
        done=_("L’objectif est clos ; ses mesures restent."),
        version=objective.version,
    )
    return act_page(
        request,
        ask,
        forms.CloseObjective,
        lambda told: setting.close_objective(
            objective, **told, on=visit.on, made_from=made_from(request), author=visit.author, at=visit.at
        ),
    )
