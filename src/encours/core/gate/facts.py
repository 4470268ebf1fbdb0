"""What the gate is told, and what it answers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime, tzinfo
from enum import StrEnum
from typing import Any, Protocol, Self

from encours.core.approvals import ApprovalRule
from encours.core.freshness import Freshness
from encours.core.reasons import Reason, ReasonCode, jsonable
from encours.core.scenario import Scenario, Step


class Outcome(StrEnum):
    """`go`: hand it over now. `render`: shadow, to the outbox only. `wait`: ask again. `cancel`: never."""

    GO = "go"
    RENDER = "render"
    WAIT = "wait"
    CANCEL = "cancel"


@dataclass(frozen=True, slots=True)
class Verdict:
    """The answer. A `wait` without `until` waits for a person; `until` is local, like the `at` asked."""

    outcome: Outcome
    reason: Reason
    until: datetime | None = None

    @property
    def allowed(self) -> bool:
        """Whether the message may leave the house now."""
        return self.outcome == Outcome.GO

    def to_json(self) -> dict[str, Any]:
        """Ready for a record: outcome, code, facts, until."""
        until = self.until.isoformat() if self.until else None
        return {"outcome": str(self.outcome), **self.reason.to_json(), "until": until}


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the message as it was planned (ProposalItem), and what it claims beside the principal."""

    receivable_id: int
    role: str
    open_cents: int
    position: int | None = None
    courtesy_only: bool = True
    claimed_cents: int = 0  # interest and indemnity


@dataclass(frozen=True, slots=True)
class Message:
    """The message as it was planned (Proposal) and as it stands: its state, approval and recipient.

    `approved_as` are the marks of those in whose name `approved_by` agreed (`core.approvals`); `hands` who typed its
    address or moved it; `sent_back`, by who was to agree.
    """

    step_code: str
    channel: str
    state: str
    currency: str
    total_cents: int
    lines: tuple[Line, ...]
    needs_approval: bool
    approved: bool
    has_recipient: bool
    missing_mentions: tuple[str, ...] = ()  # of a formal notice, as `core.formal_notice` finds them
    segment: str = ""
    approved_by: str = ""
    approved_as: frozenset[str] = frozenset()
    hands: frozenset[str] = frozenset()
    sent_back: bool = False


@dataclass(frozen=True, slots=True)
class Item:
    """An open item as it is now: the columns of OpenItem that the gate looks at."""

    receivable_id: int
    kind: str
    number: str
    due_on: date | None
    due_assumed: bool
    open_cents: int
    currency: str
    disputed_cents: int
    gone: bool
    held_from: date | None
    held_until: date | None
    held_days: int
    held_days_since_delivered: int
    delivered_position: int
    delivered_on: date | None
    promised: bool | None = None
    debited: bool | None = None
    doubt: str | None = None
    not_due_cents: int | None = None
    branch_until: date | None = None  # what happened since its last step (`core.day.branches.for_gate`)
    branch_next: date | None = None
    branch_stop: bool = False

    @classmethod
    def from_row(cls, row: Mapping[str, Any]) -> Self:
        """From a row of an OpenItem frame, with or without its branches; other columns are left aside."""
        return cls(**{one.name: row[one.name] for one in fields(cls) if one.name in row})

    @property
    def claim_cents(self) -> int:
        """Open, less what is disputed or not due yet; negative for a credit."""
        if self.open_cents <= 0:
            return self.open_cents
        return max(0, self.open_cents - max(0, self.disputed_cents) - (self.not_due_cents or 0))

    def held(self, on: date) -> bool:
        """Whether a hold of its own covers that day."""
        return _covers(self.held_from, self.held_until, on)


