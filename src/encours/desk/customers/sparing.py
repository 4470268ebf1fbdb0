"""Sparing a customer without holding it: in difficulty, or without messages of courtesy."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.utils.translation import gettext as _

from encours.acts import hold as holding
from encours.desk.acting import act_page
from encours.desk.customers import forms
from encours.desk.customers.asking import about
from encours.desk.deciding import decide_today, stop_for
from encours.desk.visits import DeskRequest, Visit, visiting
from encours.records.cases.models import Leniency
from encours.records.parties.models import Customer
from encours.records.prepared import prepared


def running_leniencies(on: date) -> Q:
    """Those that spare somebody on a day."""
    lasts = Q(until_on__isnull=True) | Q(until_on__gte=on)
    return Q(from_on__lte=on) & lasts & (Q(ended_on__isnull=True) | Q(ended_on__gt=on))


def of_customer(customer_id: int, on: date) -> list[tuple[Leniency, str]]:
    """How it is spared on a day, each with its name."""
    return [(one, leniency_name(one.kind)) for one in _running(on, customer_id)]


@prepared
def _running(on: date, key: int) -> QuerySet[Leniency]:
    return Leniency.objects.filter(running_leniencies(on), customer=key).order_by("pk")


def leniency_name(kind: str) -> str:
    """A leniency in the reader's language."""
    return {
        "difficulty": _("En difficulté passagère : seule la courtoisie lui est adressée"),
        "no_courtesy": _("Ne veut plus de messages de courtoisie"),
    }[kind]


def hold_name(kind: str) -> str:
    """A hold of a whole customer in the reader's language."""
    return {
        "pause": _("Relances suspendues"),
        "exempt": _("Exempté de relance"),
        "insolvency": _("Procédure collective : aucune relance"),
        "judicial": _("Phase judiciaire : relances amiables arrêtées"),
    }[kind]


@visiting(right="collect", methods=("GET", "POST"), subject=Customer.objects)
def spare_customer(request: DeskRequest, visit: Visit, customer: Customer) -> HttpResponse:
    """Write less, or softer, to a customer."""
    lead = _("Ce qui attend d’être adressé à %(name)s est revu aussitôt.")
    ask = about(
        customer.pk,
        _("Adapter les relances"),
        _("Adapter les relances"),
        _("C’est noté : les relances sont adaptées, la journée recalculée."),
        lead=lead % {"name": customer.name},
    )

    def act(values: Mapping[str, Any]) -> None:
        holding.spare(customer, **values, author=visit.author, at=visit.at)
        decide_today(visit.creditor, author=visit.author)

    return act_page(request, ask, forms.Leniency, act, {"from_on": visit.on, "kind": "difficulty"})


@visiting(right="collect", methods=("GET", "POST"), subject=Leniency.objects)
def end_sparing(request: DeskRequest, visit: Visit, spared: Leniency) -> HttpResponse:
    """End a leniency: the customer is written to as any other."""
    verb = _("Reprendre les relances habituelles")
    lead = _("Motif noté : %(reason)s") % {"reason": visit.free_text(spared.reason)}
    done = _("Les relances habituelles reprennent à leur étape.")

    def act(_values: Mapping[str, Any]) -> None:
        holding.end_sparing(spared, on=visit.on, author=visit.author, at=visit.at)
        stop_for(visit, [spared.customer_id])

    return act_page(
        request,
        about(spared.customer_id, verb, verb, done, lead=lead),
        forms.Release,
        act,
    )
