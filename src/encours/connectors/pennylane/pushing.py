"""Written to Pennylane: that an invoice is paid, whole."""

from __future__ import annotations

from encours.connectors.pennylane.pulling import API
from encours.connectors.port import NotOfferedError, Push
from encours.connectors.values import cents_of
from encours.wire.asking import Host


class Pushing:
    """What may be said there: an invoice is paid, or nothing."""

    def __init__(self, host: Host) -> None:
        self._host = host

    def find(self, push: Push) -> str:
        """Whether the invoice is paid there; a key cannot be written there, its state says it."""
        return "paid" if self._invoice(push).get("paid") else ""

    def push(self, push: Push) -> str:
        """Mark the invoice as paid, if what was paid is all that was left."""
        told = self._invoice(push)
        if push.kind != "payment" or cents_of(told.get("remaining_amount_with_tax")) != push.amount_cents:
            raise NotOfferedError("Pennylane", push.kind)
        self._host.ask("PUT", f"{API}/customer_invoices/{push.invoice}/mark_as_paid", repeatable=True)
        return "paid"

    def _invoice(self, push: Push) -> dict[str, object]:
        told: dict[str, object] = self._host.ask("GET", f"{API}/customer_invoices/{push.invoice}").json()
        return told
