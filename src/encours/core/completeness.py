"""How complete a customer's file is: what each missing fact costs is told by its code."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

# In the order in which they matter for being paid; the last two are what a judge asks for: the first order, and
# the delivery or the contract.
CRITERIA = (
    "email",
    "address",
    "accounts_payable",
    "phone",
    "registration",
    "vat_number",
    "terms",
    "regime",
    "order",
    "proof",
)
NOT_FOR_CONSUMERS = frozenset({"accounts_payable", "registration", "vat_number"})


@dataclass(frozen=True, slots=True)
class Completeness:
    """How many of the facts that count are known, and which are not."""

    known: int
    counted: int
    missing: tuple[str, ...]

    @property
    def percent(self) -> int:
        """Whole percents."""
        return 100 * self.known // self.counted


def completeness(known: Mapping[str, bool], *, consumer: bool = False) -> Completeness:
    """Judge a file; of a consumer neither a registration nor an accounts department is expected."""
    counted = [code for code in CRITERIA if not (consumer and code in NOT_FOR_CONSUMERS)]
    missing = tuple(code for code in counted if not known[code])
    return Completeness(len(counted) - len(missing), len(counted), missing)
