"""Delegating one's agreement for some days, and ending it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from encours.acts.approvals import delegating as acts
from encours.acts.noticing import members
from encours.core.refusals import RuleError
from encours.desk.acting import Ask, act_page
from encours.desk.fields import day_field
from encours.desk.plain import in_words
from encours.desk.shell import said
from encours.desk.visits import DeskRequest, Visit, refuse, visiting
from encours.records.policies.approvals import Delegation

_BOTH = ("GET", "POST")


class Delegate(forms.Form):
    """Who delegates, to whom, and on which days."""

    person = forms.ChoiceField(label=gettext_lazy("Qui délègue"))
    to = forms.ChoiceField(label=gettext_lazy("À qui"))
    from_on = day_field(label=gettext_lazy("À partir du"))
    until_on = day_field(label=gettext_lazy("Au (inclus)"))
    reason = forms.CharField(label=gettext_lazy("Motif"), max_length=200, required=False)

    def __init__(self, *given: Any, people: list[Any], away: list[Any], **named: Any) -> None:
        super().__init__(*given, **named)
        self.fields["person"].choices = away  # type: ignore[attr-defined] # of a ChoiceField
        self.fields["to"].choices = people  # type: ignore[attr-defined] # the same


@visiting(right="approve", methods=_BOTH)
def add_delegation(request: DeskRequest, visit: Visit) -> HttpResponse:
    """Delegate one's agreement; a manager says it of anybody."""
    people = {one.user_id: one.user for one in members(visit.creditor.pk, on=visit.on)}
    own = people if visit.may("policy") else {visit.person.pk: people[visit.person.pk]}
    pairs = [(str(key), one.name or one.email) for key, one in people.items()]
    ask = Ask(
        title=_("Déléguer un accord"),
        lead=_(
            "Le délégué approuve au nom de la personne pendant ces jours ; la délégation finit d’elle-même."
        ),
        verb=_("Enregistrer"),
        back=reverse("approval_rules"),
        done=_("La délégation est notée, le délégué est prévenu."),
    )
    return act_page(
        request,
        ask,
        lambda *given, **named: Delegate(
            *given, people=pairs, away=[one for one in pairs if int(one[0]) in own], **named
        ),
        lambda told: acts.delegate(
            visit.creditor,
            person=people[int(told["person"])],
            to=people[int(told["to"])],
            from_on=told["from_on"],
            until_on=told["until_on"],
            reason=told["reason"],
            author=visit.author,
            at=visit.at,
        ),
        {
            "person": visit.person.pk,
            "to": next((key for key in people if key != visit.person.pk), None),
            "from_on": visit.on,
        },
    )


@visiting(right="approve", methods=("POST",), subject=Delegation.objects.select_related("person", "delegate"))
def cancel_delegation(request: DeskRequest, visit: Visit, found: Delegation) -> HttpResponse:
    """End a delegation: one's own, or on a manager's word."""
    if found.person_id != visit.person.pk and not visit.may("policy"):
        refuse(request, "policy")
    try:
        acts.cancel_delegation(found, author=visit.author, at=visit.at)
    except RuleError as refusal:
        return said(redirect("approval_rules"), in_words(refusal.sentence), "late")
    return said(redirect("approval_rules"), _("La délégation est terminée."))
