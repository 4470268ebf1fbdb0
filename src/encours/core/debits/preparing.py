"""Which announced transactions go into a file today: notified in time, and still owed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from encours.core.debits.days import add_target_days
from encours.core.debits.rules import DebitRules

READY: Final = "ready"
WAITS: Final = frozenset({"later", "notice_waits"})
"""Reasons that pass; whatever else ends the transaction, and what it held is announced anew."""
HORIZON: Final = timedelta(days=14)
"""A bank takes a file at most 14 calendar days before its collection (EPC016-06, 4.3.2)."""


@dataclass(frozen=True, slots=True)
class Announced:
    """A transaction announced; `told_on` is the day its pre-notification was delivered, None while it was not."""

    collect_on: date
    notify_on: date
    told_on: date | None
    mandate: str
    items: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Decided:
    """What becomes of it: `reason`, and so many cents of each item where it is `ready`."""

    reason: str
    items: tuple[tuple[int, int], ...] = ()

    @property
    def cents(self) -> int:
        """What is collected."""
        return sum(cents for _, cents in self.items)


def decided(
    debit: Announced, now: Mapping[int, tuple[str | None, int]], rules: DebitRules, *, on: date
) -> Decided:
    """Say whether a transaction goes into a file made on a day.

    `now` tells of each item why it may not be collected (`with_stop`), if so, and what is open of it; an item that is
    not told owes nothing. Never more than was announced is collected, nor more than is open; a credit note that was
    used meanwhile ends the transaction, whose amount would be more than announced.
    """
    late = _by_day(debit, rules, on=on)
    if late:
        return Decided(late)
    stops = {now.get(item, ("settled", 0))[0] or "" for item, _ in debit.items}
    items = tuple(
        (item, _least(cents, now[item][1]))
        for item, cents in debit.items
        if item in now and now[item][0] is None
    )
    notes_now = sum(cents for _, cents in items if cents < 0)
    notes_then = sum(cents for _, cents in debit.items if cents < 0)
    if not any(cents > 0 for _, cents in items):
        return Decided(min(stops - {""}, default="settled"))
    if notes_now != notes_then or sum(cents for _, cents in items) <= 0:
        return Decided("credit_used")
    return Decided(READY, items)


def _by_day(debit: Announced, rules: DebitRules, *, on: date) -> str:
    """Why a transaction has no place in today's file, by its mandate and its days; "" where it has one."""
    if debit.mandate != "active":
        return f"mandate_{debit.mandate}"
    if debit.told_on is None:
        return "notice_waits" if on <= debit.notify_on else "not_notified"
    if debit.told_on > debit.notify_on:
        return "notified_late"
    if debit.collect_on < add_target_days(on, rules.lead_days):
        return "too_late"
    return "later" if debit.collect_on > on + HORIZON else ""


def _least(announced: int, open_cents: int) -> int:
    return max(announced, open_cents) if announced < 0 else min(announced, open_cents)
