"""What a connector is: a system that answers over the network, that tells rows and is told facts.

Rows come in the shapes of `formats.pulled`, whatever the system; a connector knows no rule of the house.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from encours.core.refusals import RuleError

PULLS = ("customers", "contacts", "invoices", "credit_notes", "payments", "orders", "deals", "campaigns")
PUSHES = ("payment", "comment", "status", "closing", "entry")
Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Batch:
    """Rows by table (customers, invoices, payments, orders, deals, campaigns), and where to go on from once kept.

    Each row has its `id` at the source; `gone` are invoices that the source no longer has, by their id.
    """

    rows: Mapping[str, list[Row]]
    cursor: str = ""
    gone: tuple[str, ...] = ()

    def __len__(self) -> int:
        """How many rows."""
        return sum(map(len, self.rows.values()))


@dataclass(frozen=True, slots=True)
class Stand:
    """An invoice or credit note as it stands at the source now."""

    id: str
    number: str
    amount_cents: int
    open_cents: int
    currency: str


@dataclass(frozen=True, slots=True)
class Push:
    """Something to write at the source. `key` names it for ever: what bears it there was written already."""

    kind: str
    key: str
    customer: str  # the id of the customer at the source
    invoice: str = ""  # and of the invoice
    number: str = ""
    text: str = ""
    amount_cents: int = 0
    currency: str = ""
    on: str = ""
    facts: Mapping[str, Any] = field(default_factory=dict)


class NotOfferedError(RuleError):
    """The system has no way to be told this; the sentence says so."""

    def __init__(self, system: str, kind: str) -> None:
        super().__init__("push_not_offered", f"{system} n’offre pas de moyen d’écrire ceci ({kind}).")


class Source(Protocol):
    """A system that is open: its secrets are within, and are shown by nothing."""

    def greet(self) -> str:
        """Say who answers; raises a WireError where it does not."""

    def pull(self, cursor: str) -> Iterator[Batch]:
        """What changed since the cursor, in batches; each says the cursor that holds once it is kept."""

    def census(self) -> Iterator[list[Stand]]:
        """Every invoice and credit note that is open at the source, a page at a time."""

    def invoices(self, ids: list[str]) -> Batch:
        """These invoices read anew; those that no longer exist are `gone`."""

    def find(self, push: Push) -> str:
        """The reference of what was written under this key; empty where nothing bears it."""

    def push(self, push: Push) -> str:
        """Write it, once; return its reference at the source."""


class Reading(Protocol):
    """The side of a connector that reads."""

    def changes(self, cursor: str) -> Iterator[Batch]:
        """What changed since the cursor."""

    def census(self) -> Iterator[list[Stand]]:
        """What is open there now."""

    def invoices(self, ids: list[str]) -> Batch:
        """These invoices anew."""


class Writing(Protocol):
    """The side of a connector that writes."""

    def find(self, push: Push) -> str:
        """What bears this key there."""

    def push(self, push: Push) -> str:
        """Write it."""


class TwoSides:
    """A source made of what reads and what writes; each system adds how it is greeted."""

    def __init__(self, reading: Reading, writing: Writing) -> None:
        self._reading, self._writing = reading, writing

    def pull(self, cursor: str) -> Iterator[Batch]:
        """What changed since the cursor."""
        return self._reading.changes(cursor)

    def census(self) -> Iterator[list[Stand]]:
        """What is open there now."""
        return self._reading.census()

    def invoices(self, ids: list[str]) -> Batch:
        """These invoices anew."""
        return self._reading.invoices(ids)

    def find(self, push: Push) -> str:
        """What bears this key there."""
        return self._writing.find(push)

    def push(self, push: Push) -> str:
        """Write it."""
        return self._writing.push(push)


class NoWriting:
    """The side that writes of a system where nothing ever is."""

    def __init__(self, system: str) -> None:
        self._system = system

    def find(self, push: Push) -> str:
        """Raise NotOfferedError."""
        raise NotOfferedError(self._system, push.kind)

    def push(self, push: Push) -> str:
        """Raise NotOfferedError."""
        raise NotOfferedError(self._system, push.kind)
