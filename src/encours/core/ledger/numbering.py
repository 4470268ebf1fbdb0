"""Entry numbers as the law wants them: continuous, each used once, in the order of validation."""

from __future__ import annotations

import polars as pl

LONGEST_TAIL = 15  # figures of a number that 64 bits hold


def numbering_faults(entries: pl.DataFrame) -> dict[str, pl.DataFrame]:
    """By rule, the entries that break it: `line`, `cents`, `name`, and `times` where one stands for several.

    `entries` have `name`, `journal`, `entry_number`, `entry_on`, `validated_on`, `line`, `cents`. Numbers follow one
    another within a journal, or over the whole ledger: the reading that leaves fewer gaps is the one its software uses.
    """
    tail = pl.col("entry_number").str.extract(r"(\d+)$")
    numbered = entries.with_columns(
        head=pl.col("entry_number").str.replace(r"\d+$", ""),
        tail=pl.when(tail.str.len_chars() <= LONGEST_TAIL).then(tail).cast(pl.Int64, strict=False),
    ).filter(pl.col("tail").is_not_null())
    by_journal, over_all = _gaps(numbered, ["journal", "head"]), _gaps(numbered, ["head"])
    alone = by_journal["times"].sum() <= over_all["times"].sum()
    return {
        "number_gap": by_journal if alone else over_all,
        "number_repeated": _repeated(entries),
        "out_of_sequence": _unordered(numbered, ["journal", "head"] if alone else ["head"]),
    }


def _gaps(numbered: pl.DataFrame, keys: list[str]) -> pl.DataFrame:
    """The entry after each gap; `times` is how many numbers are missing before it."""
    missing = pl.col("tail").diff().over(keys) - 1
    return (
        numbered.sort(*keys, "tail", "line")
        .with_columns(times=missing)
        .filter(pl.col("times") > 0)
        .with_columns(cents=pl.lit(0, dtype=pl.Int64))
    )


def _repeated(entries: pl.DataFrame) -> pl.DataFrame:
    by = ["journal", "entry_number"]
    return entries.filter((pl.len().over(by) > 1) & (pl.col("line") > pl.col("line").min().over(by)))


def _unordered(numbered: pl.DataFrame, keys: list[str]) -> pl.DataFrame:
    """Entries validated before one that bears a lower number."""
    before = pl.col("validated_on").cum_max().shift(1).over(keys)
    return numbered.sort(*keys, "tail", "line").filter(
        (pl.col("validated_on") < before).fill_null(value=False)
    )
