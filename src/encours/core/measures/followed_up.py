"""Invoices followed from the day they fell due: what was paid of them on each day after, unpaid ones counted too.

The share still owed after each day is the product-limit estimate in cents (Kaplan and Meier, *JASA* 53, 1958): on each
day it is multiplied by `1 - paid / watched`. What a credit note settles, or anything but money in the bank, leaves
those watched on its day without counting as paid; what is still open leaves them on the day of the measure.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

import polars as pl

from encours.core.measures.book import Book
from encours.core.measures.following import GROUPS

_KINDS: Final = ("invoice", "bill")


@dataclass(frozen=True, slots=True)
class Days:
    """In cents, by days past due up to the horizon: what was paid, and what left the watched with it."""

    owed: int
    paid: tuple[int, ...]
    left: tuple[int, ...]

    def less(self, other: Days) -> Days:
        """These without those of a group of customers."""
        return Days(
            self.owed - other.owed,
            tuple(one - without for one, without in zip(self.paid, other.paid, strict=True)),
            tuple(one - without for one, without in zip(self.left, other.left, strict=True)),
        )

    def unpaid(self) -> list[float]:
        """The share still owed after each day."""
        shares, share, watched = [], 1.0, self.owed
        for paid, left in zip(self.paid, self.left, strict=True):
            share *= 1 - min(paid / watched, 1.0) if watched > 0 else 1.0
            watched -= left
            shares.append(share)
        return shares


@dataclass(frozen=True, slots=True)
class Followed:
    """Invoices that fell due, one row each, and what was settled of them.

    `invoices`: receivable_id, customer_id, amount_cents, `age` in days since it fell due, open_cents, `ended` (the day
    past due on which it was settled, or so far watched), `group` of customers. `settled`: receivable_id, amount_cents,
    by, `day` past due (0: by then), `group`. `left_out` counts the records not followed, by reason.
    """

    invoices: pl.DataFrame
    settled: pl.DataFrame
    left_out: Mapping[str, int]


def followed(book: Book) -> Followed:
    """Invoices that fell due since the books begin, and what settled them."""
    settled = book.frame("settled").filter((pl.col("amount_cents") > 0) & (pl.col("settled_on") <= book.on))
    opened = settled["settled_on"].min()
    live = book.frame("issued").filter(
        pl.col("kind").is_in(_KINDS) & ~pl.col("gone") & (pl.col("amount_cents") > 0)
    )
    dated = live.filter(pl.col("due_on").is_not_null() & (pl.col("due_on") < book.on))
    group = (pl.col("customer_id").rank("dense") % GROUPS).cast(pl.Int64)
    begun = dated.filter(pl.col("due_on") >= (opened if isinstance(opened, date) else book.on)).with_columns(
        group=group
    )
    late = (pl.col("settled_on") - pl.col("due_on")).dt.total_days().clip(lower_bound=0)
    parts = (
        settled.select("receivable_id", "settled_on", "amount_cents", "by")
        .join(begun.select("receivable_id", "group", "due_on"), on="receivable_id")
        .with_columns(day=late)
    )
    done = parts.group_by("receivable_id").agg(
        settled_cents=pl.col("amount_cents").sum(), last_day=pl.col("day").max()
    )
    age = (pl.lit(book.on) - pl.col("due_on")).dt.total_days()
    rows = (
        begun.select("receivable_id", "customer_id", "amount_cents", "group", age=age)
        .join(done, on="receivable_id", how="left")
        .with_columns(
            open_cents=(pl.col("amount_cents") - pl.col("settled_cents").fill_null(0)).clip(lower_bound=0)
        )
        .with_columns(ended=pl.when(pl.col("open_cents") > 0).then("age").otherwise("last_day"))
    )
    return Followed(rows, parts, _left_out(book, live, dated, begun, parts))


def _left_out(
    book: Book, live: pl.DataFrame, dated: pl.DataFrame, begun: pl.DataFrame, parts: pl.DataFrame
) -> dict[str, int]:
    every = book.frame("issued")
    return {
        "gone": every.filter(pl.col("gone")).height,
        "no_due_date": live.filter(pl.col("due_on").is_null()).height,
        "due_before_books": dated.height - begun.height,
        "by_credit_note": parts.filter(pl.col("by") == "credit_note").height,
        "not_in_bank": parts.filter(pl.col("by") == "other").height,
    }


def by_group(all_followed: Followed, horizon: int) -> dict[int, Days]:
    """Cents by group of customers and day past due: paid in the bank, and leaving the watched for any reason."""
    rows = all_followed.invoices
    settled = all_followed.settled.filter(pl.col("day") <= horizon)
    still = rows.filter((pl.col("open_cents") > 0) & (pl.col("age") <= horizon))
    owed = dict(rows.group_by("group").agg(pl.col("amount_cents").sum()).iter_rows())
    paid = _daily(settled.filter(pl.col("by") == "money"), "day", "amount_cents")
    left = _daily(
        pl.concat(
            [
                settled.select("group", "day", cents="amount_cents"),
                still.select("group", day="age", cents="open_cents"),
            ]
        ),
        "day",
        "cents",
    )
    days = range(horizon + 1)
    return {
        each: Days(
            cents,
            tuple(paid.get((each, day), 0) for day in days),
            tuple(left.get((each, day), 0) for day in days),
        )
        for each, cents in owed.items()
    }


def _daily(rows: pl.DataFrame, day: str, cents: str) -> dict[tuple[int, int], int]:
    sums = rows.group_by("group", day).agg(pl.col(cents).sum())
    return {(group, each): total for group, each, total in sums.iter_rows()}


def summed(parts: Sequence[Days], horizon: int) -> Days:
    """All groups together."""
    days = range(horizon + 1)
    return Days(
        sum(one.owed for one in parts),
        tuple(sum(one.paid[day] for one in parts) for day in days),
        tuple(sum(one.left[day] for one in parts) for day in days),
    )
