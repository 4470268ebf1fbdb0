"""Several items of a known payer that come to the amount: all that it owes, or the only set that makes it."""

from __future__ import annotations

from datetime import date
from typing import Any, Final

import polars as pl

from encours.core.matching.allocation import ITEM, Allocation, customers_of, terms_of
from encours.core.matching.settling import Mention, Part, Terms, tied, total
from encours.core.matching.subsets import WHOLE_SEARCH, Sets, making

CHANCE: Final = 50
"""Sets expected by chance, of 10 000, above which the only one found may be an accident."""


def pay(allocation: Allocation, known: pl.DataFrame) -> None:
    """Pay the whole account, or the only set of items that makes the line; several sets are proposed."""
    if known.is_empty() or allocation.waiting().is_empty():
        return
    waiting = allocation.waiting().join(known.select("line_id").unique(), on="line_id", how="semi")
    if waiting.is_empty():
        return
    senders = known.join(waiting, on="line_id", how="semi").select("line_id", "customer_id").unique()
    items = allocation.remaining().join(senders.select("customer_id").unique(), on="customer_id", how="semi")
    payers, accounts = customers_of(senders), _accounts(items)
    for line, amount, currency, day in waiting.select(
        "line_id", "amount_cents", "currency", "booked_on"
    ).iter_rows():
        owed = _owed(allocation, [accounts.get((customer, currency), []) for customer in payers[line]])
        if _within(amount, owed):
            _settle(allocation, line, amount, owed, terms_of(allocation, line, day))


_Owed = list[tuple[tuple[Any, ...], int]]
"""Items in the order of their due days (the columns of ITEM), each with what is left of it."""


def _accounts(items: pl.DataFrame) -> dict[tuple[int, str], list[tuple[Any, ...]]]:
    """What is open of each customer and currency, the oldest first: the columns of ITEM."""
    ordered = items.sort("customer_id", "currency", pl.col("due_on").fill_null(date.max), "receivable_id")
    rows = ordered.select(ITEM).rows()
    places = ordered.with_row_index("at").group_by("customer_id", "currency")
    return {
        (customer, currency): rows[first : first + count]
        for customer, currency, first, count in places.agg(pl.col("at").first(), count=pl.len()).iter_rows()
    }


def _owed(allocation: Allocation, accounts: list[list[tuple[Any, ...]]]) -> _Owed:
    rows = [row for account in accounts for row in account]
    if len(accounts) > 1:
        rows.sort(key=lambda row: (row[2] or date.max, row[0]))
    return [(row, left) for row in rows if (left := allocation.left_of(row[0], row[3]))]


def _within(amount: int, owed: _Owed) -> bool:
    """Whether there are several invoices, and enough of them."""
    positive = [left for _, left in owed if left > 0]
    return len(positive) > 1 and amount <= sum(positive)


def _settle(allocation: Allocation, line: int, amount: int, owed: _Owed, terms: Terms) -> None:
    cents = [left for _, left in owed]
    granted = any(row[4] and terms.granted(allocation.as_left(Mention(*row))) for row, _ in owed)
    if sum(cents) == amount or granted:
        left = [allocation.as_left(Mention(*row)) for row, _ in owed]
        if parts := _whole(amount, left, terms):
            allocation.take(line, amount, parts, "whole_account")
            return
    sets = making(amount, cents)
    if granted and not sets.found:
        _choose(allocation, line, amount, *_discounted(amount, left, terms), terms)
        return
    chosen = [[allocation.as_left(Mention(*owed[rank][0])) for rank in ranks] for ranks in sets.found]
    _choose(allocation, line, amount, chosen, sets, terms)


def _choose(
    allocation: Allocation, line: int, amount: int, chosen: list[list[Mention]], sets: Sets, terms: Terms
) -> None:
    """Take the only set that cannot be an accident; several are proposed."""
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
