"""Creditor references drawn for the items and customers that bank lines may mean."""

from __future__ import annotations

from collections.abc import Callable

import polars as pl

from encours.core.matching.endings import endings, may_be_named
from encours.core.matching.referred import bases, by_line
from encours.core.references import creditor_reference, customer_reference


def with_references(
    lines: pl.DataFrame, items: pl.DataFrame, names: pl.DataFrame
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Give items and customers their creditor reference, only where a line shows one: drawing a million is slow."""
    wanted = bases(by_line(lines)["found"])
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
