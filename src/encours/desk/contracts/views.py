"""The acts about contracts: added, changed, and their due dates used."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.forms import Form
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from encours.acts.contract import FIELDS, save_contract, use_contract_dates
from encours.desk.acting import Ask, act_page, made_from
from encours.desk.contracts import forms
from encours.desk.customers.asking import about
from encours.desk.visits import DeskRequest, Visit, visiting
from encours.records.contracts.models import Contract
from encours.records.parties.models import Attachment, Customer
from encours.records.receivables.models import Receivable

_BOTH = ("GET", "POST")
_DOCUMENTS = 50


def _documents(customer: Customer) -> list[Attachment]:
    there = Attachment.objects.filter(customer=customer, removed_at__isnull=True)
    return list(there.order_by("-pk")[:_DOCUMENTS])


def _values(values: Mapping[str, Any], documents: list[Attachment]) -> dict[str, Any]:
    chosen = {one.pk: one for one in documents}
    return {**values, "document": chosen.get(values["document"])}


@visiting(right="collect", shows=("pricing",), methods=_BOTH, subject=Customer.objects)
def add_contract(request: DeskRequest, visit: Visit, customer: Customer) -> HttpResponse:
    """Tell a contract."""
    documents = _documents(customer)
    done = _("Le contrat est enregistré ; les échéances qui s’en écartent sont signalées.")
    return act_page(
        request,
        about(customer.pk, _("Ajouter un contrat"), _("Ajouter"), done, lead=customer.name, part="contracts"),
        forms.contract_form(documents),
        lambda values: save_contract(customer, _values(values, documents), author=visit.author, at=visit.at),
        {"from_on": visit.on, "terms_days": customer.terms_days, "terms_mode": customer.terms_mode or "net"},
    )


@visiting(
    right="collect", shows=("pricing",), methods=_BOTH, subject=Contract.objects.select_related("customer")
)
def edit_contract(request: DeskRequest, visit: Visit, contract: Contract) -> HttpResponse:
    """Change a contract, or say when it ends."""
    customer, documents = contract.customer, _documents(contract.customer)
    title = _("Modifier le contrat %(number)s") % {"number": contract.number}
    now = {name: getattr(contract, name) for name in FIELDS} | {"document": contract.document_id}
    return act_page(
        request,
        about(
            customer.pk, title, _("Enregistrer"), _("Le contrat est à jour."),
            lead=customer.name, version=contract.version, part="contracts",
        ),
        forms.contract_form(documents),
        lambda values: save_contract(
            customer,
            _values(values, documents),
            contract=contract,
            made_from=made_from(request),
            author=visit.author,
            at=visit.at,
        ),
        now,
    )  # fmt: skip


@visiting(right="collect", shows=("pricing",), methods=_BOTH, subject=Customer.objects)
def use_dates(request: DeskRequest, visit: Visit, customer: Customer) -> HttpResponse:
    """Give all open invoices the due date of their contract."""
    title = _("Utiliser les échéances du contrat")
    lead = _(
        "Toutes les factures ouvertes de %(name)s prennent l’échéance que donne le contrat de leur date."
    )
    done = _("Les échéances sont celles du contrat.")
    return act_page(
        request,
        about(customer.pk, title, title, done, lead=lead % {"name": customer.name}, part="contracts"),
        Form,
        lambda _values: use_contract_dates(customer, author=visit.author, at=visit.at),
    )


@visiting(
    right="collect", shows=("pricing",), methods=_BOTH, subject=Receivable.objects.select_related("customer")
)
def use_date(request: DeskRequest, visit: Visit, row: Receivable) -> HttpResponse:
    """Give one invoice the due date of its contract."""
    ask = Ask(
        title=_("Utiliser l’échéance du contrat"),
        lead=_("La facture %(number)s prend l’échéance que donne le contrat.") % {"number": row.number},
        verb=_("Utiliser l’échéance du contrat"),
        back=reverse("invoice", args=[row.pk]),
        done=_("L’échéance est celle du contrat."),
    )
    return act_page(
        request,
        ask,
        Form,
        lambda _values: use_contract_dates(row.customer, [row], author=visit.author, at=visit.at),
    )
