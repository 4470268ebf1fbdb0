"""The one item of a known payer that is exactly the amount; else the one that is, less its discount or a trifle."""

from __future__ import annotations

from collections.abc import Callable

import polars as pl

from encours.core.matching.allocation import ITEM, Allocation, by_line, terms_of
from encours.core.matching.settling import Mention, Part, Terms, first_to_last, tied


def pay(allocation: Allocation, known: pl.DataFrame, reason: str) -> None:
    """Pay the one open item of the payers `known` that is the line's amount; two of them are for a person."""
    rows = _facing_exactly(allocation, known)
    if rows.is_empty():
        return
    _pay_alone(allocation, rows, reason, lambda amount, item, _: first_to_last(amount, [item]))
    twins = rows.filter(pl.len().over("line_id") > 1)["line_id"].unique().to_list()
    for line in twins:
        if line not in allocation.paid:
            allocation.doubts.setdefault(line, "same_amount_known_payer")


def pay_discounted(allocation: Allocation, known: pl.DataFrame, reason: str) -> None:
    """Pay the one open item of which the line is the amount less the discount that it still allows."""
    if not allocation.discounts or allocation.waiting_of(known).is_empty():
        return
    rows = _facing(allocation, known, pl.col("discount_cents") > 0).filter(
        (pl.col("open_cents") - pl.col("discount_cents") - pl.col("amount_cents")).abs() <= 1,
    )
    _pay_alone(allocation, rows, reason, _with_discount)


def pay_nearly(allocation: Allocation, known: pl.DataFrame, reason: str) -> None:
    """Pay the one open item that exceeds the line by no more than what its creditor lets pass."""
    policy = allocation.policy
    if not (policy.difference_cents and policy.difference_bps) or allocation.waiting_of(known).is_empty():
        return
    rows = _facing(allocation, known).filter(
        (pl.col("open_cents") - pl.col("amount_cents")).is_between(1, policy.difference_cents)
    )
    _pay_alone(allocation, rows, reason, lambda amount, item, terms: tied(amount, [item], terms))


def _with_discount(amount: int, item: Mention, terms: Terms) -> tuple[Part, ...]:
    return tied(amount, [item], terms) if terms.granted(item) else ()


def _facing(allocation: Allocation, known: pl.DataFrame, *which: pl.Expr) -> pl.DataFrame:
    """Lines that wait beside those items of whoever may have sent them."""
    waiting = allocation.waiting_of(known)
    theirs = pl.col("customer_id").is_in(waiting["customer_id"].unique().implode())
    owed = allocation.remaining().filter(theirs, pl.col("open_cents") > 0, *which)
    return waiting.join(owed, on=["customer_id", "currency"])


def _facing_exactly(allocation: Allocation, known: pl.DataFrame) -> pl.DataFrame:
    """Lines that wait beside the items of whoever may have sent them that have their amount."""
    waiting = allocation.waiting_of(known)
    if waiting.is_empty():
        return waiting
    return waiting.join(
        allocation.worth(waiting["amount_cents"]),
        left_on=["customer_id", "currency", "amount_cents"],
        right_on=["customer_id", "currency", "open_cents"],
    ).with_columns(open_cents="amount_cents")


def _pay_alone(
    allocation: Allocation,
    rows: pl.DataFrame,
    reason: str,
    parts_of: Callable[[int, Mention, Terms], tuple[Part, ...]],
) -> None:
    ordered = rows.sort("line_rank", "receivable_id").select(
        "line_rank", "line_id", "amount_cents", "booked_on", *ITEM
    )
    for line, amount, day, group in by_line(ordered):
        if len(group) > 1:
            continue
        item = Mention(*group[0])
        if allocation.as_left(item).open_cents != item.open_cents:
            continue  # an earlier line of this run took of it
        if parts := parts_of(amount, item, terms_of(allocation, line, day)):
            allocation.take(line, amount, parts, reason)
