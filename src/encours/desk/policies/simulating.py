"""Simulations at the desk: asking for one, stopping it, and what one came to."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from encours.acts.replay_scenario import Tried, period_to_replay
from encours.acts.simulate_scenario import MONEY_BPS, MOST_RUNS, Draws
from encours.acts.simulations import MOST_SCENARIOS, Simulation, ask_simulation
from encours.acts.trials import stop_trial
from encours.core.scenario import from_dict
from encours.core.scenario.sheet import from_yaml
from encours.desk.acting import REFUSED, Ask, act_page, performed
from encours.desk.boards.looking import chart_json
from encours.desk.policies.forms import Nothing
from encours.desk.setup.fields import RateField
from encours.desk.shell import render, said
from encours.desk.telling import author_name
from encours.desk.visits import DeskRequest, Visit, visiting
from encours.records.policies.models import ScenarioVersion
from encours.records.trials.models import AskedTrial, ScenarioDraft, Trial
from encours.words import simulations as words
from encours.words.boards.tile import Chart, Columns, Table, Tile
from encours.words.languages import nearest
from encours.words.scenarios import scenario_name

_BOTH = ("GET", "POST")
_SHOWN = 50
_LONGEST_MONTHS = 60
_DRAWN = ("paid_30", "paid_60", "paid_90")


class Drawn(forms.Form):
    """Over how many months, and how, debtors are drawn."""

    months = forms.IntegerField(
        label=gettext_lazy("Nombre de mois"), min_value=1, max_value=_LONGEST_MONTHS, initial=12,
        help_text=gettext_lazy("Les factures échues au cours des derniers mois."),
    )  # fmt: skip
    runs = forms.IntegerField(
        label=gettext_lazy("Tirages"), min_value=1, max_value=MOST_RUNS, initial=100,
        help_text=gettext_lazy(
            "Combien de fois les débiteurs sont tirés : plus il y en a, plus les bornes sont sûres."
        ),
    )  # fmt: skip
    seed = forms.CharField(
        label=gettext_lazy("Graine"), max_length=40, initial="1",
        help_text=gettext_lazy("La même graine donne le même résultat, au centime."),
    )  # fmt: skip
    money_bps = RateField(
        label=gettext_lazy("Ce que coûte l’argent (% par an)"), initial=MONEY_BPS,
        help_text=gettext_lazy("Ce qu’un euro payé plus tard vous coûte : découvert, affacturage…"),
    )  # fmt: skip

    def draws(self, on: date) -> Draws:
        """How they are drawn, on a day."""
        told = self.cleaned_data
        last = period_to_replay(on)[1]
        return Draws(
            from_on=_months_before(last, told["months"]),
            to_on=last,
            runs=told["runs"],
            seed=told["seed"].strip(),
            money_bps=told["money_bps"],
        )


class Simulated(Drawn):
    """Which scenarios are simulated."""

    scenarios = forms.MultipleChoiceField(
        label=gettext_lazy("Scénarios"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("Le premier coché est celui auquel les autres sont comparés."),
    )
    sheet = forms.CharField(
        label=gettext_lazy("Ou une feuille YAML, pas encore publiée"),
        required=False,
        max_length=100_000,
        widget=forms.Textarea(attrs={"rows": 4, "spellcheck": "false"}),
        help_text=gettext_lazy("Collée ici, elle est comparée aux scénarios cochés."),
    )
    field_order = ("scenarios", "sheet")

    def __init__(
        self,
        *given: Any,
        versions: list[ScenarioVersion],
        drafts: list[ScenarioDraft],
        **named: Any,
    ) -> None:
        super().__init__(*given, **named)
        self.tried = {
            str(one.pk): Tried(one.scenario.name, from_dict(one.content), one) for one in versions
        } | {f"draft-{one.pk}": Tried(_draft_name(one), from_dict(one.content)) for one in drafts}
        self.fields["scenarios"].choices = [  # type: ignore[attr-defined]
            (
                key,
                _("%(name)s, version %(number)s")
                % {"name": scenario_name(one.name), "number": one.version.number}
                if one.version
                else one.name,
            )
            for key, one in self.tried.items()
        ]

    def clean(self) -> dict[str, Any]:
        """Something to simulate, and not too much of it."""
        told = super().clean() or {}
        count = len(told.get("scenarios", ())) + bool(told.get("sheet", "").strip())
        if not count:
            self.add_error("scenarios", _("Cocher au moins un scénario."))
        elif count > MOST_SCENARIOS:
            self.add_error("scenarios", _("Six scénarios au plus : en décocher."))
        return told

    def asked(self, on: date) -> Simulation:
        """What is asked for, on a day."""
        told = self.cleaned_data
        tried = [self.tried[key] for key in told["scenarios"]]
        if sheet := told["sheet"].strip():
            tried.append(Tried(*from_yaml(sheet)))
        return Simulation(tried, self.draws(on))


def _months_before(last: date, months: int) -> date:
    """The first day of so many months that end on a day."""
    year, month = divmod(last.year * 12 + last.month - 1 - months, 12)
    return date.fromordinal(date(year, month + 1, min(last.day, 28)).toordinal() + 1)


def _draft_name(one: ScenarioDraft) -> str:
    """What a draft is called: its scenario, and why it was made."""
    return (
        _("%(name)s, brouillon : %(why)s") % {"name": scenario_name(one.scenario.name), "why": one.reason}
    )[:100]


def versions_to_try(visit: Visit) -> list[ScenarioVersion]:
    """The versions published, the usual scenario first, the newest of each before."""
    rows = ScenarioVersion.objects.of([visit.creditor.pk]).select_related("scenario")
    return list(rows.order_by("-scenario__usual", "scenario__name", "-number")[:_SHOWN])


@visiting(right="policy", methods=_BOTH)
def simulate(request: DeskRequest, visit: Visit) -> HttpResponse:
    """Ask for a simulation."""
    versions = versions_to_try(visit)
    drafts = ScenarioDraft.objects.of([visit.creditor.pk]).filter(state="open").select_related("scenario")
    given: dict[str, Any] = {"versions": versions, "drafts": list(drafts.order_by("-pk")[:_SHOWN])}
    status = 200
    form = Simulated(initial={"scenarios": [str(versions[0].pk)]}, **given)
    if request.method == "POST":
        form, status = Simulated(request.POST, **given), REFUSED
        if form.is_valid():
            refused = performed(form, lambda: _ask(visit, form))
            if refused is None:
                return said(redirect("scenario_trials"), _("L’essai est demandé : son résultat vient ici."))
            status = refused
    return render(request, "policies/simulate.html", {"form": form}, status=status)


def _ask(visit: Visit, form: Simulated) -> None:
    ask_simulation(visit.creditor, form.asked(visit.on), author=visit.author, at=visit.at)


@visiting(right="policy", methods=_BOTH, subject=AskedTrial.objects.select_related("creditor"))
def stop(request: DeskRequest, visit: Visit, asked: AskedTrial) -> HttpResponse:
    """Stop a trial that waits, or that is being worked out."""
    ask = Ask(
        title=_("Arrêter l’essai de « %(name)s »") % {"name": scenario_name(asked.name)},
        lead=_("Rien de ce qu’il a déjà calculé n’est gardé. Vous pourrez le redemander."),
        verb=_("Arrêter"),
        back=reverse("scenario_trials"),
        done=_("L’essai est arrêté."),
    )
    return act_page(request, ask, Nothing, lambda _told: stop_trial(asked, author=visit.author, at=visit.at))


def shown(request: DeskRequest, visit: Visit, trial: Trial) -> HttpResponse:
    """What a simulation came to."""
    result = json.loads(trial.result)
    language, currency = nearest(get_language()), visit.creditor.currency
    scenarios = result["scenarios"]
    context = {
        "trial": trial,
        "result": result,
        "head": words.head_of(result, language),
        "fitted": words.fitted_of(result, language),
        "names": [words.name_of(one) for one in scenarios],
        "rows": [
            (label, [words.bounds_of(code, one["measures"][code], currency, language) for one in scenarios])
            for code, label in words.MEASURES.items()
        ],
        "differences": [
            (
                words.name_of(one),
                [
                    (label, words.bounds_of(code, one["against_first"][code], currency, language))
                    for code, label in words.MEASURES.items()
                ],
            )
            for one in scenarios[1:]
        ],
        "collected": _collected(scenarios),
        "chart_json": chart_json,
        "verdict": words.verdict_of(result),
        "cut": date.fromisoformat(result["calibration"]["from_on"]) if result["calibration"] else None,
        "calibration": words.calibration_of(result, language),
        "assumed": list(words.assumed_of(result, language)),
        "author": author_name,
    }
    return render(request, "policies/simulation.html", context)


def _collected(scenarios: list[dict[str, Any]]) -> Tile:
    """What share each scenario collects within 30, 60 and 90 days, drawn and as a table."""
    columns: Columns = (
        (_("Scénario"), "text"),
        (_("À 30 jours"), "share"),
        (_("À 60 jours"), "share"),
        (_("À 90 jours"), "share"),
    )
    rows = [[words.name_of(one), *(one["measures"][code]["mean"] for code in _DRAWN)] for one in scenarios]
    return Tile(
        "simulation",
        _("Part payée après l’échéance"),
        table=Table(columns, rows),
        chart=Chart("columns", (1, 2, 3), ("quiet", "ok", "primary")),
    )
