"""Money of a known payer that names nothing, laid on what it owes in the order that its creditor chose."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import groupby
from typing import Final

import polars as pl

from encours.core.matching.allocation import ITEM, Allocation, by_line
from encours.core.matching.settling import Mention, Part, first_to_last, oldest_first

_LAST: Final = date.max


def pay(allocation: Allocation, known: pl.DataFrame, spoken: pl.DataFrame) -> None:
    """Lay each line on the items of its one payer; a line that names an item (`spoken`) waits for a person."""
    if allocation.policy.order == "none":
        return
    alone = known.select("line_id", "customer_id").unique().filter(pl.len().over("line_id") == 1)
    rows = (
        allocation.waiting()
        .join(spoken.select("line_id").unique(), on="line_id", how="anti")
        .join(alone, on="line_id")
        .join(allocation.remaining(), on=["customer_id", "currency"])
        .filter(pl.col("open_cents") > 0)
        .sort("line_rank", "receivable_id")
        .select("line_rank", "line_id", "amount_cents", "booked_on", *ITEM)
    )
    for line, amount, day, group in by_line(rows):
        left = [item for row in group if (item := allocation.as_left(Mention(*row))).open_cents > 0]
        parts = imputed(amount, left, day) if allocation.policy.order == "legal" else _oldest(amount, left)
        allocation.take(line, amount, parts, "legal_order")


def imputed(amount: int, items: list[Mention], on: date) -> tuple[Part, ...]:
    """The order of Code civil 1342-10: what is due before what is not, the oldest first, alike in proportion."""
    due = [item for item in items if (item.due_on or _LAST) <= on]
    not_due = [item for item in items if (item.due_on or _LAST) > on]
    parts: list[Part] = []
    for which in (due, not_due):
        for _, group in groupby(oldest_first(which), key=lambda item: item.due_on):
            alike = list(group)
            rest = amount - sum(part.cents for part in parts)
            parts += _in_proportion(rest, alike)
    return tuple(parts)


def _in_proportion(amount: int, alike: list[Mention]) -> Iterator[Part]:
    """Debts of one day share what does not pay them all; the cents left over go to the largest first."""
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


def _oldest(amount: int, items: list[Mention]) -> tuple[Part, ...]:
    return first_to_last(amount, oldest_first(items))
