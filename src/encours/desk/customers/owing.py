"""What a customer owes by age, a currency at a time: a bar and its table."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import polars as pl

from encours.core.ageing import BUCKET_CODES, aged_balance
from encours.core.instalments import split_by_due
from encours.core.money import split
from encours.words.boards.names import bucket_name

_TONES = ("age-0", "age-1", "age-2", "age-3", "age-4", "age-4")


@dataclass(frozen=True, slots=True)
class Slot:
    """One slot of ageing: its share of the whole in whole percents, and its colour."""

    label: str
    cents: int
    share: int
    tone: str


@dataclass(frozen=True, slots=True)
class Aged:
    """One currency by age: what is owed of each slot, and their sum."""

    currency: str
    slots: list[Slot]
    owed_cents: int


def aged(items: pl.DataFrame, *, on: date) -> list[Aged]:
    """Open debts by age, as `core` counts it; credits, retentions, assigned and gone items are apart."""
    apart = pl.col("kind").is_in(["retention", "factored"])
    owed = split_by_due(items.filter((pl.col("open_cents") > 0) & ~pl.col("gone") & ~apart), on=on)
    rows = aged_balance(owed.lazy(), on=on).iter_rows(named=True)
    return [_of_currency(row["currency"], [row[f"{code}_cents"] for code in BUCKET_CODES]) for row in rows]


def _of_currency(currency: str, sums: list[int]) -> Aged:
    shares = split(100, sums)
    slots = [
        Slot(bucket_name(code), cents, share, tone)
        for code, cents, share, tone in zip(BUCKET_CODES, sums, shares, _TONES, strict=True)
    ]
    return Aged(currency, slots, sum(sums))
