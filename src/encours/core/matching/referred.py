"""Words that have the form of a creditor reference, of many lines at once, to be compared with references drawn."""

from __future__ import annotations

from typing import Final

import polars as pl

# As `core.references.found_in` reads one text: in one piece, or in the groups of four of a printed reference.
_FORM: Final = r"(?i-u:\bRF[0-9]{2}(?:[A-Z0-9]{1,21}|(?: [A-Z0-9]{4})*(?: [A-Z0-9]{1,4}))\b)"
_HEAD: Final = 4  # RF and the check digits
_GROUPS: Final = 7  # of the longest reference, of 25 signs


def by_line(lines: pl.DataFrame) -> pl.DataFrame:
    """`line_id, found` of all that lines say: their reference, their wording, their EndToEndId."""
    said = [
        lines.select("line_id", words=pl.col(column)) for column in ("reference", "wording", "end_to_end_id")
    ]
    return referred(pl.concat(said))


def referred(told: pl.DataFrame) -> pl.DataFrame:
    """Each row of `told`, as often as its `words` may bear a reference: `found`, in capitals without spaces.

    What follows a printed reference may be part of it or not: each reading is told. Check digits are not looked at:
    whoever compares with references that were drawn compares them too.
    """
    shown = told.filter(pl.col("words").str.contains(r"(?i)\bRF[0-9]{2}"))
    if shown.is_empty():
        return shown.drop("words").with_columns(found=pl.lit(None, dtype=pl.String))
    # An underscore stands between words, though it is a sign of one for patterns.
    words = pl.col("words").str.replace_all("_", "|", literal=True)
    groups = (
        shown.with_columns(found=words.str.extract_all(_FORM))
        .drop("words")
        .explode("found", empty_as_null=False)
        .drop_nulls("found")
        .with_columns(pl.col("found").str.to_uppercase().str.split(" "))
    )
    read = [
        groups.filter(pl.col("found").list.len() >= count).with_columns(
            pl.col("found").list.head(count).list.join("")
        )
        for count in range(1, _GROUPS + 1)
    ]
    return pl.concat(read).filter(pl.col("found").str.len_bytes() > _HEAD).unique()


def bases(found: pl.Series) -> pl.Series:
    """What references were made of, without `RF` and the check digits."""
    return found.str.slice(_HEAD).unique().sort()
