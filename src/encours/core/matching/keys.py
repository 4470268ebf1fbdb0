"""What to look for in words: the numbers of items, folded, where any words may bear them."""

from __future__ import annotations

import polars as pl

from encours.core.matching.endings import may_be_named
from encours.core.matching.folding import number_key

SHORTEST = 3
"""Letters and digits below which a number is not looked for."""

SHORTEST_TAIL = 5
"""Digits at the end of a number below which they are not looked for by themselves."""

_KEY = pl.col("key")


def keys_of(items: pl.DataFrame, wanted: pl.Series) -> pl.DataFrame:
    """`receivable_id, customer_id, currency, key, whole, order` of the items whose numbers end as some words do.

    Whole numbers, the digits at the end of those that begin with letters, and the buyer's order numbers (`order`).
    """
    whole = _folded(items, "number", wanted).with_columns(whole=pl.lit(value=True))
    size, before = _KEY.str.len_bytes(), _KEY.str.strip_chars_end("0123456789").str.len_bytes()
    tails = (
        whole.filter(_KEY.str.contains("[A-Z]"))
        .with_columns(key=_KEY.str.tail(size - before), whole=pl.lit(value=False))
        .filter(_KEY.str.len_bytes() >= SHORTEST_TAIL)
    )
    orders = _folded(items, "po_number", wanted).with_columns(whole=pl.lit(value=False))
    parts = [part.with_columns(order=pl.lit(part is orders)) for part in (whole, tails, orders)]
    return pl.concat(parts)


def _folded(items: pl.DataFrame, column: str, wanted: pl.Series) -> pl.DataFrame:
    named = items.select("receivable_id", "customer_id", "currency", column)
    return (
        named.filter(may_be_named(items[column], wanted))
        .select(pl.exclude(column), key=number_key(pl.col(column)))
        .filter(_KEY.str.len_bytes() >= SHORTEST, _KEY.str.contains("[0-9]"))
    )
