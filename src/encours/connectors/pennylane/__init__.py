"""Pennylane, by its company API (v2): customers, invoices, credit notes, matched transactions in; settled invoices out.

Written from its published OpenAPI. It offers no comment, and marks an invoice as paid whole or not at all.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from encours.connectors.pennylane.pulling import API, Pulling
from encours.connectors.port import Batch, NotOfferedError, Push, Stand
from encours.connectors.values import cents_of
from encours.wire.asking import Host
from encours.wire.pace import Pace

_ADDRESS = "https://app.pennylane.com"
_PER_SECOND, _BURST = 4.0, 5


class Pennylane:
    """One company at Pennylane."""

    def __init__(self, settings: Mapping[str, str], pace: Pace | None = None) -> None:
        """`settings`: token, address (that of Pennylane unless told)."""
        self._host = Host(
            settings.get("address") or _ADDRESS,
            headers={"Authorization": f"Bearer {settings['token']}"},
            pace=pace or Pace(_PER_SECOND, _BURST),
        )
        self._pulling = Pulling(self._host)

    def greet(self) -> str:
        """The company whose token it is."""
        told = self._host.ask("GET", f"{API}/me").json()
        return f"Pennylane, {told['company']['name']}"

    def pull(self, cursor: str) -> Iterator[Batch]:
        """What changed since the cursor."""
        return self._pulling.changes(cursor)

    def census(self) -> Iterator[list[Stand]]:
        """What is open there now."""
        return self._pulling.census()

    def invoices(self, ids: list[str]) -> Batch:
        """These invoices anew."""
        return self._pulling.invoices(ids)

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


def open_source(settings: Mapping[str, str], pace: Pace | None = None) -> Pennylane:
    """The company that these settings tell."""
    return Pennylane(settings, pace)
