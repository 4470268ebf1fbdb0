"""Pennylane, by its company API (v2): customers, invoices, credit notes, matched transactions in; payments out.

Written from its published OpenAPI. It offers no comment. It marks an invoice as paid, whole; a part of it is written as
a transaction of a bank account, where one is told.
"""

from __future__ import annotations

from collections.abc import Mapping

from encours.connectors.pennylane.pulling import API, Pulling
from encours.connectors.pennylane.pushing import Pushing
from encours.connectors.port import TwoSides
from encours.wire.asking import Host
from encours.wire.pace import Pace

_ADDRESS = "https://app.pennylane.com"
_PER_SECOND, _BURST = 4.0, 5


class Pennylane(TwoSides):
    """One company at Pennylane."""

    def __init__(self, settings: Mapping[str, str], pace: Pace | None = None) -> None:
        """`settings`: token, address (that of Pennylane unless told), bank_account (to write parts of an invoice)."""
        self._host = Host(
            settings.get("address") or _ADDRESS,
            headers={"Authorization": f"Bearer {settings['token']}"},
            pace=pace or Pace(_PER_SECOND, _BURST),
        )
        super().__init__(Pulling(self._host), Pushing(self._host, settings))

    def greet(self) -> str:
        """The company whose token it is."""
        told = self._host.ask("GET", f"{API}/me").json()
        return f"Pennylane, {told['company']['name']}"


def open_source(settings: Mapping[str, str], pace: Pace | None = None) -> Pennylane:
    """The company that these settings tell."""
    return Pennylane(settings, pace)
