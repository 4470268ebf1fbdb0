"""Saying that an invoice is contested, from its page or its customer's, and closing what was contested."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from encours.acts import dispute as disputing
from encours.desk.acting import Ask, act_page
from encours.desk.customers.asking import about
from encours.desk.deciding import stop_for
from encours.desk.invoices import forms
from encours.desk.visits import DeskRequest, Visit, visiting
from encours.records.disputes.models import Dispute
from encours.records.parties.models import Customer
from encours.records.receivables.due import due_day
from encours.records.receivables.models import Receivable
from encours.words import amounts, days
from encours.words.languages import nearest

_BOTH = ("GET", "POST")
_MOST = 200  # invoices to choose from


@visiting(right="collect", methods=_BOTH, subject=Receivable.objects.select_related("customer"))
def open_dispute(request: DeskRequest, visit: Visit, row: Receivable) -> HttpResponse:
    """Record that an invoice is contested, wholly or in part."""
    ask = _ask(
        _("Ouvrir un litige sur %(number)s") % {"number": row.number}, reverse("invoice", args=[row.pk])
    )

    def form(*given: Any, **named: Any) -> forms.Dispute:
        return forms.Dispute(*given, open_cents=row.open_cents, currency=row.currency, **named)

    return act_page(request, ask, form, lambda told: _open(visit, row, told))


@visiting(right="collect", methods=_BOTH, subject=Customer.objects)
def dispute_customer(request: DeskRequest, visit: Visit, customer: Customer) -> HttpResponse:
    """Record that one of a customer's invoices is contested: the same, the invoice chosen on the page."""
    owed = _owed(customer)
    language = nearest(get_language())
    choices = [
        (
            row.pk,
            f"{row.number} · {amounts.money(row.open_cents, row.currency, language)} · {_due(row, language)}",
        )
        for row in owed.values()
    ]
    ask = about(
        customer.pk,
        _("Litige avec %(name)s") % {"name": customer.name},
        _("Ouvrir le litige"),
        _("Le litige est ouvert : la part contestée n’est plus relancée."),
        lead=_("La part contestée n’est plus relancée tant que le litige est ouvert."),
    )

    def form(*given: Any, **named: Any) -> forms.DisputeOne:
        return forms.DisputeOne(*given, choices=choices, owed=owed, **named)

    return act_page(request, ask, form, lambda told: _open(visit, owed[told["invoice"]], told))


def _owed(customer: Customer) -> dict[int, Receivable]:
    """What a customer may contest, what is due first first."""
    rows = Receivable.objects.filter(customer=customer, open_cents__gt=0, gone_on__isnull=True)
    told = rows.annotate(due_day=due_day()).order_by("due_day", "pk")
    return {row.pk: row for row in told[:_MOST]}


def _due(row: Receivable, language: str) -> str:
    return _("échéance %(day)s") % {"day": days.day(row.due_day, language)}  # type: ignore[attr-defined] # annotated


def _open(visit: Visit, row: Receivable, told: Mapping[str, Any]) -> None:
    disputing.open_dispute(
        row,
        amount_cents=row.open_cents if told["amount_cents"] is None else told["amount_cents"],
        reason=told["reason"],
        on=visit.on,
        author=visit.author,
        at=visit.at,
    )
    stop_for(visit, [row.customer_id])


def _ask(title: str, back: str) -> Ask:
    return Ask(
        title=title,
        lead=_("La part contestée n’est plus relancée tant que le litige est ouvert."),
        verb=_("Ouvrir le litige"),
        back=back,
        done=_("Le litige est ouvert : la part contestée n’est plus relancée."),
    )


@visiting(right="collect", methods=_BOTH, subject=Dispute.objects.select_related("receivable"))
def close_dispute(request: DeskRequest, visit: Visit, dispute: Dispute) -> HttpResponse:
    """Close a dispute with what came of it."""
    ask = Ask(
        title=_("Clore le litige sur %(number)s") % {"number": dispute.receivable.number},
        lead=dispute.reason,
        verb=_("Clore le litige"),
        back=reverse("invoice", args=[dispute.receivable_id]),
        done=_("Le litige est clos."),
    )

    def act(values: Mapping[str, Any]) -> None:
        disputing.close_dispute(dispute, **values, on=visit.on, author=visit.author, at=visit.at)
        stop_for(visit, [dispute.customer_id])

    return act_page(request, ask, forms.CloseDispute, act)
