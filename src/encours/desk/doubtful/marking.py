"""Marking customers doubtful, choosing their rate, ending it: one page an act; the proposals accepted together."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from encours.acts.doubtful import marking as acting
from encours.core.refusals import RuleError
from encours.desk.acting import Ask, act_page
from encours.desk.customers.asking import about
from encours.desk.doubtful import forms
from encours.desk.plain import in_words
from encours.desk.shell import said
from encours.desk.visits import DeskRequest, Visit, visiting
from encours.records.doubtful.models import Doubtful
from encours.records.parties.models import Customer

_BOTH = ("GET", "POST")


@visiting(right="collect", methods=_BOTH, subject=Customer.objects)
def mark(request: DeskRequest, visit: Visit, customer: Customer) -> HttpResponse:
    """Mark one customer."""
    lead = _("Ses factures passeront de 411 à 416 et une dépréciation sera proposée : rien n’est écrit dans les livres "
             "avant qu’une personne l’accepte.")  # fmt: skip
    verb = _("Classer parmi les douteux")

    def act(told: Mapping[str, Any]) -> None:
        acting.mark_doubtful(customer, **told, on=visit.on, author=visit.author, at=visit.at)

    done = _("%(name)s est classé parmi les clients douteux.") % {"name": customer.name}
    return act_page(
        request, about(customer.pk, verb, verb, done, lead=lead), forms.Mark, act, {"from_on": visit.on}
    )


@visiting(right="collect", methods=_BOTH, subject=Doubtful.objects)
def end(request: DeskRequest, visit: Visit, marked: Doubtful) -> HttpResponse:
    """End a mark."""
    verb = _("Ne plus classer parmi les douteux")
    lead = _("Ce qui a été transféré en 416 et déprécié sera proposé en retour.")
    ask = Ask(
        title=verb,
        verb=verb,
        back=reverse("doubtful"),
        done=_("C’est noté : il n’est plus douteux."),
        lead=lead,
    )

    def act(told: Mapping[str, Any]) -> None:
        acting.end_doubtful(marked, **told, on=visit.on, author=visit.author, at=visit.at)

    return act_page(request, ask, forms.Because, act)


@visiting(right="cash", methods=_BOTH, subject=Doubtful.objects)
def rate(request: DeskRequest, visit: Visit, marked: Doubtful) -> HttpResponse:
    """Choose a rate of depreciation."""
    verb = _("Choisir le taux")
    ask = Ask(
        title=_("Taux de dépréciation"),
        verb=verb,
        back=reverse("doubtful"),
        done=_("Le taux est noté : les propositions le suivent."),
        lead=_(
            "La perte probable s’apprécie facture par facture : dire ce qui la rend plus, ou moins, probable."
        ),
    )

    def act(told: Mapping[str, Any]) -> None:
        acting.set_rate(
            marked, rate_bps=told["rate"], reason=told["reason"], author=visit.author, at=visit.at
        )

    last = marked.rates.order_by("-pk").first()
    return act_page(request, ask, forms.Rate, act, {"rate": last.rate_bps if last else None})


@visiting(right="cash", methods=("POST",))
def accept(request: DeskRequest, visit: Visit) -> HttpResponse:
    """Accept what the rules propose of the customers chosen."""
    chosen = [int(one) for one in request.POST.getlist("customer") if one.isdecimal()]
    if not chosen:
        return said(redirect("doubtful"), _("Choisir au moins un client."), "late")
    try:
        count = acting.accept_marks(visit.creditor, chosen, on=visit.on, author=visit.author, at=visit.at)
    except RuleError as refusal:
        return said(redirect("doubtful"), in_words(refusal.sentence), "late")
    done = ngettext("%(n)s classement suivi.", "%(n)s classements suivis.", count)
    return said(redirect("doubtful"), done % {"n": count})
