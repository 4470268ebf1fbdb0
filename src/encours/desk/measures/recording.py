"""Forms for what measures need and no ledger tells: costs, losses, complaints, surveys."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.core.exceptions import PermissionDenied
from django.forms import Form
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from encours.acts import record_complaint as complaining
from encours.acts import record_cost as costing
from encours.acts import record_outcome as losing
from encours.acts import survey as surveying
from encours.acts.cancel_recorded import cancel_recorded
from encours.core.refusals import RuleError
from encours.desk.acting import Ask, act_page
from encours.desk.measures import forms
from encours.desk.visits import DeskRequest, Visit, visiting
from encours.records.measures.models import Complaint, Cost, Outcome, Survey
from encours.records.parties.models import Customer

_STEER = ("approve", "policy")
_MEET = ("collect", "note", "approve", "policy")


def _ask(title: str, lead: str, done: str, *, verb: str = "") -> Ask:
    return Ask(
        title=title, lead=lead, verb=verb or _("Enregistrer"), back=reverse("measure_records"), done=done
    )


def _found(visit: Visit, told: str) -> Customer:
    """The customer that a person named, among those it sees."""
    seen = Customer.objects.seen(visit.sight)
    by_account = seen.filter(account=told.strip()).first()
    named = list(seen.filter(name__iexact=told.strip())[:2])
    if by_account is None and len(named) != 1:
        raise RuleError(
            "customer_wrong", _("Aucun client, ou plusieurs, sous ce nom : donner son compte (411…).")
        )
    return by_account or named[0]


@visiting(right=_STEER, methods=("GET", "POST"))
def cost(request: DeskRequest, visit: Visit) -> HttpResponse:
    """Record a cost: it is the whole creditor's, so it takes somebody who sees the whole."""
    if not visit.sight.whole:
        request.refusal = _(
            "Un coût est celui de tout le créancier : qui n’en suit qu’une partie n’en dit pas."
        )
        raise PermissionDenied(request.refusal)
    ask = _ask(
        _("Enregistrer un coût"),
        _("Une somme sur une période (salaires, abonnement), ou le prix d’une action (un courrier)."),
        _("Le coût est enregistré."),
    )
    return act_page(
        request,
        ask,
        forms.Cost,
        lambda values: costing.record_cost(visit.creditor, **values, author=visit.author, at=visit.at),
        {"from_on": visit.on, "kind": request.GET.get("kind", "")},
    )


@visiting(right=_STEER, methods=("GET", "POST"))
def outcome(request: DeskRequest, visit: Visit) -> HttpResponse:
    """Record a loss, a depreciation, interest or an indemnity collected."""
    ask = _ask(
        _("Enregistrer une perte ou un gain"),
        _("Ce qui est enregistré ici se compte dans les mesures et ne solde aucune facture."),
        _("C’est enregistré."),
    )

    return _of_customer(request, visit, ask, forms.Outcome, losing.record_outcome)


@visiting(right=_MEET, methods=("GET", "POST"))
def complaint(request: DeskRequest, visit: Visit) -> HttpResponse:
    """Record a complaint, or that a customer wants no more messages."""
    ask = _ask(
        _("Enregistrer une réclamation"),
        _("Du client, ou d’un autre service à propos de la façon dont il est relancé."),
        _("La réclamation est enregistrée."),
    )

    return _of_customer(request, visit, ask, forms.Complaint, complaining.record_complaint)


def _of_customer(
    request: DeskRequest, visit: Visit, ask: Ask, form: type[Form], record: Callable[..., object]
) -> HttpResponse:
    """Record something of the customer that the form names."""

    def act(values: Mapping[str, Any]) -> object:
        told = dict(values)
        customer = _found(visit, told.pop("customer"))
        return record(customer, **told, author=visit.author, at=visit.at)

    return act_page(request, ask, form, act, {"on": visit.on, **_named(request)})


@visiting(right=_MEET, methods=("GET", "POST"))
def survey(request: DeskRequest, visit: Visit) -> HttpResponse:
    """Open a survey of one customer, to be answered on the phone."""
    ask = _ask(
        _("Demander une note"),
        _("Après une résolution : de 0 à 10, comment le client a-t-il été traité ?"),
        _("L’enquête est ouverte : sa réponse reste à noter."),
    )
    return act_page(
        request,
        ask,
        forms.Survey,
        lambda values: surveying.ask_survey(
            _found(visit, values["customer"]), on=visit.on, author=visit.author, at=visit.at
        ),
        _named(request),
    )


def _named(request: DeskRequest) -> dict[str, str]:
    """The customer from whose page one comes."""
    return {"customer": request.GET.get("customer", "")[:200]}


@visiting(right=_MEET, methods=("GET", "POST"), subject=Survey.objects)
def answer(request: DeskRequest, visit: Visit, survey: Survey) -> HttpResponse:
    """Keep what the customer answered."""
    ask = _ask(
        _("Noter la réponse de %(name)s") % {"name": survey.customer.name},
        "",
        _("La réponse est enregistrée."),
    )
    return act_page(
        request,
        ask,
        forms.Answer,
        lambda values: surveying.answer_survey(
            survey, **values, on=visit.on, author=visit.author, at=visit.at
        ),
    )


def _cancel(
    request: DeskRequest, visit: Visit, fact: Cost | Outcome | Complaint | Survey, what: str
) -> HttpResponse:
    ask = _ask(
        _("Annuler : %(what)s") % {"what": what},
        _("L’enregistrement reste à l’historique et ne compte plus dans les mesures."),
        _("C’est annulé."),
        verb=_("Annuler l’enregistrement"),
    )
    return act_page(
        request,
        ask,
        forms.Cancel,
        lambda values: cancel_recorded(fact, reason=values["reason"], author=visit.author, at=visit.at),
    )


@visiting(right=_STEER, methods=("GET", "POST"), subject=Cost.objects)
def cancel_cost(request: DeskRequest, visit: Visit, fact: Cost) -> HttpResponse:
    """Cancel a cost recorded by mistake."""
    return _cancel(request, visit, fact, fact.what)


@visiting(right=_STEER, methods=("GET", "POST"), subject=Outcome.objects)
def cancel_outcome(request: DeskRequest, visit: Visit, fact: Outcome) -> HttpResponse:
    """Cancel a loss or a gain recorded by mistake."""
    return _cancel(request, visit, fact, str(forms.OUTCOME_KINDS[fact.kind]))


@visiting(right=_MEET, methods=("GET", "POST"), subject=Complaint.objects)
def cancel_complaint(request: DeskRequest, visit: Visit, fact: Complaint) -> HttpResponse:
    """Cancel a complaint recorded by mistake."""
    return _cancel(request, visit, fact, str(forms.COMPLAINT_KINDS[fact.kind]))


@visiting(right=_MEET, methods=("GET", "POST"), subject=Survey.objects)
def cancel_survey(request: DeskRequest, visit: Visit, fact: Survey) -> HttpResponse:
    """Cancel a survey opened by mistake."""
    return _cancel(request, visit, fact, _("enquête"))
