"""Several items of a known payer that come to the amount: all that it owes, or the only set that makes it."""

from __future__ import annotations

from typing import Final

import polars as pl

from encours.core.matching.allocation import ITEM, Allocation, customers_of, terms_of
from encours.core.matching.settling import Mention, Part, Terms, oldest_first, tied, total
from encours.core.matching.subsets import WHOLE_SEARCH, Sets, making

CHANCE: Final = 50
"""Sets expected by chance, of 10 000, above which the only one found may be an accident."""


def pay(allocation: Allocation, known: pl.DataFrame) -> None:
    """Pay the whole account, or the only set of items that makes the line; several sets are proposed."""
    waiting = allocation.waiting().join(known.select("line_id").unique(), on="line_id", how="semi")
    if waiting.is_empty():
        return
    payers = customers_of(known)
    items = _items(allocation, known.join(waiting, on="line_id", how="semi"))
    for line, amount, currency, day in waiting.select(
        "line_id", "amount_cents", "currency", "booked_on"
    ).iter_rows():
        theirs = [item for customer in payers[line] for item in items.get((customer, currency), ())]
        left = [item for item in map(allocation.as_left, theirs) if item.open_cents]
        if sum(1 for item in left if item.open_cents > 0) > 1:
            _settle(allocation, line, amount, oldest_first(left), terms_of(allocation, line, day))


def _items(allocation: Allocation, known: pl.DataFrame) -> dict[tuple[int, str], list[Mention]]:
    """What is open of each customer and currency."""
    wanted = allocation.remaining().join(known.select("customer_id").unique(), on="customer_id", how="semi")
    found: dict[tuple[int, str], list[Mention]] = {}
    for currency, *row in wanted.sort("receivable_id").select("currency", *ITEM).iter_rows():
        found.setdefault((row[1], currency), []).append(Mention(*row))
    return found


def _settle(allocation: Allocation, line: int, amount: int, left: list[Mention], terms: Terms) -> None:
    if amount > sum(item.open_cents for item in left if item.open_cents > 0):
        return
    if parts := _whole(amount, left, terms):
        allocation.take(line, amount, parts, "whole_account")
        return
    sets = making(amount, [item.open_cents for item in left])
    chosen = [[left[rank] for rank in ranks] for ranks in sets.found]
    if not chosen:
        chosen, sets = _discounted(amount, left, terms)
    settled = [parts for items in chosen if (parts := tied(amount, items, terms))]
    if len(settled) == 1 and sets.complete and sets.chance_bps <= CHANCE:
        allocation.take(line, amount, settled[0], "subset_sum", chance_bps=sets.chance_bps)
    elif settled:
        allocation.doubts[line] = "ambiguous_set"
        for parts in settled:
            allocation.propose(line, parts, "ambiguous_set")
    elif not sets.complete:
        allocation.doubts[line] = "set_gave_up"


def _whole(amount: int, left: list[Mention], terms: Terms) -> tuple[Part, ...]:
    """All that the payer owes, credit notes and discounts deducted; nothing is given up beyond those."""
    if total(left) == amount:
        return tied(amount, left, terms)
    granted = sum(terms.granted(item) for item in left if item.open_cents > 0)
    return tied(amount, left, terms) if granted and total(left) - granted == amount else ()


def _discounted(amount: int, left: list[Mention], terms: Terms) -> tuple[list[list[Mention]], Sets]:
    """The sets that make the amount when each discount still allowed is deducted."""
    granted = [terms.granted(item) if item.open_cents > 0 else 0 for item in left]
    if not any(granted):
        return [], Sets((), complete=len(left) <= WHOLE_SEARCH, chance_bps=0)
    sets = making(amount, [item.open_cents - cents for item, cents in zip(left, granted, strict=True)])
    return [[left[rank] for rank in ranks] for ranks in sets.found], sets
