"""Several scenarios at the desk: those there are, another one, and which segment or regime chooses which."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from encours.acts.choose_scenarios import changing, choose_scenarios, open_scenario
from encours.acts.review_scenario import fleet
from encours.core.checklist import REGIMES
from encours.core.scenario import from_dict
from encours.desk.acting import REFUSED, Ask, act_page, made_from, performed
from encours.desk.deciding import decide_today
from encours.desk.policies.ladder_form import MOVE, STAY
from encours.desk.shell import render, said
from encours.desk.telling import author_name, regime_name
from encours.desk.visits import DeskRequest, Visit, visiting
from encours.records.fields.reading import own_segments
from encours.records.frames.coverage import coverage
from encours.records.policies.models import Scenario
from encours.records.policies.reading import latest_choice, latest_of
from encours.records.trials.models import ScenarioDraft
from encours.words.languages import nearest
from encours.words.scenarios import scenario_name

_BOTH = ("GET", "POST")


class Choices(forms.Form):
    """Which scenario each segment or regime chooses, and what becomes of running cases."""

    running = forms.ChoiceField(
        label=gettext_lazy("À la publication"),
        choices=[
            (STAY, gettext_lazy("les dossiers en cours gardent leur scénario")),
            (MOVE, gettext_lazy("les dossiers en cours changent aussi")),
        ],
        widget=forms.RadioSelect,
        initial=STAY,
    )

    def __init__(self, *given: Any, kinds: dict[str, str], others: list[Scenario], **named: Any) -> None:
        super().__init__(*given, **named)
        self.kinds = kinds
        pairs = [("", gettext_lazy("le scénario usuel")), *((str(one.pk), one.name) for one in others)]
        for kind, name in kinds.items():
            self.fields[kind] = forms.ChoiceField(label=name, choices=pairs, required=False)
        self.order_fields([*kinds, "running"])

    def chosen(self) -> dict[str, int]:
        """What is chosen by kind, the usual scenario left out."""
        return {kind: int(told) for kind in self.kinds if (told := self.cleaned_data.get(kind))}


class Named(forms.Form):
    """The name of a scenario."""

    name = forms.CharField(label=gettext_lazy("Nom"), max_length=100)


@visiting(right="policy", methods=_BOTH)
def scenarios(request: DeskRequest, visit: Visit) -> HttpResponse:
    """List the scenarios; choose which customers follow which, counted before it is published."""
    rows = list(Scenario.objects.of([visit.creditor.pk]).select_related("owner").order_by("-usual", "name"))
    latest = latest_choice(visit.creditor.pk)
    now = {kind: str(key) for kind, key in (latest.content if latest else {}).items()}
    given: dict[str, Any] = {"kinds": kinds_named(visit), "others": [one for one in rows if not one.usual]}
    form = Choices(request.POST, **given) if request.method == "POST" else Choices(initial=now, **given)
    status, count = 200, None
    if request.method == "POST":
        status = REFUSED
        if form.is_valid() and request.POST.get("do") == "count":
            status, count = 200, _count(visit, form)
        elif form.is_valid():
            refused = performed(form, lambda: _publish(request, visit, form))
            if refused is None:
                return said(redirect("scenarios"), _("Le choix est publié, la journée recalculée."))
            status = refused
    context = {
        "rows": [(one, latest_of(one.pk)) for one in rows],
        "form": form,
        "scenario_name": scenario_name,
        "number": latest.number if latest else 0,
        "drafts": ScenarioDraft.objects.of([visit.creditor.pk])
        .filter(state="open")
        .select_related("scenario")
        .order_by("-pk"),
        "author": author_name,
        "count": count,
        "covered": coverage(visit.creditor.pk, visit.creditor.currency).to_dicts(),
        "whole": fleet(
            visit.creditor,
            {one.pk: (scenario_name(one.name), from_dict(latest_of(one.pk).content)) for one in rows},
        ),
    }
    return render(request, "policies/scenarios.html", context, status=status)


def _count(visit: Visit, form: Choices) -> int:
    return len(changing(visit.creditor, form.chosen(), move_running=form.cleaned_data["running"] == MOVE))


def _publish(request: DeskRequest, visit: Visit, form: Choices) -> None:
    choose_scenarios(
        visit.creditor,
        form.chosen(),
        made_from=made_from(request),
        move_running=form.cleaned_data["running"] == MOVE,
        author=visit.author,
        at=visit.at,
    )
    decide_today(visit.creditor, author=visit.author)


def kinds_named(visit: Visit) -> dict[str, str]:
    """Segments of the creditor's own first, as they choose before the regime."""
    english = nearest(get_language()) == "en"
    own = own_segments(visit.creditor.pk)
    told = {one.segment: one.label_en if english and one.label_en else one.label_fr for one in own}
    return told | {code: regime_name(code) for code in REGIMES}


@visiting(right="policy", methods=_BOTH)
def add_scenario(request: DeskRequest, visit: Visit) -> HttpResponse:
    """Open another scenario, which begins as the usual one."""
    ask = Ask(
        title=_("Ajouter un scénario"),
        lead=_(
            "Il part de l’échelle du scénario usuel ; vous la changez ensuite, puis choisissez qui le suit."
        ),
        verb=_("Ajouter"),
        back=reverse("scenarios"),
        done=_("Le scénario est ajouté."),
    )
    return act_page(
        request,
        ask,
        Named,
        lambda told: open_scenario(visit.creditor, name=told["name"], author=visit.author, at=visit.at),
    )
