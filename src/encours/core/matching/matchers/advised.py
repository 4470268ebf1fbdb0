"""Items that the payer's own advice says are paid, so much each: what it says goes before everything else."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl

from encours.core.matching.allocation import ITEM, Allocation, by_line, terms_of
from encours.core.matching.settling import Mention, Part, Terms, oldest_first

CODE = "remittance_advice"


@dataclass(frozen=True, slots=True)
class _Advised:
    """An item as an advice tells of it, with what is left of it now; `terms_item` is the item nothing has touched."""

    item: Mention
    terms_item: Mention
    paid: int
    discount: int
    accepted: int


def pay(allocation: Allocation, advised: pl.DataFrame | None, code: str = CODE) -> None:
    """Pay what advices say (`line_id, receivable_id, paid_cents, discount_cents, accepted_cents, found`).

    A credit note is told negative. Never more than is open of an item nor than a line brings; a line that cannot pay
    what its advice says waits for a person. `code` says who tells it: the payer, or our own direct debits.
    """
    if advised is None or advised.is_empty():
        return
    rows = (
        allocation.received.join(advised.rename({"discount_cents": "told_cents"}), on="line_id")
        .join(allocation.items.drop("currency"), on="receivable_id")
        .sort("line_rank", "receivable_id")
        .select("line_rank", "line_id", "amount_cents", "booked_on", *ITEM, *_TOLD)
    )
    for line, amount, day, group in by_line(rows):
        if line in allocation.paid:
            continue
        told = [_advised(allocation, row, code) for row in group]
        parts = tuple(_parts(told, terms_of(allocation, line, day)))
        if sum(part.cents for part in parts if part.kind == "payment") > amount:
            allocation.doubts[line] = "advice_beyond_line"
            continue
        allocation.take(line, amount, parts, code)


_TOLD = ("paid_cents", "told_cents", "accepted_cents", "found")


def _advised(allocation: Allocation, row: tuple[Any, ...], code: str) -> _Advised:
    paid, discount, accepted, found = row[len(ITEM) :]
    item = Mention(*row[: len(ITEM)])._replace(field="remittance", found=found, how=code)
    return _Advised(allocation.as_left(item), item, paid, discount, accepted)


def _parts(told: Sequence[_Advised], terms: Terms) -> Iterator[Part]:
    """So much of each item: given up, by the credit notes taken of its customer, the rest by the line."""
    notes = {each.item: min(-each.paid, -each.item.open_cents) for each in told if each.paid < 0}
    notes = {note: cents for note, cents in notes.items() if cents > 0}
    owed = {each.item: each for each in told if each.paid >= 0 and each.item.open_cents > 0}
    for item in oldest_first(owed):
        each, left = owed[item], item.open_cents
        allowed = terms.granted(each.terms_item)
        discount = min(each.discount, allowed + 1) if allowed else 0  # a cent of rounding is no quarrel
        for cents, kind in ((discount, "discount"), (each.accepted, "difference")):
            given_up = min(cents, left - 1)
            if given_up > 0:
                yield Part(item, given_up, kind)
                left -= given_up
        rest = min(each.paid, left)
        for note in oldest_first(notes):
            used = min(notes[note], rest) if note.customer_id == item.customer_id else 0
            if used:
                yield Part(item, used, "credit_note", note)
                notes[note] -= used
                rest -= used
        if rest > 0:
            yield Part(item, rest)
