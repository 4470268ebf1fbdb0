"""What the page of an invoice says of its customer, and the documents it has."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import QuerySet

from encours.core.exposure import Exposure
from encours.desk.customers.behaving import Told, behaviour_of
from encours.desk.customers.listing import Row, with_balances
from encours.desk.customers.selling import exposures_of
from encours.desk.visits import Visit
from encours.records.parties.models import Attachment, Contact, Customer
from encours.records.prepared import prepared
from encours.records.receivables.models import Receivable

_FEW = 20


@dataclass(frozen=True, slots=True)
class Brief:
    """The customer's standing in brief: what it owes, how it pays, whether it is held, whom to call."""

    row: Row
    behaviour: Told | None  # in the currency most paid
    held: list[Exposure]
    contact: Contact | None


def brief_of(customer: Customer, visit: Visit) -> Brief:
    """A dozen queries, however much the customer has."""
    told = behaviour_of(customer.pk, visit)
    return Brief(
        row=with_balances([customer], visit.on)[0],
        behaviour=told[0] if told else None,
        held=[one for one in exposures_of(customer, visit) if one.exceeded],
        contact=_contact.first(customer.pk),
    )


@prepared
def _contact(customer: int) -> QuerySet[Contact]:
    return Contact.objects.filter(customer=customer, removed_at__isnull=True).order_by("pk")[:1]


def documents_of(row: Receivable) -> list[Attachment]:
    """The documents of one invoice, the last added first."""
    return _documents(row.pk)


@prepared
def _documents(receivable: int) -> QuerySet[Attachment]:
    there = Attachment.objects.filter(receivable=receivable, removed_at__isnull=True)
    return there.select_related("kept").order_by("-pk")[:_FEW]
