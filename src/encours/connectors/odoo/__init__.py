"""Odoo, by its JSON-RPC: partners, invoices, payments, orders, opportunities in; payments and messages out.

Written from the published external API (`/jsonrpc`, services `common` and `object`), versions 14 and later.
"""

from __future__ import annotations

from collections.abc import Mapping

from encours.connectors.odoo.calling import Calling
from encours.connectors.odoo.pulling import Pulling
from encours.connectors.odoo.pushing import Pushing
from encours.connectors.port import TwoSides
from encours.wire.pace import Pace


class Odoo(TwoSides):
    """One database of an Odoo, open."""

    def __init__(self, settings: Mapping[str, str], pace: Pace | None = None) -> None:
        """`settings`: address, database, login, password, journal, ca_file."""
        self._calling = Calling(settings, pace)
        super().__init__(Pulling(self._calling), Pushing(self._calling, settings))

    def greet(self) -> str:
        """Its version, once it lets us in."""
        self._calling.sign_in()
        return f"Odoo {self._calling.version()}"


def open_source(settings: Mapping[str, str], pace: Pace | None = None) -> Odoo:
    """The Odoo that these settings tell."""
    return Odoo(settings, pace)
