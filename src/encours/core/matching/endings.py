"""The last digits of numbers: of a million items, only those that words may name are folded and looked for."""

from __future__ import annotations

from typing import Final

import polars as pl

from encours.core.matching.runs import LONGEST_RUN

SIGNS: Final = 6
"""Digits at its end by which a number is told from those that no words bear."""

_WHOLE: Final = 10**SIGNS
_TENS: Final = pl.Series([10**size for size in range(SIGNS + 1)], dtype=pl.UInt64)


def endings(numbers: pl.Series) -> pl.Series:
    """The last six signs of numbers, as figures; null where they are not all digits."""
    tails = numbers.str.tail(SIGNS)
    told = (tails.str.len_bytes() == SIGNS) & ~tails.str.starts_with("+")  # what a figure may begin with
    return tails.cast(pl.UInt64, strict=False).set(~told, None)


def endings_of_runs(runs: pl.DataFrame) -> pl.Series:
    """Every ending that digits of neighbouring runs make together."""
    digits = runs.filter(pl.col("run") < ":").select(
        "text",
        "start",
        figure=pl.col("run").str.tail(SIGNS).cast(pl.UInt64),
        size=pl.col("run").str.len_bytes().cast(pl.UInt64),
    )
    figure, size = digits["figure"], digits["size"]
    for back in range(1, LONGEST_RUN):
        of_run = digits.shift(back)
        near = (
            (digits["text"] == of_run["text"]) & (digits["start"] == of_run["start"] + back) & (size < SIGNS)
        )
        apart = ~near.fill_null(value=False)
        before = _TENS.gather(size.clip(upper_bound=SIGNS)) * of_run["figure"]
        figure, size = figure + before.set(apart, 0), size + of_run["size"].set(apart, 0)
    return (figure % _WHOLE).filter(size >= SIGNS)


def may_be_named(numbers: pl.Series, wanted: pl.Series) -> pl.Series:
    """Whether a number ends as one of those wanted; one that does not end in digits may always be."""
    ends = endings(numbers)
    return (ends.is_in(wanted.drop_nulls().implode()) | ends.is_null()) & numbers.is_not_null()
