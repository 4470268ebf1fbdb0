"""Two versions of a scenario side by side, step by step."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from encours.core.scenario import from_dict
from encours.core.scenario.comparing import Change, StepCompared, compared
from encours.desk.customers.knowing import role_name
from encours.desk.policies.telling import branch_words
from encours.desk.shell import render
from encours.desk.telling import channel_name, regime_name, step_name
from encours.desk.visits import DeskRequest, Visit, visiting
from encours.records.policies.models import Scenario, ScenarioVersion
from encours.words.amounts import money
from encours.words.languages import nearest
from encours.words.scenarios import scenario_name


@visiting()
def compare_versions(request: DeskRequest, visit: Visit) -> HttpResponse:
    """Compare two versions of one scenario; the last two unless told."""
    scenario = _asked(request, visit)
    versions = list(
        ScenarioVersion.objects.of([visit.creditor.pk])
        .filter(scenario=scenario)
        .select_related("entry")
        .order_by("number")
    )
    by_number = {one.number: one for one in versions}
    after = _number(request, "after", by_number, versions[-1].number)
    before = _number(request, "before", by_number, max(after - 1, 1))
    found = compared(from_dict(by_number[before].content), from_dict(by_number[after].content))
    context = {
        "named": scenario,
        "scenarios": list(Scenario.objects.of([visit.creditor.pk]).order_by("-usual", "name")),
        "scenario_name": scenario_name,
        "versions": versions,
        "before": by_number[before],
        "after": by_number[after],
        "limits": [_told(one, visit) for one in found.limits],
        "steps": [
            (_name(one), _state(one), [_told(each, visit) for each in one.changes]) for one in found.steps
        ],
        "same": not found.limits
        and not any(one.changes or None in (one.before, one.after) for one in found.steps),
    }
    return render(request, "policies/compare.html", context)


def _asked(request: DeskRequest, visit: Visit) -> Scenario:
    rows = Scenario.objects.of([visit.creditor.pk])
    told = request.GET.get("scenario", "")
    found = rows.filter(pk=int(told)).first() if told.isdecimal() else rows.filter(usual=True).first()
    if found is None:
        raise Http404
    return found


def _number(request: DeskRequest, name: str, known: dict[int, ScenarioVersion], usual: int) -> int:
    told = request.GET.get(name, "")
    return int(told) if told.isdecimal() and int(told) in known else usual


def _name(one: StepCompared) -> str:
    step = one.after or one.before
    return step_name(step.code) if step else ""


def _state(one: StepCompared) -> str:
    if one.before is None:
        return _("ajoutée")
    if one.after is None:
        return _("retirée")
    return "" if one.changes else _("inchangée")


def _told(one: Change, visit: Visit) -> tuple[str, str, str]:
    """The name of a field, and what it says before and after, in words."""
    return _label(one.name), _value(one.name, one.before, visit), _value(one.name, one.after, visit)


def _label(name: str) -> str:
    return {
        "position": _("Rang"),
        "offset_days": _("Après l’échéance"),
        "gap_days": _("Après la précédente"),
        "channel": _("Canal"),
        "fallback_channel": _("À défaut"),
        "tone": _("Ton"),
        "needs_approval": _("Accord d’une personne"),
        "courtesy": _("Courtoisie"),
        "preventive": _("Avant l’échéance"),
        "minimum_cents": _("Dû d’au moins (€)"),
        "min_gap_days": _("Jours entre deux messages"),
        "cap_messages": _("Messages au plus"),
        "cap_days": _("… en tant de jours"),
        "third_party": _("Pour le compte d’autrui"),
        "countries": _("Pour quels pays"),
        "regimes": _("Pour quels régimes"),
        "kind": _("Faite par"),
        "offers": _("Propose une solution"),
        "contact_role": _("Destinataire"),
        "branches": _("Ensuite"),
    }[name]


def _value(name: str, value: Any, visit: Visit) -> str:
    if isinstance(value, bool):
        return _("oui") if value else _("non")
    if isinstance(value, tuple):
        return _of_many(name, value)
    if name == "minimum_cents":
        return money(value, visit.creditor.currency, nearest(get_language()))
    if name == "contact_role":
        return role_name(value) or _("premier contact")
    names = {"channel": channel_name, "fallback_channel": channel_name, "tone": step_name, "kind": step_name}
    return _("aucun") if value is None else names.get(name, str)(value)


def _of_many(name: str, values: tuple[Any, ...]) -> str:
    """What a field of several says; without any, what that means."""
    if name == "branches":
        return " · ".join(map(branch_words, values)) or _("rien de particulier")
    return ", ".join(map(regime_name, values) if name == "regimes" else values) or _("tous")
