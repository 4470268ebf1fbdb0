"""The book that situations write in: customers, what they owe, and bank lines with the truth of each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

import numpy as np

from cash_names import Company, companies
from cash_wordings import Printed, printed, silent

_ROUND = 0.2  # of amounts
_NO_IBAN = 0.15  # of lines: banks that tell neither account nor payer, but in the wording
_SERIES = (("FA-2026-{:06}", 0.6), ("F{}", 0.85), ("26{:06}", 1.0))
_FIRST_NUMBER = 10_240
_SPREAD_DAYS = 60


@dataclass(slots=True)
class Item:
    """What is owed, or a credit note (below zero)."""

    id: int
    customer_id: int
    number: str
    issued_on: date
    due_on: date
    amount_cents: int
    open_cents: int
    currency: str = "EUR"
    discount_cents: int | None = None
    discount_until: date | None = None
    po_number: str | None = None


@dataclass(slots=True)
class Line:
    """A credit of the bank, and its truth: cents of each item (of a credit note, below zero), and what was let go."""

    id: int
    situation: str
    booked_on: date
    amount_cents: int
    wording: str
    pays: list[tuple[int, int]]
    accepted: list[tuple[int, int]]
    customer_id: int | None
    currency: str = "EUR"
    counterparty: str | None = None
    iban: str | None = None
    end_to_end_id: str | None = None
    reference: str | None = None


@dataclass(slots=True)
class Book:
    """Everything drawn so far."""

    draw: np.random.Generator
    on: date
    customers: list[Company]
    items: list[Item] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)
    payers: list[tuple[str, str, int]] = field(
        default_factory=list
    )  # beyond those that customers are known by
    paid: list[tuple[int, int, date]] = field(default_factory=list)
    situation: str = ""
    _turn: int = -1
    _number: int = _FIRST_NUMBER

    @classmethod
    def opened(cls, customers: int, seed: int, *, on: date) -> Book:
        """A book of so many customers who owe nothing yet."""
        draw = np.random.default_rng(seed)
        return cls(draw, on, companies(customers, draw))

    def chance(self, share: float) -> bool:
        """Whether it happens, so often."""
        return bool(self.draw.random() < share)

    def between(self, least: int, most: int) -> int:
        """A whole number, both ends included."""
        return int(self.draw.integers(least, most + 1))

    def customer(self, known_by: str | None = None, *, twin: bool | None = False) -> Company:
        """The next customer in turn; `known_by` one of `iban`, `alias`, `any` of both, or empty for a stranger."""
        while True:
            self._turn = (self._turn + 1) % len(self.customers)
            one = self.customers[self._turn]
            fits = known_by is None or one.known_by == known_by or (known_by == "any" and bool(one.known_by))
            if fits and (twin is None or one.twin == twin):
                return one

    def stranger(self) -> Company:
        """A customer at the other end of the book: it shares nothing with the one whose turn it was."""
        return self.customers[(self._turn + len(self.customers) // 2) % len(self.customers)]

    def cents(self, customer: Company | None = None) -> int:
        """An amount, now and then round; never one that this customer already owes."""
        while True:
            drawn = int(np.exp(self.draw.normal(11.2, 1.1))) + 1_000
            cents = max(drawn // 5_000, 1) * 5_000 if self.chance(_ROUND) else drawn
            if customer is None or cents not in customer.cents:
                return cents

    def numbers(self, count: int = 1, series: int | None = None) -> list[str]:
        """Numbers that follow each other in one series of the creditor."""
        chance = self.draw.random()
        shape = (
            next(shape for shape, most in _SERIES if chance <= most) if series is None else _SERIES[series][0]
        )
        first = self.reserved(count)
        return [shape.format(number) for number in range(first, first + count)]

    def reserved(self, count: int) -> int:
        """The first of so many ranks in the creditor's series."""
        first, self._number = self._number, self._number + count
        return first

    def item(self, customer: Company, cents: int | None = None, number: str | None = None) -> Item:
        """An invoice (or, below zero, a credit note) of this customer."""
        cents = cents if cents is not None else self.cents(customer)
        customer.cents.append(cents)
        issued_on = self.on - timedelta(days=self.between(15, 120))
        number = number or (self.numbers()[0] if cents > 0 else f"AV-{self.numbers(series=0)[0][3:]}")
        due_on = issued_on + timedelta(days=30)
        made = Item(len(self.items) + 1, customer.id, number, issued_on, due_on, cents, cents)
        self.items.append(made)
        return made

    def items_of(self, customer: Company, count: int, series: int | None = None) -> list[Item]:
        """So many invoices, their numbers in a row."""
        return [self.item(customer, number=number) for number in self.numbers(count, series)]

    def line(
        self,
        customer: Company | None,
        cents: int,
        words: str | None,
        pays: Sequence[tuple[Item, int]] = (),
        *,
        accepted: Sequence[tuple[Item, int]] = (),
        payer: str | None = None,
        own_id: str | None = None,
    ) -> Line:
        """A credit that says `words` (None: something that names nothing); `payer` when it is not the customer.

        A payer that is not the customer shows an account of its own.
        """
        name = payer or (customer.name if customer else "")
        english = customer.english if customer else False
        words = silent(self.draw, english=english) if words is None else words
        # A customer known by its IBAN must show it, one known by its name must bear it.
        bare = self.chance(_NO_IBAN) and (customer is None or not customer.known_by) and not payer
        told = printed(self.draw, name, words, english=english, named=bool(name), own_id=own_id)
        return self.credit(customer, cents, told, pays, accepted=accepted, payer=payer, bare=bare)

    def credit(
        self,
        customer: Company | None,
        cents: int,
        told: Printed,
        pays: Sequence[tuple[Item, int]] = (),
        *,
        accepted: Sequence[tuple[Item, int]] = (),
        payer: str | None = None,
        bare: bool = False,
    ) -> Line:
        """The line itself; `bare` when the bank tells neither payer nor account."""
        if customer:
            customer.cents.append(cents)  # nothing else that it owes has this amount by chance
        made = Line(
            len(self.lines) + 1, self.situation, self.on - timedelta(days=self.between(0, _SPREAD_DAYS)), cents,
            told.wording, [(item.id, paid) for item, paid in pays], [(item.id, left) for item, left in accepted],
            customer.id if customer else None, end_to_end_id=told.end_to_end_id,
        )  # fmt: skip
        if not bare:
            made.counterparty = payer or (customer.name if customer else None)
            if customer and not payer and customer.known_by != "alias":
                made.iban = customer.iban
            else:
                made.iban = f"FR76{self.between(10**10, 10**11):011}{self.between(10**11, 10**12 - 1):012}"
        self.lines.append(made)
        return made
