"""Creditor references drawn for the items and customers that bank lines may mean."""

from __future__ import annotations

from collections.abc import Callable

import polars as pl

from encours.core.matching.endings import endings, may_be_named
from encours.core.references import base_of, creditor_reference, customer_reference, found_in


def with_references(
    lines: pl.DataFrame, items: pl.DataFrame, names: pl.DataFrame
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Give items and customers their creditor reference, only where a line shows one: drawing a million is slow."""
    told = pl.concat_str("wording", "reference", "end_to_end_id", separator=" ", ignore_nulls=True)
    words = lines.select(words=told).filter(pl.col("words").str.contains("(?i)RF[0-9]{2}"))["words"]
    bases = {base_of(found) for found in {found for text in words for found in found_in(text)}}
    wanted = pl.Series("base", sorted(base for base in bases if base), dtype=pl.String)
    # A base may add a letter of its kind before the number: it is kept when it ends with it.
    tails = pl.concat([wanted, wanted.str.slice(1), wanted.str.slice(2)]).unique()
    return (
        items.with_columns(_drawn(items["number"], tails, creditor_reference)),
        names.with_columns(_drawn(names["account"], tails, customer_reference)),
    )


def _drawn(numbers: pl.Series, tails: pl.Series, make: Callable[[str], str]) -> pl.Series:
    """The reference of each number that is one of the tails, null for the others."""
    drawn = pl.repeat(None, len(numbers), dtype=pl.String, eager=True).alias("reference")
    near = may_be_named(numbers, endings(tails)).arg_true()
    folded = numbers.gather(near).str.to_uppercase().str.replace_all(r"[^A-Z0-9]", "")
    meant = near.filter((folded.str.len_bytes() > 0) & folded.is_in(tails.implode()))
    if meant.is_empty():
        return drawn
    return drawn.scatter(meant, [make(number) for number in numbers.gather(meant)])
