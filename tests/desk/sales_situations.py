"""What sales know of a customer, for the desk's tests: a document, an order, a deal, a group."""

from __future__ import annotations

from datetime import date, datetime

from encours.records.parties.models import Attachment, Customer, Group, GroupMember
from encours.records.sales.models import Deal, Order


def sales_of(customer: Customer, on: date, at: datetime) -> dict[str, int]:
    """A document elsewhere, an order, a deal, and a group of which the customer is the head."""
    fact = {"creditor": customer.creditor, "recorded_at": at}
    about = {**fact, "customer": customer, "by": "test@example.com"}
    group = Group.objects.create(**fact, name=f"Secret de {customer.creditor.name}", parent=customer)
    GroupMember.objects.create(**fact, customer=customer, group=group)
    document = Attachment.objects.create(
        **about, title=f"Secret de {customer.creditor.name}", url="https://documents.example/1"
    )
    return {
        "document": document.pk,
        "order": Order.objects.create(**about, number="C-1", ordered_on=on, amount_cents=100).pk,
        "deal": Deal.objects.create(**about, name="Affaire", amount_cents=100).pk,
        "group": group.pk,
        "grouped": customer.pk,
    }
