"""Numbers that words tell without writing each: ranges (`F1021 à F1025`, `F1021-25`) and lists (`F1021/22/23`)."""

from __future__ import annotations

from typing import Final

import polars as pl

from encours.core.matching.nothing import nothing_without

LONGEST_RANGE: Final = 60
"""Invoices that a range may tell before it tells nothing."""

_YEAR: Final = "(?:[0-9]{2,4}[-_/.])"
_TO: Final = r"(?: ?(?:->|\.\.+|-|>) ?| (?:A|AU|TO|THRU|JUSQU['’ ]?A) )"
_AND: Final = "(?: ?[/,;+&] ?| ET | AND )"
_LISTED: Final = f"[0-9]{_AND}[0-9]|[0-9] ?- ?[0-9]+ ?- ?[0-9]"
_HEADS: Final = tuple(f"([A-Z]{{0,8}}[-_/. ]?{year})([0-9]{{2,10}})" for year in ("", _YEAR))
"""What stands before the digits that change: letters, and perhaps a year. Both are tried."""

_DIGITS: Final = 10
_AGAIN: Final = f"{_TO}(?:[A-Z]{{0,8}}[-_/. ]?{_YEAR}?)?0*"
_NEAR: Final = "|".join(
    f"(?:^|[^0-9]){each}"
    for each in (
        *(f"[0-9]{{{size}}}{_AGAIN}[0-9]{{1,{size}}}\\b" for size in range(2, _DIGITS + 1)),
        *(f"[4-9][0-9]{{{size - 1}}}{_AGAIN}1[0-9]{{{size}}}\\b" for size in range(2, _DIGITS)),
        f"[0-9]{{{_DIGITS + 1},}}{_AGAIN}[0-9]",
    )
)
"""A last number no longer than the first, or that is a digit longer since the first was near its end: 98 to 101."""


@nothing_without(0)
def told(words: pl.DataFrame) -> pl.DataFrame:
    """`text, found` for each number that the words imply; takes `text` and `words`, plain capitals."""
    # Most words have neither: a short look spares the long patterns.
    joined = words.filter(pl.col("words").str.contains(f"[0-9]{_TO}[A-Z0-9]"))
    to = joined.filter(pl.col("words").str.contains(_NEAR)).lazy()
    listed = words.filter(pl.col("words").str.contains(_LISTED)).lazy()
    parts = [read(where, head) for head in _HEADS for read, where in ((_ranges, to), (_lists, listed))]
    found = pl.concat(pl.collect_all(parts))
    # `FACTURES 1021 A 1023`: the word before may be no part of the number.
    bare = found.with_columns(pl.col("found").str.replace("^[A-Z]+", ""))
    return pl.concat([found, bare]).unique()


def _ranges(words: pl.LazyFrame, head: str) -> pl.LazyFrame:
    again = head.replace("{2,10}", "{1,10}")
    parts = _groups(words, head + _TO + again + r"\b").rename(
        {"1": "head", "2": "first", "3": "head_again", "4": "last"}
    )
    short = _groups(words, head + _TO + r"([0-9]{1,10})\b").select(
        "text", head="1", first="2", head_again=pl.lit(""), last="3"
    )
    return (
        pl.concat([parts.select("text", "head", "first", "head_again", "last"), short])
        .with_columns(last=_completed("first", "last"))
        .with_columns(from_=pl.col("first").cast(pl.Int64), to=pl.col("last").cast(pl.Int64))
        .filter((pl.col("to") - pl.col("from_")).is_between(1, LONGEST_RANGE))
        .with_columns(head=_key("head"), head_again=_key("head_again"))
        .filter((pl.col("head_again") == "") | (pl.col("head_again") == pl.col("head")))
        .with_columns(number=pl.int_ranges("from_", pl.col("to") + 1))
        .explode("number", empty_as_null=False)
        .select("text", found=pl.col("head") + _padded("number", "first"))
    )


def _lists(words: pl.LazyFrame, head: str) -> pl.LazyFrame:
    return (
        _groups(words, f"{head}((?:{_AND}[0-9]{{1,10}})+|(?: ?- ?[0-9]{{1,10}}){{2,}})\\b")
        .rename({"1": "head", "2": "first", "3": "others"})
        .with_columns(head=_key("head"), last=pl.col("others").str.extract_all("[0-9]+"))
        .explode("last", empty_as_null=False)
        .select("text", found=pl.col("head") + _completed("first", "last"))
    )


def _groups(words: pl.LazyFrame, pattern: str) -> pl.LazyFrame:
    """`text` and the groups of each place where the pattern stands, named by their rank."""
    return (
        words.select("text", whole=pl.col("words").str.extract_all(pattern))
        .explode("whole", empty_as_null=False)
        .drop_nulls("whole")
        .with_columns(parts=pl.col("whole").str.extract_groups(pattern))
        .unnest("parts")
    )


def _key(column: str) -> pl.Expr:
    return pl.col(column).fill_null("").str.replace_all("[^A-Z0-9]", "")


def _completed(first: str, last: str) -> pl.Expr:
    """The last number with the digits that it leaves out, as `25` after `1021` is `1025`."""
    missing = pl.col(first).str.len_chars().cast(pl.Int64) - pl.col(last).str.len_chars().cast(pl.Int64)
    kept = pl.col(first).str.slice(0, pl.when(missing > 0).then(missing).otherwise(0))
    return kept + pl.col(last)


def _padded(number: str, like: str) -> pl.Expr:
    """Digits with the zeros at the front of the number that they follow."""
    digits = pl.col(number).cast(pl.String)
    zeros = pl.col(like).str.len_chars().cast(pl.Int64) - digits.str.len_chars().cast(pl.Int64)
    return pl.lit("0").repeat_by(pl.when(zeros > 0).then(zeros).otherwise(0)).list.join("") + digits
