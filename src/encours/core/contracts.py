"""Which contract governs an invoice, and the due date that it gives."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from encours.core.terms import PaymentTerms, due_on

TOLERATED = 1
"""Days between the invoice's due date and the contract's that are no difference."""


@dataclass(frozen=True, slots=True)
class Agreed:
    """A contract's terms: from a day to its last one (None: until ended)."""

    key: int
    number: str
    from_on: date
    until_on: date | None
    days: int
    mode: Any

    def governs(self, issued_on: date) -> bool:
        """Whether an invoice of this day falls under it."""
        return self.from_on <= issued_on and (self.until_on is None or issued_on <= self.until_on)


def governing(contracts: Iterable[Agreed], issued_on: date) -> Agreed | None:
    """The contract of an invoice: of several, the one that began last."""
    found = [one for one in contracts if one.governs(issued_on)]
    return max(found, key=lambda one: (one.from_on, one.key), default=None)


@dataclass(frozen=True, slots=True)
class Dated:
    """The due date by contract beside the one that the invoice bears."""

    agreed: Agreed
    due_on: date
    apart: int  # days that the contract gives beyond the invoice; negative: the invoice gives more

    @property
    def differs(self) -> bool:
        """Whether a person should look."""
        return abs(self.apart) > TOLERATED


def by_contract(contracts: Iterable[Agreed], issued_on: date, due: date) -> Dated | None:
    """Compare an invoice's due date with its contract's; None where no contract governs it."""
    agreed = governing(contracts, issued_on)
    if agreed is None:
        return None
    day = due_on(issued_on, PaymentTerms(agreed.days, agreed.mode))
    return Dated(agreed, day, (day - due).days)
