"""Who answers for a scenario: named at the desk, and told in its owner's work once its review is due."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import partial
from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from encours.acts.care_for_scenario import answerable, care_for_scenario
from encours.core.work.ranking import Candidate
from encours.desk.acting import Ask, act_page, made_from
from encours.desk.fields import day_field
from encours.desk.visits import DeskRequest, Visit, visiting
from encours.desk.work.candidates import Found
from encours.records.people.models import User
from encours.records.policies.models import Scenario
from encours.records.prepared import prepared
from encours.words import days
from encours.words.languages import nearest
from encours.words.scenarios import scenario_name


class Care(forms.Form):
    """The owner of a scenario and the day of its next review."""

    owner = forms.ModelChoiceField(
        label=gettext_lazy("Responsable"), queryset=User.objects.none(), required=False
    )
    review_on = day_field(
        label=gettext_lazy("Prochaine revue le"),
        required=False,
        help_text=gettext_lazy("Ce jour-là, le scénario se lit dans À faire de son responsable."),
    )

    def __init__(self, *given: Any, people: list[User], **named: Any) -> None:
        super().__init__(*given, **named)
        field = self.fields["owner"]
        field.queryset = User.objects.filter(pk__in=[one.pk for one in people])  # type: ignore[attr-defined] # of a ModelChoiceField
        field.label_from_instance = lambda one: one.name or one.email  # type: ignore[attr-defined] # the same


@visiting(right="policy", methods=("GET", "POST"), subject=Scenario.objects)
def care(request: DeskRequest, visit: Visit, scenario: Scenario) -> HttpResponse:
    """Name who answers for a scenario and when it is looked at again."""
    ask = Ask(
        title=_("Responsable et revue : %(name)s") % {"name": scenario_name(scenario.name)},
        verb=_("Enregistrer"),
        back=reverse("scenarios"),
        done=_("Le responsable et la date de revue sont enregistrés."),
        version=scenario.care,
    )

    def act(told: Mapping[str, Any]) -> None:
        care_for_scenario(
            scenario, **told, made_from=made_from(request), on=visit.on, author=visit.author, at=visit.at
        )

    initial = {"owner": scenario.owner_id, "review_on": scenario.review_on}
    people = answerable(visit.creditor.pk, on=visit.on)
    return act_page(request, ask, partial(Care, people=people), act, initial)


def to_review(visit: Visit) -> list[Found]:
    """Scenarios whose review is due: to their owner, and without one to whoever may publish."""
    if not visit.may("policy"):
        return []
    rows = _due(visit.creditor.pk, visit.on, visit.person.pk)
    return [Found(Candidate("reread", one.pk, 0, visit.creditor.currency, due=True), one) for one in rows]


@prepared
def _due(creditor_id: int, on: date, person: int) -> QuerySet[Scenario]:
    rows = Scenario.objects.filter(creditor_id=creditor_id, review_on__lte=on)
    return rows.filter(Q(owner_id=person) | Q(owner__isnull=True)).order_by("review_on", "pk")


def said_of_review(scenario: Scenario) -> tuple[str, str, str]:
    """What is to be looked at again, since when, and where."""
    day = days.day(scenario.review_on, nearest(get_language())) if scenario.review_on else ""
    detail = _("revue prévue le %(day)s : le relire, le publier s’il change, puis dire la prochaine") % {
        "day": day
    }
    return scenario_name(scenario.name), detail, reverse("care_for_scenario", args=[scenario.pk])
