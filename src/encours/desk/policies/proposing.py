"""Changes that the house proposes of a scenario, at the desk: asked for, ranked, made a draft in one gesture."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from encours.acts.strategies import RUNS, Search, ask_candidates, drop_draft, make_draft
from encours.desk.acting import REFUSED, Ask, act_page, performed
from encours.desk.plain import in_words
from encours.desk.policies.choosing import kinds_named
from encours.desk.policies.forms import Nothing
from encours.desk.policies.simulating import Drawn
from encours.desk.shell import render, said
from encours.desk.telling import author_name
from encours.desk.visits import DeskRequest, Visit, visiting
from encours.records.trials.models import ScenarioDraft, Trial
from encours.words import simulations as words
from encours.words import strategies
from encours.words.languages import nearest
from encours.words.scenarios import scenario_name

_BOTH = ("GET", "POST")
_SHOWN = ("net_cents", "collected_cents", "waited_days", "messages", "cost_cents")


class Searched(Drawn):
    """For whom changes are looked for, and how they are tried."""

    segment = forms.ChoiceField(label=gettext_lazy("Pour qui"), required=False)
    field_order = ("segment",)

    def __init__(self, *given: Any, kinds: dict[str, str], **named: Any) -> None:
        super().__init__(*given, **named)
        self.fields["runs"].initial = RUNS
        self.fields["segment"].choices = [  # type: ignore[attr-defined]
            ("", _("tous ceux qui suivent le scénario usuel")),
            *kinds.items(),
        ]

    def search(self, on: date) -> Search:
        """What is asked for, on a day."""
        return Search(self.cleaned_data["segment"], self.draws(on))


@visiting(right="policy", methods=_BOTH)
def propose(request: DeskRequest, visit: Visit) -> HttpResponse:
    """Ask which changes of a scenario would be worth it."""
    kinds = kinds_named(visit)
    status = 200
    form = Searched(kinds=kinds)
    if request.method == "POST":
        form, status = Searched(request.POST, kinds=kinds), REFUSED
        if form.is_valid():
            refused = performed(form, lambda: _ask(visit, form))
            if refused is None:
                return said(redirect("scenario_trials"), _("L’essai est demandé : son résultat vient ici."))
            status = refused
    return render(request, "policies/propose.html", {"form": form}, status=status)


def _ask(visit: Visit, form: Searched) -> None:
    ask_candidates(visit.creditor, form.search(visit.on), author=visit.author, at=visit.at)


def shown(
    request: DeskRequest, visit: Visit, trial: Trial, problem: str = "", status: int = 200
) -> HttpResponse:
    """The changes found, the best first, each with its reason, its effect and its bounds."""
    result = json.loads(trial.result)
    language, currency = nearest(get_language()), visit.creditor.currency
    context = {
        "trial": trial,
        "result": result,
        "name": words.name_of(result),
        "whom": kinds_named(visit).get(result["segment"], _("tous ceux qui suivent ce scénario")),
        "head": words.head_of(result, language),
        "fitted": words.fitted_of(result, language),
        "verdict": words.verdict_of(result),
        "assumed": list(words.assumed_of(result, language)),
        "found": [
            (
                strategies.title_of(one, currency, language),
                strategies.reason_of(one, currency, language),
                strategies.effect_of(one, currency, language),
                [
                    (words.MEASURES[code], words.bounds_of(code, one["against"][code], currency, language))
                    for code in _SHOWN
                    if one["against"]
                ],
            )
            for one in result["candidates"]
        ],
        "problem": in_words(problem),
        "author": author_name,
    }
    return render(request, "policies/candidates.html", context, status=status)


@visiting(
    right="policy", methods=("POST",), subject=Trial.objects.select_related("version__scenario", "creditor")
)
def draft(request: DeskRequest, visit: Visit, trial: Trial) -> HttpResponse:
    """Make a draft of one of the changes of a trial: it opens on its ladder, to be read before anybody publishes it."""
    told = request.POST.get("rank", "")
    found = json.loads(trial.result).get("candidates", [])
    if not told.isdecimal() or int(told) >= len(found):
        raise Http404
    reason, motive = _said_of(found[int(told)], trial, visit.creditor.currency)
    form, made = Nothing(request.POST), list[ScenarioDraft]()
    form.is_valid()

    def make() -> None:
        of: dict[str, Any] = {"reason": reason, "motive": motive, "author": visit.author, "at": visit.at}
        made.append(make_draft(trial, int(told), **of))

    refused = performed(form, make)
    if refused is not None:
        return shown(request, visit, trial, problem=str(form.non_field_errors()[0]), status=refused)
    where = f"{reverse('edit_ladder')}?draft={made[0].pk}"
    return said(redirect(where), _("Le brouillon est fait : rien n’est publié avant que vous le disiez."))


def _said_of(one: dict[str, Any], trial: Trial, currency: str) -> tuple[str, str]:
    """Why a change would be published, and the result that brings it."""
    language = nearest(get_language())
    told = {"n": trial.pk, "effect": strategies.effect_of(one, currency, language)}
    why = f"{strategies.title_of(one, currency, language)} {strategies.reason_of(one, currency, language)}"
    return why, _("Changements proposés, essai n° %(n)s : %(effect)s") % told


@visiting(right="policy", methods=_BOTH, subject=ScenarioDraft.objects.select_related("scenario", "creditor"))
def drop(request: DeskRequest, visit: Visit, draft: ScenarioDraft) -> HttpResponse:
    """Drop a draft."""
    ask = Ask(
        title=_("Jeter le brouillon de « %(name)s »") % {"name": scenario_name(draft.scenario.name)},
        lead=draft.reason,
        verb=_("Jeter le brouillon"),
        back=reverse("scenarios"),
        done=_("Le brouillon est jeté."),
    )
    return act_page(request, ask, Nothing, lambda _told: drop_draft(draft, author=visit.author, at=visit.at))
