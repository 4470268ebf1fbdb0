"""The contracts of a customer, as they are compared with its invoices."""

from __future__ import annotations

from encours.core.contracts import Agreed
from encours.records.contracts.models import Contract


def agreed_with(customer_id: int) -> list[Agreed]:
    """The contracts of a customer, as `core.contracts` compares them."""
    rows = Contract.objects.filter(customer=customer_id).order_by("from_on", "pk")
    return [
        Agreed(row.pk, row.number, row.from_on, row.until_on, row.terms_days, row.terms_mode) for row in rows
    ]
