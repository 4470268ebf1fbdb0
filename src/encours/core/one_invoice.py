"""An invoice is one fact: which of the invoices that a source tells are known already under another writing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Final

import polars as pl

from encours.core.numbers import number_keys, written_keys

NEAR: Final = timedelta(days=31)
"""A number used again the next year is another invoice; one issued in December and booked in January is not."""


def told_again(read: pl.DataFrame, known: pl.DataFrame) -> pl.DataFrame:
    """Pair invoices of one customer whose numbers are the same but for their writing: columns read, known.

    Both frames have `id`, `account`, `number`, `side`, `amount_cents`, `currency` and `issued_on` (the last three may
    be null: not told). The same letters and figures are the same invoice; a number that only its first word, a zero or
    an O tells apart is, when the amount is the same. Where two could be meant, none is: a person says.
    """
    pairs = _pairs(_keyed(read, written_keys), _keyed(known, written_keys))
    sure = _alone(pairs)
    left = _keyed(read.join(sure, left_on="id", right_on="read", how="anti"), number_keys)
    right = _keyed(known.join(sure, left_on="id", right_on="known", how="anti"), number_keys)
    alike = _alone(_pairs(left, right).filter("same_amount"))
    return pl.concat([sure, alike])


def _keyed(rows: pl.DataFrame, key: Callable[[pl.Expr], pl.Expr]) -> pl.DataFrame:
    return rows.with_columns(key=key(pl.col("number"))).filter(pl.col("key").str.contains("[0-9]"))


def _pairs(read: pl.DataFrame, known: pl.DataFrame) -> pl.DataFrame:
    both = read.join(known, on=["account", "side", "key"], suffix="_known")
    far = (pl.col("issued_on") - pl.col("issued_on_known")).abs() > NEAR
    other_year = pl.col("issued_on").dt.year() != pl.col("issued_on_known").dt.year()
    other_currency = pl.col("currency") != pl.col("currency_known")
    return both.filter(~((far & other_year) | other_currency).fill_null(value=False)).select(
        read="id",
        known="id_known",
        same_amount=(pl.col("amount_cents") == pl.col("amount_cents_known")).fill_null(value=True),
    )


def _alone(pairs: pl.DataFrame) -> pl.DataFrame:
    """Those that nothing else claims, on either side."""
    alone = (pl.len().over("read") == 1) & (pl.len().over("known") == 1)
    return pairs.filter(alone).select("read", "known")
