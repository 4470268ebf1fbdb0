"""The public register of companies: *recherche-entreprises* (recherche-entreprises.api.gouv.fr), asked by SIREN.

Seven questions a second at most, as it publishes; where it asks to wait (429, Retry-After) one waits. It is off until
its address is given, and it is told a SIREN, which is public, nothing else.
"""

from __future__ import annotations

import os
from collections.abc import Mapping

from encours.core.companies import Company, company_of
from encours.core.refusals import RuleError
from encours.wire.asking import Host
from encours.wire.pace import Pace

ADDRESS = "ENCOURS_COMPANIES"
_PER_SECOND = 7.0


class Register:
    """A register that is open."""

    def __init__(self, address: str, pace: Pace | None = None) -> None:
        self._host = Host(
            address, pace=pace or Pace(_PER_SECOND, 1), patience_seconds=10.0, most_bytes=2 * 1024**2
        )

    def by_siren(self, siren: str) -> Company | None:
        """The company of this number; None where the register knows none.

        Raises
            WireError: there was no usable answer.
        """
        answer = self._host.ask("GET", "search", query={"q": siren, "page": 1, "per_page": 1}).json()
        results = answer.get("results") if isinstance(answer, dict) else None
        if not isinstance(results, list):
            raise RuleError(
                "register_unknown", "Le registre répond autrement qu’il ne l’annonce : rien n’est repris."
            )
        found = (company_of(one) for one in results if isinstance(one, dict))
        return next((one for one in found if one is not None and one.siren == siren), None)


def register(environment: Mapping[str, str] | None = None) -> Register | None:
    """The register whose address is configured; None: it is off."""
    address = (os.environ if environment is None else environment).get(ADDRESS, "")
    return Register(address) if address else None
