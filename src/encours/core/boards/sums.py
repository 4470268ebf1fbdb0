"""What the figures of a day rest on, summed once over its items, and again over those of a few customers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import polars as pl

from encours.core.boards.figures import by_debtor
from encours.core.instalments import split_by_due

_APART = ("due_on", "gone", "currency", "owed")
_SUMMED = ("open_cents", "disputed_cents", "items")

SUMMED_OF_ITEM = (
    "customer_id",
    "due_on",
    "gone",
    "currency",
    "open_cents",
    "disputed_cents",
    "not_due_cents",
)
"""The columns of items (OpenItem) without which what they were summed to cannot be taken back."""


@dataclass(frozen=True, slots=True)
class DaySums:
    """Sums over open items, in whole cents; no figure of a day looks closer than this.

    `items`: how many. `due`: a row for each due_on, gone, currency and `owed` (a debit), with open_cents,
    disputed_cents and `items`, how many fall due so. `debtors`: a row for each customer that owes in the books'
    currency (`core.boards.figures.by_debtor`).
    """

    items: int
    due: pl.DataFrame
    debtors: pl.DataFrame


def day_sums(items: pl.DataFrame, *, currency: str, on: date) -> DaySums:
    """Sum the items of a day (OpenItem)."""
    dated = split_by_due(items, on=on).lazy()
    owed = dated.filter(~pl.col("gone"), pl.col("open_cents") > 0, pl.col("currency") == currency)
    due, debtors = pl.collect_all([_by_due_day(dated), by_debtor(owed, on=on)])
    return DaySums(len(items), due, debtors)


def replaced(
    sums: DaySums, was: pl.DataFrame, now: DaySums, customers: Sequence[int], *, on: date
) -> DaySums:
    """The sums once the items of these customers, `was` (`SUMMED_OF_ITEM`), are those that `now` sums."""
    before = _by_due_day(split_by_due(was.with_columns(pl.col("currency").cast(pl.String)), on=on).lazy())
    due = (
        pl.concat([sums.due.lazy(), before.with_columns(-pl.col(_SUMMED)), now.due.lazy()])
        .group_by(_APART)
        .agg(pl.col(_SUMMED).sum())
        .filter(pl.col("items") != 0)
        .collect()
    )
    others = sums.debtors.filter(~pl.col("customer_id").is_in(list(customers)))
    return DaySums(sums.items - len(was) + now.items, due, pl.concat([others, now.debtors]))


def _by_due_day(items: pl.LazyFrame) -> pl.LazyFrame:
    """What a day's figures tell apart, and some thousand rows at most."""
    return items.group_by("due_on", "gone", "currency", (pl.col("open_cents") > 0).alias("owed")).agg(
        pl.col("open_cents", "disputed_cents").sum(), pl.len().cast(pl.Int64).alias("items")
    )
