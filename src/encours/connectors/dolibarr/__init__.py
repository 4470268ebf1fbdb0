"""Dolibarr, by its REST module: third parties, contacts, invoices, payments, orders in; payments and events out.

Written from the published API (`htdocs/*/class/api_*.class.php`), versions 14 and later.
"""

from __future__ import annotations

from collections.abc import Mapping

from encours.connectors.dolibarr.pulling import Pulling
from encours.connectors.dolibarr.pushing import Pushing
from encours.connectors.port import TwoSides
from encours.wire.asking import Host
from encours.wire.pace import Pace

_API = "/api/index.php"
_YES = frozenset({"oui", "yes", "1"})


class Dolibarr(TwoSides):
    """One Dolibarr, open."""

    def __init__(self, settings: Mapping[str, str], pace: Pace | None = None) -> None:
        """`settings`: address, key, time_zone, bank_account, payment_mode, salespeople, ca_file."""
        address = settings["address"].rstrip("/")
        self._host = Host(
            address if address.endswith(_API) else address + _API,
            headers={"DOLAPIKEY": settings["key"]},
            pace=pace or Pace(),
            ca_file=settings.get("ca_file", ""),
        )
        super().__init__(
            Pulling(
                self._host,
                settings.get("time_zone") or "Europe/Paris",
                sellers=settings.get("salespeople", "").strip().lower() in _YES,
            ),
            Pushing(self._host, settings),
        )

    def greet(self) -> str:
        """Its version."""
        told = self._host.ask("GET", "status").json()
        return f"Dolibarr {told['success']['dolibarr_version']}"


def open_source(settings: Mapping[str, str], pace: Pace | None = None) -> Dolibarr:
    """The Dolibarr that these settings tell."""
    return Dolibarr(settings, pace)
