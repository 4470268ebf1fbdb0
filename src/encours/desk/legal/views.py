"""The case of a customer: its life-cycle, the procedures weighed, the judicial phase and what it asks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from encours.acts.legal import phase as phasing
from encours.acts.legal.choosing import choose_procedure, weigh_procedures
from encours.acts.legal.gathering import open_case
from encours.core.legal.facts import JUDICIAL, CaseFacts
from encours.core.legal.limitation import limitation_on
from encours.core.legal.phase import failed_by, lacking
from encours.core.legal.proposing import Weighed
from encours.desk.acting import Ask, act_page
from encours.desk.deciding import decide_today
from encours.desk.legal import forms
from encours.desk.legal.life import life_of
from encours.desk.shell import render
from encours.desk.visits import DeskRequest, Visit, visiting
from encours.records.legal.models import JudicialPhase, PhaseException, ProcedureChoice
from encours.records.parties.models import Customer
from encours.words.languages import nearest
from encours.words.legal import OUTCOMES, PROCEDURES, point_said

_BOTH = ("GET", "POST")
_FEW = 20


@dataclass(frozen=True, slots=True)
class Told:
    """A procedure as it is shown: its name, whether it is proposed, what is said of it."""

    code: str
    name: str
    proposed: bool
    speaks_for: list[str]
    against: list[str]
    bars: list[str]


@visiting(subject=Customer.objects)
def case_life(request: DeskRequest, visit: Visit, customer: Customer) -> HttpResponse:
    """Show where the case is, what its facts call for, and what the judicial phase lacks."""
    case = open_case(customer)
    life = life_of(customer.pk, case)
    if life is None:
        raise Http404
    facts, every = weigh_procedures(customer, on=visit.on)
    language = nearest(get_language())
    missing = lacking(facts, on=visit.on)
    context = {
        "customer": customer,
        "case": case,
        "life": life,
        "facts": facts,
        "limitation_on": limitation_on(facts, on=visit.on),
        "weighed": sorted((_told(one, language) for one in every), key=lambda one: not one.proposed),
        "missing": [point_said(one, language) for one in missing],
        "failed": [] if missing else [point_said(one, language) for one in failed_by(facts)],
        "exception": phasing.approved_exception(case) if case else None,
        "pending": phasing.pending_exception(customer.pk),
        "choices": ProcedureChoice.objects.filter(customer=customer).order_by("-pk")[:_FEW],
        "phases": JudicialPhase.objects.filter(customer=customer).order_by("-pk")[:_FEW],
        "names": PROCEDURES,
        "outcomes": OUTCOMES,
    }
    return render(request, "legal/case.html", context)


def _told(one: Weighed, language: str) -> Told:
    words = [
        [point_said(point, language) for point in points]
        for points in (one.speaks_for, one.against, one.bars)
    ]
    return Told(one.procedure, str(PROCEDURES[one.procedure]), one.proposed, *words)


def _about(customer_id: int, title: str, verb: str, done: str, lead: str = "") -> Ask:
    return Ask(title=title, verb=verb, back=reverse("case_life", args=[customer_id]), done=done, lead=lead)


@visiting(right="collect", methods=_BOTH, subject=Customer.objects)
def choose(request: DeskRequest, visit: Visit, customer: Customer) -> HttpResponse:
    """Record what is to be done about a case."""
    _facts, every = weigh_procedures(customer, on=visit.on)
    proposed = next(one for one in every if one.proposed)
    lead = _("Proposée par les faits : %(name)s.") % {"name": PROCEDURES[proposed.procedure]}
    verb = _("Retenir cette procédure")

    def act(told: Mapping[str, Any]) -> None:
        choose_procedure(customer, told["procedure"], reason=told["reason"], on=visit.on,
                         author=visit.author, at=visit.at)  # fmt: skip

    ask = _about(
        customer.pk, _("Choisir la procédure"), verb, _("Le choix est noté, avec ses raisons."), lead
    )
    return act_page(request, ask, forms.Choice, act, {"procedure": proposed.procedure})


@visiting(right="approve", methods=_BOTH, subject=Customer.objects)
def enter(request: DeskRequest, visit: Visit, customer: Customer) -> HttpResponse:
    """Bring a case before the judge."""
    facts, _every = weigh_procedures(customer, on=visit.on)
    verb = _("Entrer en phase judiciaire")
    lead = _("Les relances amiables s’arrêtent jusqu’à la sortie de cette phase.")

    def act(told: Mapping[str, Any]) -> None:
        phasing.enter_judicial(customer, told["procedure"], on=visit.on, author=visit.author, at=visit.at)
        decide_today(visit.creditor, author=visit.author)

    ask = _about(
        customer.pk, verb, verb, _("Le dossier est en phase judiciaire ; les relances sont arrêtées."), lead
    )
    return act_page(request, ask, forms.entering(_barred(facts)), act)


def _barred(facts: CaseFacts) -> list[str]:
    """Judicial procedures that are not open to this debtor."""
    return sorted(JUDICIAL - {"summons"}) if facts.regime == "public" else []


@visiting(right="collect", methods=_BOTH, subject=Customer.objects)
def ask(request: DeskRequest, visit: Visit, customer: Customer) -> HttpResponse:
    """Ask for an exception."""
    verb = _("Demander une exception")
    lead = _("Une autre personne, qui peut donner son accord, en décide.")

    def act(told: Mapping[str, Any]) -> None:
        phasing.ask_exception(customer, **told, on=visit.on, author=visit.author, at=visit.at)

    done = _("L’exception est demandée : elle attend la décision d’une autre personne.")
    return act_page(request, _about(customer.pk, verb, verb, done, lead), forms.Asked, act)


@visiting(right="approve", methods=_BOTH, subject=PhaseException.objects)
def decide(request: DeskRequest, visit: Visit, asked: PhaseException) -> HttpResponse:
    """Approve or refuse an exception."""
    lead = _("Motif de la demande : %(reason)s") % {"reason": visit.free_text(asked.reason)}

    def act(told: Mapping[str, Any]) -> None:
        phasing.decide_exception(asked, approved=told["approved"] == "yes", reason=told["reason"], on=visit.on,
                                 author=visit.author, at=visit.at)  # fmt: skip

    verb = _("Décider de l’exception")
    return act_page(
        request, _about(asked.customer_id, verb, verb, _("La décision est notée."), lead), forms.Decided, act
    )


@visiting(right="approve", methods=_BOTH, subject=JudicialPhase.objects)
def leave(request: DeskRequest, visit: Visit, phase: JudicialPhase) -> HttpResponse:
    """Close the judicial phase."""
    verb = _("Sortir de la phase judiciaire")
    lead = _("Ce qui reste dû est de nouveau relancé, à son étape.")

    def act(told: Mapping[str, Any]) -> None:
        phasing.leave_judicial(phase, **told, on=visit.on, author=visit.author, at=visit.at)
        decide_today(visit.creditor, author=visit.author)

    return act_page(
        request,
        _about(phase.customer_id, verb, verb, _("La phase judiciaire est close."), lead),
        forms.Left,
        act,
    )
