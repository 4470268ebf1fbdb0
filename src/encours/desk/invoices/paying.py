"""A payment recorded by hand on an invoice."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from encours.acts.record_payment import record_payment
from encours.desk.acting import Ask, act_page, made_from
from encours.desk.deciding import stop_for
from encours.desk.invoices.forms import Pay
from encours.desk.visits import DeskRequest, Visit, visiting
from encours.records.receivables.models import Receivable


@visiting(right="cash", methods=("GET", "POST"), subject=Receivable.objects)
def pay_invoice(request: DeskRequest, visit: Visit, row: Receivable) -> HttpResponse:
    """Record a payment received on one invoice; the bank's own line will confirm it, not double it."""
    ask = Ask(
        title=_("Paiement reçu sur la facture %(number)s") % {"number": row.number},
        lead=_("La ligne du relevé bancaire, quand elle viendra, confirmera ce paiement sans le doubler."),
        verb=_("Enregistrer le paiement"),
        back=reverse("invoice", args=[row.pk]),
        done=_("Le paiement est enregistré : ce qui est payé n’est plus relancé."),
        version=row.version,
    )

    def act(told: Mapping[str, Any]) -> None:
        version = made_from(request)
        record_payment(row, **told, on=visit.on, made_from=version, author=visit.author, at=visit.at)
        stop_for(visit, [row.customer_id])

    return act_page(
        request,
        ask,
        Pay,
        act,
        {"amount_cents": row.open_cents, "paid_on": visit.on},
    )
