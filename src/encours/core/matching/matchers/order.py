"""Money of a known payer that names nothing, laid on what it owes in the order that its creditor chose."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Final

import polars as pl

from encours.core.matching.allocation import ITEM, Allocation, by_line
from encours.core.matching.settling import Mention, Part, first_to_last, oldest_first

_LAST: Final = date.max


@dataclass(frozen=True, slots=True)
class Owed:
    """An item among others of its debtor: how pressing it is to settle it, and whether it is interest or costs."""

    item: Mention
    pressing: int = 0
    accessory: bool = False


def pay(allocation: Allocation, known: pl.DataFrame, spoken: pl.DataFrame) -> None:
    """Lay each line on the items of its one payer; a line that names an item (`spoken`) waits for a person."""
    order = allocation.policy.order
    if order == "none" or known.is_empty() or allocation.waiting().is_empty():
        return
    alone = known.select("line_id", "customer_id").unique().filter(pl.len().over("line_id") == 1)
    rows = (
        allocation.waiting()
        .join(spoken.select("line_id").unique(), on="line_id", how="anti")
        .join(alone, on="line_id")
        .join(allocation.remaining(), on=["customer_id", "currency"])
        .filter(pl.col("open_cents") > 0)
        .with_columns(pl.col("pressing").fill_null(0), pl.col("accessory").fill_null(value=False))
        .sort("line_rank", "receivable_id")
        .select("line_rank", "line_id", "amount_cents", "booked_on", "pressing", "accessory", *ITEM)
    )
    for line, amount, day, group in by_line(rows):
        owed = [
            Owed(item, pressing, accessory)
            for pressing, accessory, *row in group
            if (item := allocation.as_left(Mention(*row))).open_cents > 0
        ]
        if order == "oldest":
            parts = first_to_last(amount, oldest_first(one.item for one in owed))
        else:
            parts = imputed(amount, owed, day, interest_first=order == "legal_interest")
        allocation.take(line, amount, parts, "legal_order")


def imputed(amount: int, owed: Sequence[Owed], on: date, *, interest_first: bool = False) -> tuple[Part, ...]:
    """The order of Code civil 1342-10, of what the debtor did not choose.

    What is due before what is not; of that, what the debtor has most interest to settle; then the oldest; those
    alike in proportion. With `interest_first` (1343-1), interest and costs that are due before any principal.
    """
    parts: list[Part] = []
    rest = amount

    def rank(one: Owed) -> tuple[bool, bool, int, date]:
        due_on = one.item.due_on or _LAST
        due = due_on <= on
        return not due, not (interest_first and due and one.accessory), -one.pressing, due_on

    for _, group in groupby(sorted(owed, key=lambda one: (rank(one), one.item.receivable_id)), key=rank):
        taken = tuple(_in_proportion(rest, [one.item for one in group]))
        rest -= sum(part.cents for part in taken)
        parts += taken
    return tuple(parts)


def _in_proportion(amount: int, alike: list[Mention]) -> Iterator[Part]:
    """Debts that nothing tells apart share what does not pay them all; the cents left over go to the largest first."""
    whole = sum(item.open_cents for item in alike)
    if amount >= whole:
        yield from first_to_last(amount, alike)
        return
    shares = {item.receivable_id: amount * item.open_cents // whole for item in alike}
    over = amount - sum(shares.values())
    for item in sorted(alike, key=lambda each: (-each.open_cents, each.receivable_id))[:over]:
        shares[item.receivable_id] += 1
    for item in alike:
        if shares[item.receivable_id]:
            yield Part(item, shares[item.receivable_id])
