"""What the two banks say: the ledger's own movements again, then a week that it has not seen."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import groupby

from encours.core.days import add_business_days
from encours.jobs.demo_company.ledger import BankNote, Entry
from encours.jobs.demo_company.people import BankAccount
from encours.jobs.demo_company.story import Story


@dataclass(frozen=True, slots=True)
class Movement:
    """One booked line of a statement, positive when received; `parts` are the lines of a batch."""

    booked_on: date
    cents: int
    note: BankNote
    kind: str = "transfer"  # transfer | return | charges
    parts: tuple[Movement, ...] = ()


@dataclass(frozen=True, slots=True)
class Statement:
    """The movements of one account in one week, between two balances."""

    account: BankAccount
    rank: int
    from_on: date
    to_on: date
    opening_cents: int
    closing_cents: int
    movements: tuple[Movement, ...]


def booked_movements(story: Story, account: BankAccount) -> list[Movement]:
    """The ledger's movements in the statements' window; the bank knew them up to two days earlier."""
    days = story.calendar
    found = []
    for entry in story.books.between(days.window_on, days.banked_on):
        cents = _cents_on(entry, account)
        if cents and entry.bank:
            earlier = add_business_days(entry.on, -(entry.on.toordinal() % 3))
            kind = "return" if entry.bank.return_reason else "transfer" if entry.bank.iban else "charges"
            found.append(Movement(max(earlier, days.window_on), cents, entry.bank, kind))
    return found


def weekly(story: Story, account: BankAccount, movements: list[Movement]) -> list[Statement]:
    """One statement a week, each opening where the last one closed."""
    days = story.calendar
    before = story.books.between(days.first_on, days.window_on - timedelta(days=1))
    balance = sum(_cents_on(entry, account) for entry in before)
    ordered = sorted(movements, key=lambda movement: movement.booked_on)
    found = []
    for rank, (_, week) in enumerate(groupby(ordered, key=_week), start=1):
        members = tuple(week)
        closing = balance + sum(movement.cents for movement in members)
        first_on, last_on = members[0].booked_on, members[-1].booked_on
        found.append(Statement(account, rank, first_on, last_on, balance, closing, members))
        balance = closing
    return found


def batch(booked_on: date, parts: list[Movement], wording: str) -> Movement:
    """Several receipts that the bank books as one line."""
    note = BankNote(wording=wording)
    cents = sum(part.cents for part in parts)
    return Movement(booked_on, cents, note, parts=tuple(replace(part, booked_on=booked_on) for part in parts))


def flat(movements: list[Movement]) -> Iterator[Movement]:
    """Every movement, a batch being replaced by its parts."""
    for movement in movements:
        yield from movement.parts or (movement,)


def _week(movement: Movement) -> tuple[int, int]:
    return movement.booked_on.isocalendar()[:2]


def _cents_on(entry: Entry, account: BankAccount) -> int:
    return sum(line.balance_cents for line in entry.lines if line.account == account.ledger_account)
