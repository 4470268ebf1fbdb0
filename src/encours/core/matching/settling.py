"""How an amount settles a set of items: to the cent, or with a discount, charges or a difference accepted."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Final, NamedTuple

from encours.core.matching.policy import Policy

_LAST: Final = date.max


class Mention(NamedTuple):
    """An item that a line may pay, with what is still open of it as the line is read (a credit note's negative).

    `strong`: named beyond chance; `shared`: items of several customers bear that number; `how`: the code of
    the matcher that found it.
    """

    receivable_id: int
    customer_id: int
    due_on: date | None
    open_cents: int
    discount_cents: int = 0
    discount_until: date | None = None
    strong: bool = True
    shared: bool = False
    field: str | None = None
    found: str | None = None
    how: str = ""


class Terms(NamedTuple):
    """The day of a line, what its creditor lets pass, and what its words say of charges and of parts."""

    on: date
    policy: Policy
    charged: bool = False
    in_part: bool = False

    def granted(self, item: Mention) -> int:
        """The discount that an item still allows on that day."""
        if not item.discount_cents or item.discount_until is None or item.open_cents <= item.discount_cents:
            return 0
        late = item.discount_until + timedelta(days=self.policy.discount_grace_days) < self.on
        return 0 if late else item.discount_cents


class Part(NamedTuple):
    """So many cents of an item, from the line (`payment`), from a credit note, or given up."""

    item: Mention
    cents: int
    kind: str = "payment"
    note: Mention | None = None

    @property
    def credit_note_id(self) -> int | None:
        """The credit note that settles so much of the item, if one does."""
        return self.note.receivable_id if self.note else None


def oldest_first(items: Iterable[Mention]) -> list[Mention]:
    """In the order of their due days."""
    listed = list(items)
    if len(listed) > 1:
        listed.sort(key=lambda each: (each.due_on or _LAST, each.receivable_id))
    return listed


def total(items: Iterable[Mention]) -> int:
    """What they come to, credit notes deducted."""
    return sum([item.open_cents for item in items])


def tied(amount: int, items: Sequence[Mention], terms: Terms) -> tuple[Part, ...]:
    """The parts by which `amount` settles all of `items`, or none when it does not."""
    short = total(items) - amount
    if short < 0 or not items:
        return ()
    if short == 0:
        return _spread(items, {}, "")
    owed = [item for item in items if item.open_cents > 0]
    granted = {item.receivable_id: terms.granted(item) for item in owed}
    discounts = {key: cents for key, cents in granted.items() if cents}
    # A debtor rounds its discount as it likes: a cent for each invoice is no quarrel.
    if discounts and abs(short - sum(discounts.values())) <= len(discounts):
        largest = max(discounts, key=lambda key: (discounts[key], key))
        discounts[largest] += short - sum(discounts.values())
        return _spread(items, discounts, "discount")
    given_up = _given_up(short, owed, terms)
    if not given_up:
        return ()
    largest = max(owed, key=lambda each: (each.open_cents, each.receivable_id)).receivable_id
    return _spread(items, {largest: short}, given_up)


def _given_up(short: int, owed: Sequence[Mention], terms: Terms) -> str:
    """As what so small a difference is accepted; empty when it is not.

    Never a discount taken too late, nor what a payer says it still owes; charges only when they are told of, and no
    more than a twentieth.
    """
    whole, policy = total(owed), terms.policy
    charged = terms.charged and short <= policy.charge_cents and short * 20 <= whole
    accepted = "difference" if short <= policy.tolerated(whole) else "charge" if charged else ""
    if not accepted or terms.in_part or max((item.open_cents for item in owed), default=0) <= short:
        return ""
    refused = {item.discount_cents for item in owed} | {sum(item.discount_cents for item in owed)}
    late = any(cents and abs(cents - short) <= len(owed) for cents in refused)
    return "" if late else accepted


def first_to_last(amount: int, items: Iterable[Mention]) -> tuple[Part, ...]:
    """As much as `amount` pays of the items, in their order."""
    parts = []
    rest = amount
    for item in items:
        cents = min(rest, item.open_cents)
        if cents > 0:
            parts.append(Part(item, cents))
            rest -= cents
    return tuple(parts)


def _spread(items: Sequence[Mention], given_up: dict[int, int], kind: str) -> tuple[Part, ...]:
    """Every item settled: by what is given up, by the credit notes of its own customer, the rest by the line."""
    owed = oldest_first([item for item in items if item.open_cents > 0])
    notes = oldest_first([item for item in items if item.open_cents < 0])
    if not given_up and not notes:
        return tuple([Part(item, item.open_cents) for item in owed])
    parts: list[Part] = []
    credits_left = {note: -note.open_cents for note in notes}
    for item in owed:
        left = item.open_cents
        lost = given_up.get(item.receivable_id, 0)
        if lost:
            parts.append(Part(item, lost, kind))
            left -= lost
        for note, cents in credits_left.items():
            used = min(cents, left) if note.customer_id == item.customer_id else 0
            if used:
                parts.append(Part(item, used, "credit_note", note))
                credits_left[note] -= used
                left -= used
        if left:
            parts.append(Part(item, left))
    # A credit note that its customer's invoices cannot take settles nobody else's.
    return () if any(credits_left.values()) else tuple(parts)
