"""The contracts of a customer, as they are compared with its invoices."""

from __future__ import annotations

from django.db.models import QuerySet

from encours.core.contracts import Agreed
from encours.records.contracts.models import Contract
from encours.records.prepared import prepared


def agreed_with(customer_id: int) -> list[Agreed]:
    """The contracts of a customer, as `core.contracts` compares them."""
    return [
        Agreed(row.pk, row.number, row.from_on, row.until_on, row.terms_days, row.terms_mode)
        for row in _contracts(customer_id)
    ]


@prepared
def _contracts(customer: int) -> QuerySet[Contract]:
    return Contract.objects.filter(customer=customer).order_by("from_on", "pk")
