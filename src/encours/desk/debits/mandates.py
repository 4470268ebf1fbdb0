"""Mandates: all of them, one written or amended on its customer's page, taken up again, revoked."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _

from encours.acts.debits.mandates import FIELDS, cancel_mandate, save_mandate, take_up_mandate
from encours.desk.acting import act_page, made_from
from encours.desk.customers.asking import about
from encours.desk.debits import telling
from encours.desk.debits.forms import Because, mandate_form
from encours.desk.paging import sliced
from encours.desk.shell import render
from encours.desk.visits import DeskRequest, Visit, visiting
from encours.records.debits.models import MANDATE_STATES, Mandate
from encours.records.parties.models import Attachment, Customer

_BOTH = ("GET", "POST")
_DOCUMENTS = 50


@visiting()
def mandates(request: DeskRequest, visit: Visit) -> HttpResponse:
    """List mandates, the latest first; of one state where it is asked."""
    state = request.GET.get("state", "")
    state = state if state in MANDATE_STATES else ""
    rows = Mandate.objects.seen(visit.sight).select_related("customer")
    part = sliced(rows.filter(state=state) if state else rows, "-id", request)
    context = {
        "rows": part.rows,
        "slice": part,
        "state": state,
        "states": (("active", _("Actifs")), ("stopped", _("Arrêtés")), ("cancelled", _("Révoqués"))),
        "state_of": telling.mandate_state,
        "sequence_of": telling.sequence_name,
        "reason_of": telling.reason_name,
    }
    return render(request, "debits/mandates.html", context)


@visiting(right="collect", shows=("bank",), methods=_BOTH, subject=Customer.objects)
def add_mandate(request: DeskRequest, visit: Visit, customer: Customer) -> HttpResponse:
    """Write a mandate that a customer signed."""
    documents = _documents(customer)
    done = _("Mandat enregistré : les factures du client seront prélevées à leur échéance.")
    return act_page(
        request,
        about(customer.pk, _("Ajouter un mandat"), _("Ajouter"), done, lead=customer.name, part="mandates"),
        mandate_form(documents),
        lambda values: save_mandate(
            customer, _values(values, documents), on=visit.on, author=visit.author, at=visit.at
        ),
        {"debtor": customer.name[:70], "scheme": "CORE", "sequence": "FRST"},
    )


@visiting(right="collect", shows=("bank",), methods=_BOTH, subject=Mandate.objects.select_related("customer"))
def edit_mandate(request: DeskRequest, visit: Visit, mandate: Mandate) -> HttpResponse:
    """Amend a mandate."""
    customer, documents = mandate.customer, _documents(mandate.customer)
    now = {name: getattr(mandate, name) for name in FIELDS} | {"document": mandate.document_id}
    ask = about(
        customer.pk,
        _("Modifier le mandat %(umr)s") % {"umr": mandate.umr},
        _("Enregistrer"),
        _("Le mandat est à jour."),
        lead=customer.name,
        version=mandate.version,
        part="mandates",
    )
    return act_page(
        request,
        ask,
        mandate_form(documents),
        lambda values: save_mandate(
            customer,
            _values(values, documents),
            on=visit.on,
            mandate=mandate,
            made_from=made_from(request),
            author=visit.author,
            at=visit.at,
        ),
        now,
    )


@visiting(right="collect", methods=_BOTH, subject=Mandate.objects.select_related("customer"))
def revoke(request: DeskRequest, visit: Visit, mandate: Mandate) -> HttpResponse:
    """Say that a mandate was revoked."""
    ask = about(
        mandate.customer_id,
        _("Révoquer le mandat %(umr)s") % {"umr": mandate.umr},
        _("Révoquer"),
        _("Mandat révoqué : plus rien n’est prélevé."),
        lead=mandate.customer.name,
        version=mandate.version,
        part="mandates",
    )
    return act_page(
        request,
        ask,
        Because,
        lambda told: cancel_mandate(
            mandate,
            reason=told["reason"],
            made_from=made_from(request),
            on=visit.on,
            author=visit.author,
            at=visit.at,
        ),
    )


@visiting(right="collect", methods=_BOTH, subject=Mandate.objects.select_related("customer"))
def take_up(request: DeskRequest, visit: Visit, mandate: Mandate) -> HttpResponse:
    """Answer for a mandate that the bank's word stopped."""
    ask = about(
        mandate.customer_id,
        _("Reprendre le mandat %(umr)s") % {"umr": mandate.umr},
        _("Reprendre"),
        _("Mandat repris : les prochaines échéances seront annoncées."),
        lead=telling.reason_name(mandate.reason),
        version=mandate.version,
        part="mandates",
    )
    return act_page(
        request,
        ask,
        Because,
        lambda told: take_up_mandate(
            mandate, reason=told["reason"], made_from=made_from(request), author=visit.author, at=visit.at
        ),
    )


def _documents(customer: Customer) -> list[Attachment]:
    there = Attachment.objects.filter(customer=customer, removed_at__isnull=True)
    return list(there.order_by("-pk")[:_DOCUMENTS])


def _values(values: Mapping[str, Any], documents: list[Attachment]) -> dict[str, Any]:
    chosen = {one.pk: one for one in documents}
    return {**values, "document": chosen.get(values["document"])}
