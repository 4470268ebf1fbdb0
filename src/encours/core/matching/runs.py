"""The runs of letters or digits that words are made of, and what neighbouring runs make together."""

from __future__ import annotations

import polars as pl

LONGEST_RUN = 5
"""Runs of letters or digits that one number may be spread over in the words."""

_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"

_WIDE = 1_000_000
"""More than the length of any number."""


def runs_of(words: pl.DataFrame) -> pl.DataFrame:
    """`text, start, run` of `text` and `plain`; `start` is the rank of the run among all."""
    return (
        words.lazy()
        .select("text", run=pl.col("plain").str.extract_all(r"[A-Z]+|[0-9]+"))
        .explode("run", empty_as_null=False)
        .with_columns(start=pl.int_range(pl.len(), dtype=pl.Int64))
        .collect()
    )


def grams(runs: pl.DataFrame, keys: pl.Series) -> pl.DataFrame:
    """`text, start, end, found`: neighbouring runs put together, where one of the keys could stand.

    They begin as a key, with its letters or with digits, hold a digit, and are as long as it.
    """
    letters, shapes = _shapes(keys)
    size, digits, text = pl.col("size"), pl.col("digits"), pl.col("text")
    of_digits = pl.col("run") < ":"
    opens = pl.col("run").replace_strict(
        letters["letters"], letters["opens"], default=None, return_dtype=pl.Int64
    )
    told = runs.select(
        "text",
        "start",
        size=pl.col("run").str.len_bytes().cast(pl.Int64),
        digits=of_digits.cast(pl.Int8),
        opens=pl.when(of_digits).then(_WIDE).otherwise(opens),
    )
    parts = []
    for count in range(1, LONGEST_RUN + 1):
        if count > 1:
            size = size + pl.col("size").shift(1 - count)
            digits = digits + pl.col("digits").shift(1 - count)
        fits = (pl.col("opens") + size).is_in(shapes.implode())
        here = told.lazy().filter(fits, text.shift(1 - count) == text, digits > 0)
        parts.append(here.select("text", "start", end=pl.col("start") + count))
    return pl.concat([_put_together(runs["run"], each) for each in pl.collect_all(parts)])


def _shapes(keys: pl.Series) -> tuple[pl.DataFrame, pl.Series]:
    """What keys begin with, ranked (`letters, opens`), and each rank with a length of its keys; digits are first."""
    length = keys.str.len_bytes()
    begun = pl.DataFrame(
        {
            "letters": keys.str.head(length - keys.str.strip_chars_start(_LETTERS).str.len_bytes()),
            "length": length.cast(pl.Int64),
        }
    ).unique()
    ranked = begun.with_columns(
        opens=pl.when(pl.col("letters") == "").then(1).otherwise(pl.col("letters").rank("dense") + 1) * _WIDE
    )
    shapes = ranked.select(pl.col("opens").cast(pl.Int64) + pl.col("length")).to_series()
    return ranked.select("letters", pl.col("opens").cast(pl.Int64)).unique(), shapes


def _put_together(runs: pl.Series, places: pl.DataFrame) -> pl.DataFrame:
    """What stands at these places; each is as many runs as the others."""
    if places.is_empty():
        return places.with_columns(found=pl.lit(None, dtype=pl.String))
    count = places["end"][0] - places["start"][0]
    pieces = [runs.gather(places["start"] + rank) for rank in range(count)]
    return places.with_columns(pl.concat_str(pieces).alias("found"))
