"""What one sending works with: whose, when, through which ways; and how the house stands meanwhile."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any, Self

from encours.acts.send.gathering import House
from encours.acts.send.looking import conditions
from encours.channels.letter_forms import Way
from encours.channels.registry import open_way
from encours.core.gate import Conditions
from encours.records.messages.models import Message


@dataclass
class Sending:
    """One sending, and what became of each message so far."""

    creditor_id: int
    worker: str
    on: date
    clock: Callable[[], datetime]
    settings: Mapping[str, Any]
    home: Path
    author: str
    as_known: bool = False
    counts: Counter[str] = field(default_factory=Counter)
    ways: dict[str, Way] = field(default_factory=dict)
    stack: ExitStack = field(default_factory=ExitStack)
    taken: set[int] = field(default_factory=set)  # messages leased beside others of their group
    groups: set[int] = field(default_factory=set)  # groups whose members have been leased
    partly_seen: set[int] = field(default_factory=set)  # groups with messages due that the sender cannot see
    returned: list[tuple[Message, str, dict[str, Any]]] = field(
        default_factory=list
    )  # with the reason and its facts

    def way(self, channel: str) -> Way:
        """The channel, opened once for the whole sending."""
        if channel not in self.ways:
            self.ways[channel] = self.stack.enter_context(open_way(channel, self.settings))
        return self.ways[channel]


@dataclass(frozen=True, slots=True)
class View:
    """The creditor's policies and conditions as they were read; `house.creditor.version` says of when."""

    house: House
    told: Conditions

    @classmethod
    def of(cls, sending: Sending) -> Self:
        """Read them now."""
        house = House.of(sending.creditor_id)
        return cls(house, conditions(house, on=sending.on, settings=sending.settings))
