"""A number that the bank cut: its beginning at the end of the words, beside the exact amount."""

from __future__ import annotations

from typing import Final

import polars as pl

from encours.core.matching.allocation import ITEM, Allocation, by_line
from encours.core.matching.folding import number_key, plain
from encours.core.matching.settling import Mention, first_to_last

LEAST: Final = 5
"""Letters and digits of a number that must be left of it."""

COMMONPLACE: Final = 50
"""Items of one amount beyond which an amount says nothing."""


def pay(allocation: Allocation, lines: pl.DataFrame) -> None:
    """Pay the one item of the line's amount whose number begins as the line's words end."""
    waiting = allocation.waiting()
    if waiting.is_empty():
        return
    words = (
        lines.join(waiting, on="line_id", how="semi")
        .select("line_id", tail=_tail("wording"))
        .filter(pl.col("tail").str.len_chars() >= LEAST)
    )
    wanted = waiting.select("currency", open_cents="amount_cents")
    items = (
        allocation.worth(waiting["amount_cents"])
        .select("number", "currency", *ITEM)
        .join(wanted, on=["open_cents", "currency"], how="semi")
        .filter(pl.len().over("open_cents", "currency") <= COMMONPLACE)
        .with_columns(key=number_key(pl.col("number")))
        .filter(pl.col("key").str.len_chars() > LEAST)
    )
    alike = (
        waiting.join(words, on="line_id")
        .join(items, left_on=["amount_cents", "currency"], right_on=["open_cents", "currency"])
        .with_columns(open_cents=pl.col("amount_cents"))
        .filter(pl.col("tail").str.contains(pl.col("key").str.head(LEAST), literal=True))
        .filter(_ends_with_its_beginning())
    )
    rows = (
        alike.filter(pl.len().over("line_id") == 1)
        .sort("line_rank")
        .select("line_rank", "line_id", "amount_cents", "booked_on", *ITEM)
    )
    for line, amount, _, group in by_line(rows):
        item = Mention(*group[0])._replace(field="wording")
        if allocation.as_left(item).open_cents == item.open_cents:
            allocation.take(line, amount, first_to_last(amount, [item]), "number_truncated")


def _tail(column: str) -> pl.Expr:
    """The last signs of the words, spaces and punctuation apart: at most a long number's."""
    return plain(pl.col(column)).str.replace_all("[^A-Z0-9]", "").str.tail(24)


def _ends_with_its_beginning() -> pl.Expr:
    """The words end with at least five signs of the number, one of them a digit, from its beginning."""
    key, tail = pl.col("key"), pl.col("tail")
    told = pl.lit(value=False)
    for size in range(LEAST, 24):
        begun = key.str.head(size)
        told |= (key.str.len_chars() > size) & begun.str.contains("[0-9]{2}") & tail.str.ends_with(begun)
    return told
