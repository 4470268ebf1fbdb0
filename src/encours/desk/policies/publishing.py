"""Another version of the ladder: tried on a date, published; a running case moved to it by choice."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from encours.acts.move_cases import move_cases
from encours.acts.publish_scenario import publish_scenario
from encours.acts.review_scenario import look_over
from encours.core.scenario import from_dict
from encours.desk.acting import REFUSED, Ask, act_page, made_from, performed
from encours.desk.deciding import decide_today
from encours.desk.plain import in_words
from encours.desk.policies.forms import Followed
from encours.desk.policies.ladder_form import MOVE, Ladder
from encours.desk.policies.telling import example_due
from encours.desk.shell import render, said
from encours.desk.telling import step_name
from encours.desk.visits import DeskRequest, Visit, visiting
from encours.records.frames.ladders import version_of
from encours.records.parties.models import Customer
from encours.records.policies.models import Scenario, ScenarioVersion
from encours.records.policies.reading import latest_of, latest_version
from encours.records.trials.models import ScenarioDraft, Trial
from encours.words.scenarios import scenario_name
from encours.words.trials import KINDS

_BOTH = ("GET", "POST")


@visiting(right="policy", methods=_BOTH)
def edit_ladder(request: DeskRequest, visit: Visit) -> HttpResponse:
    """Write the ladder: see its dates for an example, or publish it as another version."""
    latest, draft = _asked(request, visit), _draft(request, visit)
    scenario = from_dict(draft.content if draft else latest.content)
    if request.method != "POST":
        proposed = (draft.reason, draft.motive) if draft else ("", _motive(request, visit))
        return _shown(request, visit, Ladder(scenario=scenario, proposed=proposed), latest.number, 200)
    form = Ladder(request.POST, scenario=scenario)
    if request.POST.get("do") != "publish":  # the dates of a draft need no reason yet
        form.fields["reason"].required = False
    if not form.is_valid():
        return _shown(request, visit, form, latest.number, REFUSED)
    if request.POST.get("do") in {"dates", "add"}:
        return _shown(request, visit, form, latest.number, 200)
    status = performed(form, lambda: _publish(request, visit, form))
    if status is not None:
        return _shown(request, visit, form, latest.number, status)
    return said(redirect("policies"), _("La nouvelle version du scénario est publiée."))


def _motive(request: DeskRequest, visit: Visit) -> str:
    """The trial that the address names, as the result that brings another version."""
    told = request.GET.get("trial", "")
    trial = Trial.objects.of([visit.creditor.pk]).filter(pk=int(told)).first() if told.isdecimal() else None
    if trial is None:
        return ""
    return _("%(kind)s, essai n° %(n)s") % {"kind": KINDS[trial.kind], "n": trial.pk}


def _draft(request: DeskRequest, visit: Visit) -> ScenarioDraft | None:
    """The draft that the address names, still open."""
    told = request.GET.get("draft", "")
    if not told:
        return None
    rows = ScenarioDraft.objects.of([visit.creditor.pk]).filter(state="open")
    found = rows.filter(pk=int(told)).first() if told.isdecimal() else None
    if found is None:
        raise Http404
    return found


def _asked(request: DeskRequest, visit: Visit) -> ScenarioVersion:
    """The latest version of the scenario named in the address or of the draft there, else of the usual one."""
    if (draft := _draft(request, visit)) is not None:
        return latest_of(draft.scenario_id)
    told = request.GET.get("scenario", "")
    if not told.isdecimal():
        return latest_version(visit.creditor.pk)
    named = Scenario.objects.of([visit.creditor.pk]).filter(pk=int(told)).first()
    if named is None:
        raise Http404
    return latest_of(named.pk)


def _publish(request: DeskRequest, visit: Visit, form: Ladder) -> None:
    scenario, draft = _asked(request, visit).scenario, _draft(request, visit)
    publish_scenario(
        visit.creditor,
        form.written,
        of=None if scenario.usual else scenario.pk,
        made_from=made_from(request),
        author=visit.author,
        at=visit.at,
        move_running=form.cleaned_data["running"] == MOVE,
        reason=form.cleaned_data["reason"],
        motive=form.cleaned_data["motive"],
        draft=draft.pk if draft else None,
    )
    decide_today(visit.creditor, author=visit.author)


def _shown(request: DeskRequest, visit: Visit, form: Ladder, number: int, status: int) -> HttpResponse:
    asked = request.POST if request.method == "POST" else request.GET
    due_on = example_due(asked.get("due", ""), visit.on)
    context = {
        "form": form,
        "number": number,
        "due_on": due_on,
        "rungs": list(form.rungs(due_on)),
        "findings": [] if form.errors else _findings(visit, form, _asked(request, visit).scenario),
        "step_name": step_name,
        "named": _asked(request, visit).scenario,
        "scenario_name": scenario_name,
    }
    return render(request, "policies/ladder.html", context, status=status)


def _findings(visit: Visit, form: Ladder, scenario: Scenario) -> list[tuple[str, str]]:
    """What the review says of the ladder as it stands in the form, and in which tone."""
    found = look_over(visit.creditor, form.written, of=None if scenario.usual else scenario.pk)
    return [(in_words(one.sentence), "late" if one.forbids else "watch") for one in found]


@visiting(right="policy", methods=_BOTH, subject=Customer.objects)
def move_case(request: DeskRequest, visit: Visit, customer: Customer) -> HttpResponse:
    """Put the running case of one customer on the latest version of its scenario, or of another that a person says."""
    latest = latest_of(version_of(customer.pk, visit.creditor.pk).scenario_id)
    all_of_them = Scenario.objects.of([visit.creditor.pk]).order_by("-usual", "name")
    ask = Ask(
        title=_("Passer le dossier à la version %(number)s du scénario") % {"number": latest.number},
        lead=_("%(name)s garde l’étape atteinte ; la suite se décide par la nouvelle échelle.")
        % {"name": customer.name},
        verb=_("Déplacer le dossier"),
        back=reverse("customer", args=[customer.pk]),
        done=_("Le dossier suit la dernière version du scénario."),
        version=latest.number,
    )

    def moved(told: Mapping[str, Any]) -> None:
        to = latest_of(int(told["scenario"])) if told.get("scenario") else latest
        made = made_from(request)
        move_cases(
            visit.creditor,
            to=to,
            customers=[customer.pk],
            made_from=to.number if made == latest.number else made,
            author=visit.author,
            at=visit.at,
        )
        decide_today(visit.creditor, author=visit.author)

    return act_page(
        request, ask, partial(Followed, scenarios=list(all_of_them)), moved, {"scenario": latest.scenario_id}
    )
