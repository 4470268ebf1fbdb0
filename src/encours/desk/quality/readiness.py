"""Whether the base is ready to write for real: the score, what the house itself lacks, the dearest corrections."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from schwifty import IBAN

from encours.core.quality.identifiers import is_bad_email
from encours.desk.quality.views import last_look
from encours.desk.shell import render
from encours.desk.visits import DeskRequest, Visit, visiting
from encours.records.parties.models import Creditor
from encours.records.quality.models import wanted
from encours.words import quality as words


@dataclass(frozen=True, slots=True)
class Check:
    """Something that the house itself needs before it writes."""

    done: bool
    text: str
    place: str


@visiting()
def readiness(request: DeskRequest, visit: Visit) -> HttpResponse:
    """Show the report; it is of the whole creditor."""
    return render(request, "quality/readiness.html", {**report(visit), "words": words})


def report(visit: Visit) -> dict[str, Any]:
    """The score with the least wanted, the checks of the house, the corrections in the order of money at stake."""
    last, choice = last_look(visit), wanted(visit.creditor.pk)
    figures = last.figures if last and visit.sight.whole else None
    return {
        "last": last,
        "figures": figures,
        "minimum": choice.minimum,
        "ready": figures is not None and figures["score"] >= choice.minimum,
        "checks": checks(visit.creditor),
        "corrections": figures["rules"] if figures else [],
    }


def checks(creditor: Creditor) -> list[Check]:
    """What the house itself needs: told by name, with the page where it is given."""
    house, policies = reverse("setup"), reverse("policies")
    iban = bool(creditor.iban) and IBAN(creditor.iban, allow_invalid=True).is_valid
    sender = bool(creditor.sender_email) and not is_bad_email(creditor.sender_email)
    return [
        Check(iban, _("Un IBAN juste, où les clients paient"), house),
        Check(sender, _("Une adresse d’expédition"), house),
        Check(bool(creditor.address and creditor.city), _("L’adresse de votre entreprise"), house),
        Check(bool(creditor.siren), _("Le SIREN de votre entreprise"), house),
        Check(creditor.terms_confirmed, _("Les conditions de paiement confirmées"), policies),
        Check(creditor.regime_confirmed, _("Le régime des clients confirmé"), policies),
    ]
