"""Experiments at the desk: those there are, beginning one with what it takes told live, ending it, its winner."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django import forms
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from encours.acts.care_for_scenario import answerable
from encours.acts.experiments.begin import Asked, begin_experiment
from encours.acts.experiments.following import result_of, stop_experiment
from encours.acts.experiments.planning import Power, kinds_of, power_of
from encours.acts.experiments.publish_winner import publish_winner
from encours.desk.acting import REFUSED, Ask, act_page, made_from, performed
from encours.desk.fields import CentsField, day_field
from encours.desk.policies.ladder_form import MOVE, STAY
from encours.desk.shell import render, said
from encours.desk.telling import regime_name
from encours.desk.visits import DeskRequest, Visit, visiting
from encours.records.experiments.models import Experiment
from encours.records.experiments.reading import running_experiment
from encours.records.fields.reading import own_segments
from encours.records.people.models import User
from encours.records.policies.models import ScenarioVersion
from encours.records.policies.reading import latest_of
from encours.words import experiments as words
from encours.words.languages import nearest
from encours.words.scenarios import scenario_name

_BOTH = ("GET", "POST")
_SHOWN = 50
_MOST = 10_000_000


class Begun(forms.Form):
    """What an experiment asks, how it is judged, who answers for it."""

    name = forms.CharField(label=gettext_lazy("Nom"), max_length=100)
    champion = forms.ChoiceField(label=gettext_lazy("Champion, ce que suivent les clients"))
    challenger = forms.ChoiceField(label=gettext_lazy("Challenger, ce que l’on essaie"))
    hypothesis = forms.CharField(
        label=gettext_lazy("Ce que l’on en attend"), max_length=500, widget=forms.Textarea(attrs={"rows": 2})
    )
    reason = forms.CharField(
        label=gettext_lazy("Pourquoi"), max_length=500, widget=forms.Textarea(attrs={"rows": 2})
    )
    kind = forms.ChoiceField(label=gettext_lazy("Clients qui y prennent part"), required=False)
    share_percent = forms.IntegerField(
        label=gettext_lazy("Part du challenger, en %"), min_value=1, max_value=99, initial=50
    )
    within_days = forms.IntegerField(
        label=gettext_lazy("Jours suivis de chaque client"), min_value=1, max_value=365, initial=30
    )
    effect_cents = CentsField(label=gettext_lazy("Écart recherché, par client"))
    planned = forms.IntegerField(
        label=gettext_lazy("Clients prévus"),
        min_value=2,
        max_value=_MOST,
        help_text=gettext_lazy(
            "Au-delà, plus personne n’entre. Le nombre qu’il faut se calcule sur cette page."
        ),
    )
    end_on = day_field(label=gettext_lazy("Dernier jour d’entrée"))
    cost_cents = CentsField(
        label=gettext_lazy("Surcoût le plus grand, par client"),
        required=False,
        help_text=gettext_lazy("Au-delà, l’expérience s’arrête d’elle-même. Vide : le coût n’arrête rien."),
    )
    with_running = forms.BooleanField(
        label=gettext_lazy("Les dossiers en cours y entrent aussi, et changent d’échelle"), required=False
    )
    owner = forms.ModelChoiceField(label=gettext_lazy("Responsable"), queryset=User.objects.none())

    def __init__(self, *given: Any, visit: Visit, **named: Any) -> None:
        super().__init__(*given, **named)
        ours = visit.creditor.pk
        rows = ScenarioVersion.objects.of([ours]).select_related("scenario")
        self.versions = {
            str(one.pk): one
            for one in rows.order_by("-scenario__usual", "scenario__name", "-number")[:_SHOWN]
        }
        pairs = [
            (
                key,
                _("%(name)s, version %(number)s")
                % {"name": scenario_name(one.scenario.name), "number": one.number},
            )
            for key, one in self.versions.items()
        ]
        fields: Any = self.fields
        fields["champion"].choices = fields["challenger"].choices = pairs
        labels = {one.segment: one.label(nearest(get_language())) for one in own_segments(ours)}
        fields["kind"].choices = [
            ("", _("tous ceux qui suivent le champion")),
            *((kind, labels.get(kind) or regime_name(kind)) for kind in kinds_of(ours)),
        ]
        people = answerable(ours, on=visit.on)
        fields["owner"].queryset = User.objects.filter(pk__in=[one.pk for one in people])
        fields["owner"].label_from_instance = lambda one: one.name or one.email

    def asked(self) -> Asked:
        """What is asked, its versions found."""
        told = dict(self.cleaned_data)
        for side in ("champion", "challenger"):
            told[side] = self.versions[told[side]]
        return Asked(**told)


class Stopped(forms.Form):
    """Why a person ends an experiment."""

    reason = forms.CharField(
        label=gettext_lazy("Pourquoi"), max_length=500, widget=forms.Textarea(attrs={"rows": 2})
    )


class Winner(forms.Form):
    """What becomes of running cases when the winner is published."""

    running = forms.ChoiceField(
        label=gettext_lazy("À la publication"),
        choices=[
            (STAY, gettext_lazy("les dossiers en cours gardent leur version")),
            (MOVE, gettext_lazy("les dossiers en cours changent aussi")),
        ],
        widget=forms.RadioSelect,
        initial=STAY,
    )


@visiting(right="policy")
def experiments(request: DeskRequest, visit: Visit) -> HttpResponse:
    """List the experiments: what is known of each, in one sentence."""
    rows = Experiment.objects.of([visit.creditor.pk]).select_related(
        "ending", "creditor", "champion__scenario", "challenger__scenario"
    )
    language = nearest(get_language())
    told = []
    for one in rows.order_by("-pk")[:_SHOWN]:
        result = told_of(one, visit)
        told.append((one, words.conclusion(result, one.currency, language), words.counted(result, language)))
    context = {"rows": told, "running": running_experiment(visit.creditor.pk), "endings": words.ENDINGS}
    return render(request, "policies/experiments.html", context)


def told_of(experiment: Experiment, visit: Visit) -> dict[str, Any]:
    """What is known of an experiment: on the day it ended, else today."""
    if experiment.ended_on is not None:
        kept: dict[str, Any] = json.loads(experiment.ending.result)
        return kept
    return result_of(experiment, on=visit.on)


@visiting(right="policy", methods=_BOTH)
def begin(request: DeskRequest, visit: Visit) -> HttpResponse:
    """Begin one; while it is written, how many customers it takes is told live."""
    asked = request.GET if "champion" in request.GET else None
    initial = {"end_on": visit.on + timedelta(days=180), "owner": visit.person.pk}
    form, status = Begun(visit=visit, initial=initial), 200
    if asked is not None:
        form = Begun(visit=visit, initial=initial | {name: asked.get(name) for name in asked})
    if request.method == "POST":
        form, status = Begun(request.POST, visit=visit), REFUSED
        if form.is_valid():
            refused = performed(
                form,
                lambda: begin_experiment(
                    visit.creditor, form.asked(), on=visit.on, author=visit.author, at=visit.at
                ),
            )
            if refused is None:
                return said(redirect("experiments"), _("L’expérience commence avec la prochaine journée."))
            status = refused
    power = _power(visit, form, request.POST if request.method == "POST" else asked)
    return render(request, "policies/begin_experiment.html", {"form": form, "power": power}, status=status)


def _power(visit: Visit, form: Begun, told: QueryDict | None) -> Power | None:
    """What the experiment written so far takes; None while something of it is not told."""
    if told is None:
        return None
    try:
        sizes: dict[str, Any] = {
            name: form.fields[name].clean(told.get(name))
            for name in ("share_percent", "within_days", "effect_cents")
        }
        champion = form.versions[told.get("champion", "")]
        kind = form.fields["kind"].clean(told.get("kind", ""))
    except (forms.ValidationError, KeyError):
        return None
    return power_of(visit.creditor, champion, kind=kind, **sizes, on=visit.on)


@visiting(right="policy", methods=_BOTH, subject=Experiment.objects.select_related("creditor"))
def stop(request: DeskRequest, visit: Visit, experiment: Experiment) -> HttpResponse:
    """End an experiment before its time."""
    ask = Ask(
        title=_("Arrêter l’expérience « %(name)s »") % {"name": experiment.name},
        lead=_("Plus personne n’y entre ; chaque dossier en cours garde sa version. Elle ne reprend pas."),
        verb=_("Arrêter l’expérience"),
        back=reverse("experiment", args=[experiment.pk]),
        done=_("L’expérience est arrêtée."),
        tone="danger",
    )

    def act(told: Mapping[str, Any]) -> None:
        stop_experiment(experiment, **told, on=visit.on, author=visit.author, at=visit.at)

    return act_page(request, ask, Stopped, act)


@visiting(
    right="policy",
    methods=_BOTH,
    subject=Experiment.objects.select_related("ending", "creditor", "champion__scenario", "challenger"),
)
def publish(request: DeskRequest, visit: Visit, experiment: Experiment) -> HttpResponse:
    """Publish the challenger as the next version of the champion's scenario."""
    ask = Ask(
        title=_("Publier le gagnant de « %(name)s »") % {"name": experiment.name},
        lead=_("Les étapes du challenger deviennent la prochaine version du scénario du champion."),
        verb=_("Publier"),
        back=reverse("experiment", args=[experiment.pk]),
        done=_("La nouvelle version du scénario est publiée."),
        version=latest_of(experiment.champion.scenario_id).number,
    )

    def act(told: Mapping[str, Any]) -> None:
        sentence = words.conclusion(told_of(experiment, visit), experiment.currency, "fr")
        publish_winner(
            experiment,
            motive=f"{experiment.name}\N{NO-BREAK SPACE}: {sentence}",
            move_running=told["running"] == MOVE,
            made_from=made_from(request),
            author=visit.author,
            at=visit.at,
        )

    return act_page(request, ask, Winner, act)
