"""Which customer an account is today: its own, or the one that it was merged into."""

from __future__ import annotations

from django.db.models.functions import Coalesce

from encours.records.parties.models import Customer


def merged_accounts(creditor_id: int) -> dict[str, str]:
    """The accounts that were merged into another, and that other."""
    found = Customer.objects.filter(creditor_id=creditor_id, merged_into__isnull=False)
    return dict(found.values_list("account", "merged_into__account"))


def accounts(creditor_id: int) -> dict[str, int]:
    """Every account of a creditor, and the customer that it is."""
    found = Customer.objects.filter(creditor_id=creditor_id)
    return dict(found.values_list("account", Coalesce("merged_into_id", "pk")))
