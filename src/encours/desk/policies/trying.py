"""Trials of scenarios at the desk: asking for one, those kept, and what one came to."""

from __future__ import annotations

import json
from datetime import date, timedelta
from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from encours.acts.asking_trial import ask_trial
from encours.acts.replay_scenario import Tried, period_to_replay
from encours.core.scenario import from_dict
from encours.core.scenario.sheet import from_yaml
from encours.desk.acting import REFUSED, performed
from encours.desk.boards.looking import chart_json
from encours.desk.plain import in_words
from encours.desk.policies import proposing, simulating
from encours.desk.shell import render, said
from encours.desk.telling import author_name, channel_name, step_name
from encours.desk.visits import DeskRequest, Visit, visiting
from encours.records.policies.models import ScenarioVersion
from encours.records.trials.models import AskedTrial, Trial
from encours.words import trials as words
from encours.words.boards.names import month_name
from encours.words.boards.tile import Chart, Columns, Table, Tile
from encours.words.languages import nearest
from encours.words.reason_labels import STEPS
from encours.words.scenarios import scenario_name

_SHOWN = 50
_LONGEST_YEARS = 5


class Asked(forms.Form):
    """Which scenario is tried, and over which days."""

    scenario = forms.ChoiceField(label=gettext_lazy("Scénario"))
    from_on = forms.DateField(
        label=gettext_lazy("Premier jour"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    to_on = forms.DateField(
        label=gettext_lazy("Dernier jour"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    sheet = forms.CharField(
        label=gettext_lazy("Ou une feuille YAML, pas encore publiée"),
        required=False,
        max_length=100_000,
        widget=forms.Textarea(attrs={"rows": 4, "spellcheck": "false"}),
        help_text=gettext_lazy("Collée ici, elle est essayée à la place du scénario choisi."),
    )

    def __init__(self, *given: Any, versions: list[ScenarioVersion], on: date, **named: Any) -> None:
        super().__init__(*given, **named)
        self.on, self.versions = on, {str(one.pk): one for one in versions}
        self.fields["scenario"].choices = [  # type: ignore[attr-defined]
            (
                str(one.pk),
                _("%(name)s, version %(number)s")
                % {"name": scenario_name(one.scenario.name), "number": one.number},
            )
            for one in versions
        ]

    def clean(self) -> dict[str, Any]:
        """The days are past, in order, and not too many."""
        told = super().clean() or {}
        first, last = told.get("from_on"), told.get("to_on")
        if first and last:
            if last >= self.on:
                self.add_error("to_on", _("On ne rejoue que des jours passés : finir hier au plus tard."))
            elif last < first:
                self.add_error("to_on", _("La période finirait avant de commencer : corriger les dates."))
            elif last - first > timedelta(days=366 * _LONGEST_YEARS):
                self.add_error("from_on", _("Cinq ans au plus : commencer plus tard."))
        return told

    def tried(self) -> Tried:
        """The scenario to be tried."""
        if sheet := self.cleaned_data["sheet"].strip():
            return Tried(*from_yaml(sheet))
        version = self.versions[self.cleaned_data["scenario"]]
        return Tried(version.scenario.name, from_dict(version.content), version)


@visiting(right="policy", methods=("GET", "POST"))
def trials(request: DeskRequest, visit: Visit) -> HttpResponse:
    """Ask for a trial, and list those that wait and those kept."""
    ours = [visit.creditor.pk]
    versions = simulating.versions_to_try(visit)
    first, last = period_to_replay(visit.on)
    given: dict[str, Any] = {"versions": versions, "on": visit.on}
    status = 200
    form = Asked(initial={"from_on": first, "to_on": last}, **given)
    if request.method == "POST":
        form, status = Asked(request.POST, **given), REFUSED
        if form.is_valid():
            refused = performed(form, lambda: _ask(visit, form))
            if refused is None:
                return said(redirect("scenario_trials"), _("L’essai est demandé : son résultat vient ici."))
            status = refused
    context = {
        "form": form,
        "waiting": [
            (one, in_words(one.sentence))
            for one in AskedTrial.objects.of(ours)
            .exclude(state__in=("done", "stopped"))
            .order_by("-pk")[:_SHOWN]
        ],
        "kept": [
            _told(one) for one in Trial.objects.of(ours).select_related("version").order_by("-pk")[:_SHOWN]
        ],
        "scenario_name": scenario_name,
        "kinds": words.KINDS,
        "author": author_name,
    }
    return render(request, "policies/trials.html", context, status=status)


def _ask(visit: Visit, form: Asked) -> None:
    ask_trial(
        visit.creditor,
        form.tried(),
        kind="replay",
        from_on=form.cleaned_data["from_on"],
        to_on=form.cleaned_data["to_on"],
        author=visit.author,
        at=visit.at,
    )


def _told(trial: Trial) -> tuple[Trial, int, int | None]:
    """A trial, and of what it tried: messages, and those sent wrongly (a simulation knows of none)."""
    result = json.loads(trial.result)
    if trial.kind == "replay":
        return trial, result["replayed"]["messages"], result["replayed"]["wrong_messages"]
    measures = result["measures"] if trial.kind == "candidates" else result["scenarios"][0]["measures"]
    return trial, measures["messages"]["mean"], None


@visiting(right="policy", subject=Trial.objects.select_related("version"))
def trial(request: DeskRequest, visit: Visit, trial: Trial) -> HttpResponse:
    """What a trial came to."""
    if trial.kind == "simulation":
        return simulating.shown(request, visit, trial)
    if trial.kind == "candidates":
        return proposing.shown(request, visit, trial)
    result = json.loads(trial.result)
    language = nearest(get_language())
    context = {
        "trial": trial,
        "result": result,
        "name": scenario_name(trial.name),
        "steps": _steps(result),
        "by_month": _by_month(result),
        "chart_json": chart_json,
        "known": words.knowledge_of(result, language),
        "assumed": list(words.assumed_of(result, language)),
        "wrong_name": words.WRONG.__getitem__,
        "reason_name": words.reason_name,
        "author": author_name,
    }
    return render(request, "policies/trial.html", context)


def _steps(result: dict[str, Any]) -> list[tuple[str, str, int, int]]:
    """Each step and channel: messages of the scenario tried, and those really sent."""
    counts = [
        {(row["step"], row["channel"]): row["messages"] for row in result[side]["by_step"]}
        for side in ("replayed", "ran")
    ]
    order = {code: rank for rank, code in enumerate(STEPS)}
    ladder = sorted({*counts[0], *counts[1]}, key=lambda one: (order.get(one[0], len(order)), one))
    return [
        (
            step_name(step),
            channel_name(channel),
            counts[0].get((step, channel), 0),
            counts[1].get((step, channel), 0),
        )
        for step, channel in ladder
    ]


def _by_month(result: dict[str, Any]) -> Tile:
    """The messages of each month, of the one and of the other, drawn and as a table."""
    rows = [[month_name(one["month"]), one["replayed"], one["ran"]] for one in result["months"]]
    columns: Columns = ((_("Mois"), "text"), (_("Ce scénario"), "count"), (_("Vraiment partis"), "count"))
    return Tile(
        "trial",
        _("Messages par mois"),
        table=Table(columns, rows),
        chart=Chart("columns", (1, 2), ("primary", "quiet")),
    )