@dataclass(frozen=True, slots=True)
class Addressee:
    """The customer as it is now: CustomerFacts, what it refuses, and the days of its last messages."""

    regime: str
    regime_assumed: bool
    unapplied_cents: int
    other_cash: Sequence[Mapping[str, Any]] | None = None
    held_from: date | None = None
    held_until: date | None = None
    doubt: str | None = None
    recipient_doubt: str | None = None
    hold_kind: str | None = None
    soft_until: date | None = None
    no_courtesy: bool | None = None
    region: str | None = None
    zone: tzinfo | None = None  # its own time, where that is not the creditor's
    last_message_on: date | None = None
    recent_messages_on: tuple[date, ...] = ()
    opted_out: frozenset[str] = frozenset()  # channels

    @classmethod
    def from_row(cls, row: Mapping[str, Any], **more: Any) -> Self:
        """From a row of a CustomerFacts frame; `more` gives what that shape does not hold."""
        known = {one.name: row[one.name] for one in fields(cls) if one.name in row}
        return cls(**(known | more))

    def cash_in(self, currency: str, *, books: str) -> int:
        """Unapplied cash in that currency alone; `books` is the currency of the creditor's books."""
        if currency == books:
            return self.unapplied_cents
        return sum(one["unapplied_cents"] for one in self.other_cash or () if one["currency"] == currency)

    def held(self, on: date) -> bool:
        """Whether a hold of the customer covers that day."""
        return _covers(self.held_from, self.held_until, on)

    def in_difficulty(self, on: date) -> bool:
        """Whether only messages of courtesy may be written to it that day."""
        return self.soft_until is not None and on <= self.soft_until


@dataclass(frozen=True, slots=True)
class Stopped:
    """A wide stop: nothing of the creditor leaves, since a day, by whom and why."""

    on: date
    by: str
    reason: str


@dataclass(frozen=True, slots=True)
class Conditions:
    """How the house stands: freshness of its data, channels configured, shadow mode, rates in doubt, wide stop.

    `currency` is that of the creditor's books; `provisional` the regimes whose rate nobody confirmed; `most_a_day` how
    many messages may leave in a day (None: all), of which `sent_today` left; `approvals` the creditor's rules.
    """

    freshness: Freshness
    channels: frozenset[str]
    shadow: bool
    provisional: frozenset[str]
    currency: str = "EUR"
    stopped: Stopped | None = None
    most_a_day: int | None = None
    sent_today: int = 0
    approvals: tuple[ApprovalRule, ...] = ()


class Leaving(Protocol):
    """What the checks on the sending read, whatever is to leave: a step's message, or one asked for by a person."""

    @property
    def channel(self) -> str: ...  # noqa: D102 — said by its name
    @property
    def has_recipient(self) -> bool: ...  # noqa: D102 — said by its name
    @property
    def customer(self) -> Addressee: ...  # noqa: D102 — said by its name
    @property
    def conditions(self) -> Conditions: ...  # noqa: D102 — said by its name
    @property
    def at(self) -> datetime: ...  # noqa: D102 — said by its name
    @property
    def on(self) -> date: ...  # noqa: D102 — said by its name
    @property
    def unsure(self) -> bool: ...  # noqa: D102 — said by its name


@dataclass(frozen=True, slots=True)
class Question:
    """All of it, as each check reads it."""

    message: Message
    step: Step
    customer: Addressee
    items: Mapping[int, Item]
    scenario: Scenario
    conditions: Conditions
    at: datetime

    @property
    def channel(self) -> str:
        """By which way."""
        return self.message.channel

    @property
    def has_recipient(self) -> bool:
        """Whether there is somebody to write to."""
        return self.message.has_recipient

    @property
    def on(self) -> date:
        """The creditor's day."""
        return self.at.date()

    @property
    def unsure(self) -> bool:
        """Whether the customer may be a consumer, or is one: nothing beside the principal is claimed."""
        return self.customer.regime == "consumer" or self.customer.regime_assumed


def cancel(code: ReasonCode, **facts: Any) -> Verdict:
    """Never: the plan will say something else."""
    return Verdict(Outcome.CANCEL, Reason(code, jsonable(facts)))


def wait(code: ReasonCode, until: datetime | None = None, **facts: Any) -> Verdict:
    """Not now; until that instant, or until a person acts."""
    return Verdict(Outcome.WAIT, Reason(code, jsonable(facts)), until)


def _covers(held_from: date | None, held_until: date | None, on: date) -> bool:
    return held_from is not None and held_from <= on and (held_until is None or on <= held_until)
