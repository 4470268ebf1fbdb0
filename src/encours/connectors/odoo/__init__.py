"""Odoo, by its JSON-RPC: partners, invoices, payments, orders, opportunities in; payments and messages out.

Written from the published external API (`/jsonrpc`, services `common` and `object`), versions 14 and later.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from encours.connectors.odoo.calling import Calling
from encours.connectors.odoo.pulling import Pulling
from encours.connectors.odoo.pushing import Pushing
from encours.connectors.port import Batch, Push, Stand
from encours.wire.pace import Pace


class Odoo:
    """One database of an Odoo, open."""

    def __init__(self, settings: Mapping[str, str], pace: Pace | None = None) -> None:
        """`settings`: address, database, login, password, journal, ca_file."""
        self._calling = Calling(settings, pace)
        self._pulling = Pulling(self._calling)
        self._pushing = Pushing(self._calling, settings)

    def greet(self) -> str:
        """Its version, once it lets us in."""
        self._calling.sign_in()
        return f"Odoo {self._calling.version()}"

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
        """What bears this key there."""
        return self._pushing.find(push)

    def push(self, push: Push) -> str:
        """Write it."""
        return self._pushing.push(push)


def open_source(settings: Mapping[str, str], pace: Pace | None = None) -> Odoo:
    """The Odoo that these settings tell."""
    return Odoo(settings, pace)
