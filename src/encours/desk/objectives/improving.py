"""The list of improvements, ranked by what each brings for a day of effort."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from encours.acts import improve
from encours.desk.acting import Ask, act_page, made_from
from encours.desk.objectives import forms
from encours.desk.shell import render
from encours.desk.visits import DeskRequest, Visit, visiting
from encours.records.objectives.models import LIVE, Improvement
from encours.words.languages import nearest
from encours.words.measures import tenths

_SHOWN = 200


@visiting()
def improvements(request: DeskRequest, visit: Visit) -> HttpResponse:
    """List what is to be done, the most value for a day of effort first, then what was done."""
    ours = Improvement.objects.seen(visit.sight)
    context = {
        "live": ours.filter(state__in=LIVE).ranked().select_related("owner")[:_SHOWN],
        "ended": ours.exclude(state__in=LIVE).select_related("owner").order_by("-pk")[:_SHOWN],
        "state_name": forms.state_name,
        "effort": lambda value: tenths(value, nearest(get_language())),
    }
    return render(request, "objectives/improvements.html", context)


@visiting(right="policy", methods=("GET", "POST"))
def add(request: DeskRequest, visit: Visit) -> HttpResponse:
    """Put an improvement on the list."""
    ask = Ask(
        title=_("Ajouter une amélioration"),
        verb=_("Ajouter"),
        back=reverse("improvements"),
        done=_("L’amélioration est sur la liste."),
    )
    return act_page(
        request,
        ask,
        forms.of_creditor(forms.EditImprovement, visit.creditor.pk),
        lambda told: improve.add_improvement(
            visit.creditor, _wanted(dict(told)), author=visit.author, at=visit.at
        ),
        {"owner": visit.person.pk, "state": "idea"},
    )


@visiting(right="policy", methods=("GET", "POST"), subject=Improvement.objects)
def change(request: DeskRequest, visit: Visit, improvement: Improvement) -> HttpResponse:
    """Change an improvement, or say what it brought."""
    ask = Ask(
        title=_("Changer une amélioration"),
        lead=improvement.title,
        verb=_("Enregistrer"),
        back=reverse("improvements"),
        done=_("L’amélioration est à jour."),
        version=improvement.version,
    )
    return act_page(
        request,
        ask,
        forms.of_creditor(forms.EditImprovement, visit.creditor.pk),
        lambda told: improve.change_improvement(
            improvement,
            _wanted(dict(told)),
            made_from=made_from(request),
            author=visit.author,
            at=visit.at,
        ),
        {
            **{name: getattr(improvement, name) for name in ("title", "text", "state")},
            "value_cents": improvement.value_cents,
            "result_cents": improvement.result_cents,
            "effort": f"{improvement.effort_tenths // 10},{improvement.effort_tenths % 10}",
            "owner": improvement.owner_id,
            "objective": improvement.objective_id,
        },
    )


def _wanted(told: dict[str, Any]) -> dict[str, Any]:
    """The values of the form as the act takes them: effort in tenths of a day."""
    effort = told.pop("effort")
    return {**told, "effort_tenths": int((effort * 10).to_integral_value())}
