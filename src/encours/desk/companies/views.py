"""The acts about what the public register says of a customer."""

from __future__ import annotations

from django.forms import Form
from django.http import HttpResponse
from django.utils.translation import gettext as _

from encours.acts.look_up_company import look_up_company, take_over
from encours.connectors.companies import register
from encours.desk.acting import act_page, made_from
from encours.desk.customers.asking import about
from encours.desk.visits import DeskRequest, Visit, visiting
from encours.records.parties.models import Customer

_BOTH = ("GET", "POST")


@visiting(right="collect", methods=_BOTH, subject=Customer.objects)
def look_up(request: DeskRequest, visit: Visit, customer: Customer) -> HttpResponse:
    """Ask the register about a customer."""
    lead = _("Seul le SIREN de %(name)s, qui est public, est envoyé au registre des entreprises.")
    done = _("Le registre a répondu : voyez ce qu’il dit de ce client.")
    title = _("Consulter le registre")
    opened = register()
    return act_page(
        request,
        about(customer.pk, title, title, done, lead=lead % {"name": customer.name}, part="register"),
        Form,
        lambda _values: look_up_company(
            customer, opened.by_siren if opened else None, on=visit.on, author=visit.author, at=visit.at
        ),
    )


@visiting(right="collect", shows=("personal",), methods=_BOTH, subject=Customer.objects)
def take(request: DeskRequest, visit: Visit, customer: Customer) -> HttpResponse:
    """Write the register's address in the customer's file."""
    title = _("Reprendre l’adresse du registre")
    return act_page(
        request,
        about(
            customer.pk, title, title, _("L’adresse est celle du registre."), lead=customer.name,
            version=customer.version, part="register",
        ),
        Form,
        lambda _values: take_over(
            customer, made_from=made_from(request), author=visit.author, at=visit.at
        ),
    )  # fmt: skip
