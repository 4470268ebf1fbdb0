"""The fields of a creditor's own: the list, one declared or changed, and what they say of a customer or invoice."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from encours.acts.custom_fields import declare
from encours.acts.custom_fields.fill import fill_fields, stamp
from encours.desk.acting import Ask, act_page, made_from
from encours.desk.custom_fields import forms, showing
from encours.desk.shell import render, said
from encours.desk.visits import DeskRequest, Visit, visiting
from encours.records.fields.models import Field
from encours.records.fields.reading import fields_of, values_of
from encours.records.parties.models import Customer
from encours.records.receivables.models import Receivable

_RETIRED_SHOWN = 50


@visiting()
def own_fields(request: DeskRequest, visit: Visit) -> HttpResponse:
    """List the fields declared, and those retired."""
    retired = Field.objects.of([visit.creditor.pk]).filter(retired=True).order_by("-pk")[:_RETIRED_SHOWN]
    context = {"fields": fields_of(visit.creditor.pk), "retired": list(retired), "telling": showing}
    return render(request, "custom_fields/list.html", context)


@visiting(right="policy", methods=("GET", "POST"))
def declare_field(request: DeskRequest, visit: Visit) -> HttpResponse:
    """Declare a field."""
    ask = Ask(
        title=_("Déclarer un champ"),
        lead=_(
            "Il se remplit sur la fiche ou par un tableau, filtre les listes et se nomme dans les modèles."
        ),
        verb=_("Déclarer"),
        back=reverse("own_fields"),
        done=_("Le champ est déclaré."),
    )
    return act_page(
        request,
        ask,
        forms.DeclareField,
        lambda told: declare.declare_field(
            visit.creditor, declare.Declared(**told), author=visit.author, at=visit.at
        ),
    )


@visiting(right="policy", methods=("GET", "POST"), subject=Field.objects)
def change_field(request: DeskRequest, visit: Visit, field: Field) -> HttpResponse:
    """Change how a field is named, and where and to whom it is shown."""
    ask = Ask(
        title=_("Modifier le champ « %(name)s »") % {"name": field.label_fr},
        lead=_("Son code, son type et son objet ne changent pas."),
        verb=_("Enregistrer"),
        back=reverse("own_fields"),
        done=_("Le champ est à jour."),
        version=field.version,
    )
    names = ("label_fr", "label_en", "choices", "shown_as", "listed", "required")
    return act_page(
        request,
        ask,
        forms.ChangeField,
        lambda told: declare.change_field(
            field, told, made_from=made_from(request), author=visit.author, at=visit.at
        ),
        {name: getattr(field, name) for name in names},
    )


@visiting(right="policy", methods=("POST",), subject=Field.objects)
def retire_field(request: DeskRequest, visit: Visit, field: Field) -> HttpResponse:
    """Take a field out of use, or back into it; what it says is kept."""
    declare.change_field(
        field, {"retired": not field.retired}, made_from=None, author=visit.author, at=visit.at
    )
    text = (
        _("Le champ est de nouveau en usage.")
        if field.retired
        else _("Le champ est retiré, ses valeurs gardées.")
    )
    return said(redirect("own_fields"), text)


@visiting(right="collect", methods=("GET", "POST"), subject=Customer.objects)
def fill_customer(request: DeskRequest, visit: Visit, customer: Customer) -> HttpResponse:
    """Fill the fields of a customer."""
    return _fill(request, visit, customer, None)


@visiting(right="collect", methods=("GET", "POST"), subject=Receivable.objects.select_related("customer"))
def fill_invoice(request: DeskRequest, visit: Visit, row: Receivable) -> HttpResponse:
    """Fill the fields of an invoice."""
    return _fill(request, visit, row.customer, row)


def _fill(
    request: DeskRequest, visit: Visit, customer: Customer, receivable: Receivable | None
) -> HttpResponse:
    subject, key = ("customer", customer.pk) if receivable is None else ("invoice", receivable.pk)
    fields = showing.fields_shown(visit, subject)
    if not fields:
        return redirect("own_fields")
    values = values_of(fields, [key], subject).get(key, {})
    every = fields_of(visit.creditor.pk, subject)
    ask = Ask(
        title=_("Champs de %(name)s") % {"name": receivable.number if receivable else customer.name},
        lead=customer.name if receivable else _("Les champs que votre société a déclarés."),
        verb=_("Enregistrer"),
        back=reverse("invoice" if receivable else "customer", args=[key]),
        done=_("Les champs sont à jour."),
    )
    return act_page(
        request,
        ask,
        forms.values_form(fields, values),
        lambda told: fill_fields(
            customer,
            {name: text for name, text in told.items() if name != "stamp"},
            receivable=receivable,
            made_from=told["stamp"],
            author=visit.author,
            at=visit.at,
        ),
        {"stamp": stamp(every, customer.pk, receivable)},
    )
