"""What a step and a scenario are. They are data: a version, once published, is never edited."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from encours.core.scenario.branches import Branch

Channel = Literal["email", "letter", "task"]
Tone = Literal["preventive", "friendly", "firm", "last", "formal_notice", "task"]
Kind = Literal["message", "call", "manager", "agency", "lawyer", "bailiff"]
KINDS: tuple[str, ...] = ("message", "call", "manager", "agency", "lawyer", "bailiff")
TASK: Literal["task"] = "task"
"""The channel and the tone of a step that is no message: a person does it."""
CHANNELS: tuple[str, ...] = ("email", "letter")
TONES: tuple[str, ...] = ("preventive", "friendly", "firm", "last", "formal_notice")
FORMAL_NOTICE: Tone = "formal_notice"


@dataclass(frozen=True, slots=True)
class Step:
    """One rung. It is due when both clocks say so, and stays due until it is delivered.

    `offset_days` counts from the due date (negative: before it, `preventive`); `gap_days` from the
    delivery of the item's previous step. `courtesy`: the message claims neither interest nor
    indemnity, so it may leave on an assumed due date. An item that owes less than `minimum_cents`
    waits before this step.
    With `offers`, its message offers when to pay (`core.offers`). Its e-mail is aimed at the contacts whose role is
    `contact_role` (`parties.CONTACT_ROLES`, or any words), at the first who can be reached where nobody has it.
    A step whose `kind` is not a message is a task, done when a person says so; `branches` say what happens after it.
    """

    position: int
    code: str
    offset_days: int
    channel: Channel
    tone: Tone
    gap_days: int = 0
    fallback_channel: Channel | None = None
    needs_approval: bool = False
    courtesy: bool = False
    preventive: bool = False
    minimum_cents: int = 0
    kind: Kind = "message"
    offers: bool = False
    contact_role: str = ""
    branches: tuple[Branch, ...] = ()

    @property
    def by_person(self) -> bool:
        """A step without a channel: a person calls, decides, or hands the case over; nothing is ever sent for it."""
        return self.kind != "message"

    @property
    def formal(self) -> bool:
        """A formal notice is a message of its own: only the items at that step, by letter."""
        return self.tone == FORMAL_NOTICE


@dataclass(frozen=True, slots=True)
class Scenario:
    """Steps in order, preventive ones first, and what protects the customer from too many messages.

    `min_gap_days` between two messages to one customer; at most `cap_messages` in `cap_days`;
    no message claims less than `minimum_cents` in all. `third_party`: the creditor collects for others (CPCE R124-1).
    `countries` (ISO 3166-1) and `regimes` say for whom it is meant; empty, for everybody.
    """

    steps: tuple[Step, ...]
    min_gap_days: int = 7
    minimum_cents: int = 0
    cap_messages: int = 4
    cap_days: int = 30
    third_party: bool = False
    countries: tuple[str, ...] = ()
    regimes: tuple[str, ...] = ()

    @property
    def preventive_count(self) -> int:
        """How many steps come before the due date."""
        return sum(step.preventive for step in self.steps)

    @property
    def asks_people(self) -> bool:
        """Whether some step is a person's."""
        return any(step.by_person for step in self.steps)

    @property
    def formal_position(self) -> int | None:
        """Where the formal notice stands."""
        return next((step.position for step in self.steps if step.formal), None)

    def step(self, position: int) -> Step | None:
        """The step at that position, counted from 1."""
        return self.steps[position - 1] if 1 <= position <= len(self.steps) else None

    def by_code(self, code: str) -> Step | None:
        """The step of that code."""
        return next((step for step in self.steps if step.code == code), None)
