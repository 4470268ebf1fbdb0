"""The risk of a customer: what the house knows, what it calls for, what people said of it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django import forms
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from encours.acts import assess_risk as assessing
from encours.core.risk import graded, signs
from encours.desk.acting import Ask, act_page
from encours.desk.deciding import decide_today
from encours.desk.fields import day_field
from encours.desk.shell import render
from encours.desk.visits import DeskRequest, Visit, visiting
from encours.records.credit.models import RiskAssessment
from encours.records.parties.models import Customer
from encours.words.languages import nearest
from encours.words.risk import GRADES, TONES, sign_said

_FEW = 20
_REVIEW = timedelta(days=182)  # half a year is when one is looked at again unless a person says otherwise


class Assessed(forms.Form):
    """A grade, why another than the proposed one, and when to look again."""

    grade = forms.ChoiceField(label=gettext_lazy("Niveau de risque"), choices=list(GRADES.items()))
    reason = forms.CharField(
        label=gettext_lazy("Motif"),
        max_length=300,
        required=False,
        help_text=gettext_lazy("Demandé quand le niveau n’est pas celui qui est proposé."),
    )
    review_on = day_field(label=gettext_lazy("À revoir le"), required=False)


@visiting(shows=("pricing",), subject=Customer.objects)
def customer_risk(request: DeskRequest, visit: Visit, customer: Customer) -> HttpResponse:
    """Show the facts of today, the grade they call for and why, and every assessment made."""
    facts = assessing.risk_facts(customer, on=visit.on)
    found = signs(facts)
    language = nearest(get_language())
    context = {
        "customer": customer,
        "facts": facts,
        "proposed": graded(found),
        "signs": [(one.grade, sign_said(one.code, one.facts, language)) for one in found],
        "past": [_kept(one, language) for one in _past(customer)],
        "grades": GRADES,
        "tones": TONES,
    }
    return render(request, "customers/risk.html", context)


def _past(customer: Customer) -> list[RiskAssessment]:
    return list(RiskAssessment.objects.filter(customer=customer).order_by("-pk")[:_FEW])


def _kept(one: RiskAssessment, language: str) -> tuple[RiskAssessment, list[str]]:
    """An assessment and the signs of its day, as they were kept."""
    kept = json.loads(one.content)
    return one, [sign_said(each["code"], each["facts"], language) for each in kept["signs"]]


@visiting(right="collect", shows=("pricing",), methods=("GET", "POST"), subject=Customer.objects)
def assess_customer_risk(request: DeskRequest, visit: Visit, customer: Customer) -> HttpResponse:
    """Grade the risk of a customer."""
    proposed = graded(signs(assessing.risk_facts(customer, on=visit.on)))
    verb = _("Évaluer le risque")

    def act(told: Mapping[str, Any]) -> None:
        assessing.assess_risk(customer, **told, on=visit.on, author=visit.author, at=visit.at)
        decide_today(visit.creditor, author=visit.author)

    ask = Ask(
        title=verb,
        verb=_("Retenir ce niveau"),
        back=reverse("customer_risk", args=[customer.pk]),
        done=_("L’évaluation est notée, avec ce qui était connu."),
        lead=_("Proposé par les faits : %(grade)s.") % {"grade": GRADES[proposed]},
    )
    return act_page(request, ask, Assessed, act, {"grade": proposed, "review_on": visit.on + _REVIEW})
