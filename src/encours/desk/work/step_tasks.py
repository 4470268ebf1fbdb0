"""What scenarios ask of people: on the work list, and the page where a person says what it did."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.db.models import Min, QuerySet, Sum
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from encours.acts.step_tasks import alike, do_step_task
from encours.core.work.ranking import Candidate
from encours.desk import telling
from encours.desk.acting import Ask, act_page
from encours.desk.fields import day_field
from encours.desk.health import AsksAboutHealth
from encours.desk.items import lateness
from encours.desk.visits import DeskRequest, Visit, visiting
from encours.desk.work.candidates import Found
from encours.desk.work.whose import Whose, waiting
from encours.records.cases.tasks import StepTask
from encours.words import days
from encours.words.languages import nearest
from encours.words.reason_labels import EVENTS

_MOST = 60
_OF_MANAGERS = "manager"


def asked_by_scenarios(visit: Visit, whose: Whose) -> list[Found]:
    """One thing a customer and a reason, with what is owed for it; decisions are shown to those who approve."""
    rows = _waiting_tasks(whose)
    late = lateness([due_on or visit.on for *_found, due_on in rows], visit.on)
    return [
        Found(Candidate("step", key, cents, currency, days_late=days_late, due=True))
        for (_customer, kind, _because, currency, key, cents, _due), days_late in zip(rows, late, strict=True)
        if kind != _OF_MANAGERS or visit.may("approve")
    ]


@waiting
def _waiting_tasks(whose: Whose) -> QuerySet[StepTask, tuple[int, str, str, str, int, int, date | None]]:
    there = StepTask.objects.seen(whose.sight).filter(done_on__isnull=True, receivable__open_cents__gt=0)
    told = (
        whose.keep(there)
        .order_by()
        .values("customer_id", "kind", "because", "receivable__currency")
        .annotate(key=Min("pk"), cents=Sum("receivable__open_cents"), due=Min("receivable__due_on"))
    )
    names = ("customer_id", "kind", "because", "receivable__currency", "key", "cents", "due")
    rows = told.order_by("-cents", "key").values_list(*names)
    return rows[:_MOST]  # type: ignore[no-any-return] # of named sums


def said_of_step_task(row: StepTask) -> str:
    """What is to do, and why."""
    day = days.day(row.since_on, nearest(get_language()))
    if row.because == "step":
        return _("%(what)s : l’étape du scénario est à faire depuis le %(day)s") % {
            "what": telling.step_name(row.kind),
            "day": day,
        }
    return _("%(what)s : %(why)s, le %(day)s") % {
        "what": telling.step_name(row.kind),
        "why": EVENTS[row.because],
        "day": day,
    }


class Done(AsksAboutHealth):
    """What a person did."""

    on = day_field(label=gettext_lazy("Le"))
    text = forms.CharField(
        label=gettext_lazy("Ce qui a été fait, ou décidé"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


@visiting(right="collect", methods=("GET", "POST"), subject=StepTask.objects)
def do_task(request: DeskRequest, visit: Visit, task: StepTask) -> HttpResponse:
    """Say that it is done: the scenario goes on from there."""
    tasks = alike(task)
    numbers = ", ".join(one.receivable.number for one in tasks)
    ask = Ask(
        title=_("Demandé par le scénario : %(name)s") % {"name": task.customer.name},
        lead=f"{said_of_step_task(task)} · {numbers}",
        verb=_("C’est fait"),
        back=reverse("customer", args=[task.customer_id]),
        done=_("C’est au fil du dossier ; le scénario reprend de là."),
    )

    def act(told: Mapping[str, Any]) -> None:
        do_step_task(task.customer, tasks, **told, author=visit.author, at=visit.at)

    return act_page(request, ask, Done, act, {"on": visit.on})
