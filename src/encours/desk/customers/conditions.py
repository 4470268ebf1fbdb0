"""Terms and regime of one customer: as they apply, and the acts by which a person confirms them."""

from __future__ import annotations

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from encours.acts import confirm
from encours.desk import telling
from encours.desk.acting import Ask, act_page
from encours.desk.customers import forms
from encours.desk.visits import DeskRequest, Visit, visiting
from encours.records.parties.models import Creditor, Customer


def conditions(customer: Customer, creditor: Creditor) -> dict[str, object]:
    """Terms and regime as they apply: the customer's, else the creditor's; assumed until someone says."""
    days, mode, own = _terms(customer, creditor)
    return {
        "terms": telling.terms_name(days, mode),
        "terms_assumed": customer.terms_source == "assumed" if own else not creditor.terms_confirmed,
        "regime": telling.regime_name(customer.regime),
        "regime_assumed": customer.regime_source == "assumed",
    }


def _terms(customer: Customer, creditor: Creditor) -> tuple[int, str, bool]:
    if customer.terms_days is None:
        return creditor.terms_days, creditor.terms_mode, False
    return customer.terms_days, customer.terms_mode or "net", True


@visiting(right="collect", shows=("pricing",), methods=("GET", "POST"), subject=Customer.objects)
def confirm_terms(request: DeskRequest, visit: Visit, customer: Customer) -> HttpResponse:
    """Say the payment terms of one customer; due dates that were assumed follow."""
    days, mode, _own = _terms(customer, visit.creditor)
    ask = Ask(
        title=_("Confirmer le délai de paiement"),
        lead=_("%(name)s : les échéances supposées suivront.") % {"name": customer.name},
        verb=_("Confirmer"),
        back=reverse("customer", args=[customer.pk]),
        done=_("Le délai est confirmé, les échéances supposées sont recalculées."),
        version=customer.version,
    )
    return act_page(
        request,
        ask,
        forms.Terms,
        lambda values: confirm.confirm_terms(
            visit.creditor, customer=customer, **values, author=visit.author, at=visit.at
        ),
        {"days": days, "mode": mode},
    )


@visiting(right="collect", methods=("GET", "POST"), subject=Customer.objects)
def confirm_regime(request: DeskRequest, visit: Visit, customer: Customer) -> HttpResponse:
    """Say whether one customer is a business, a public body or a consumer."""
    ask = Ask(
        title=_("Confirmer le régime"),
        lead=_("%(name)s : le régime décide des pénalités, de l’indemnité et des délais.")
        % {"name": customer.name},
        verb=_("Confirmer"),
        back=reverse("customer", args=[customer.pk]),
        done=_("Le régime est confirmé."),
        version=customer.version,
    )
    return act_page(
        request,
        ask,
        forms.Regime,
        lambda values: confirm.confirm_regime(
            visit.creditor, customer=customer, **values, author=visit.author, at=visit.at
        ),
        {"regime": customer.regime},
    )
