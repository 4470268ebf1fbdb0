"""Where bank lines name open items: invoice numbers in any writing, creditor references.

A number is found when its letters and digits stand in the words from the start of one run of letters
or digits to the end of another: spaces and punctuation between them do not matter, and `0042` is never
found inside `20260042`.
"""

from __future__ import annotations

import polars as pl

from encours.core.matching.endings import endings, endings_of_runs
from encours.core.matching.folding import misread_key, number_key, plain
from encours.core.matching.keys import keys_of
from encours.core.matching.nothing import nothing_without
from encours.core.matching.referred import referred
from encours.core.matching.runs import LONGEST_RUN, grams, runs_of
from encours.core.matching.said import told

SHARED_BY = 20
"""A number that more items bear than this names none of them."""

FIELDS = ("reference", "wording", "end_to_end_id")

_DATE = (
    r"^(?:(?:19|20)[0-9]{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])"
    r"|(?:0[1-9]|[12][0-9]|3[01])(?:0[1-9]|1[0-2])(?:19|20)[0-9]{2})$"
)


@nothing_without(0, 1)
def mentions(lines: pl.DataFrame, items: pl.DataFrame) -> pl.DataFrame:
    """Every item that a line names, once, the surest way first.

    Takes `line_id, currency, reference, wording, end_to_end_id` and the shape Payable; gives `line_id,
    receivable_id, customer_id, field, found, strong, shared, how`: `strong` when the number alone is
    proof enough, `shared` when items of several customers bear it, `how` the code of the matcher.
    """
    words = _words(lines)
    runs, implied = runs_of(words), _implied(words)
    keys = keys_of(items, pl.concat([endings_of_runs(runs), endings(implied["found"])]))
    return _once(
        pl.concat([_in_runs(words, runs, keys), _structured(words, items), _ranged(words, implied, keys)])
    )


@nothing_without(0, 1)
def misread(lines: pl.DataFrame, items: pl.DataFrame) -> pl.DataFrame:
    """As `mentions`, where O was written for 0 or I and L for 1: never proof by itself."""
    words = _words(lines).with_columns(plain=misread_key(pl.col("plain")))
    if words.is_empty():
        return _once(_NOTHING)
    runs = runs_of(words)
    keys = keys_of(items, endings_of_runs(runs))
    folded = keys.with_columns(key=misread_key(pl.col("key")), written="key").unique().drop("written")
    found = _in_runs(words, runs, folded)
    return _once(found).with_columns(strong=pl.lit(value=False), how=pl.lit("number_misread"))


def _once(found: pl.DataFrame) -> pl.DataFrame:
    """Each item that a line names, told once, as the surest writing tells it."""
    field = pl.col("field").replace_strict(
        {name: rank for rank, name in enumerate(FIELDS)}, return_dtype=pl.Int64
    )
    proof, structured = pl.col("strong"), pl.col("how") == "structured_reference"
    # The surest first, in one number: a sort by each would cost as much again.
    surest = proof.not_().cast(pl.Int64) * 8 + structured.not_().cast(pl.Int64) * 4 + field
    ordered = (
        _longest(found)
        .with_columns(_shared(), surest=surest)
        .sort("line_id", "receivable_id", "surest", "start", "end")
    )
    line, item = ordered["line_id"], ordered["receivable_id"]
    told_before = (line == line.shift()) & (item == item.shift())
    return ordered.filter(~told_before.fill_null(value=False)).select(
        "line_id", "receivable_id", "customer_id", "field", "found", "strong", "shared", "how"
    )


def _shared() -> pl.Expr:
    customers = pl.col("customer_id").n_unique().over("line_id", "field", "start", "end")
    return (customers > 1).alias("shared")


def _is_proof(key: pl.Expr) -> pl.Expr:
    """Five signs with a letter and three digits, or seven digits that are no day: chance is ruled out."""
    lettered = key.str.contains(".{5}") & key.str.contains("[A-Z]") & key.str.contains("(?:[0-9].*){3}")
    digits = key.str.contains("^[0-9]{7,}$") & ~key.str.contains(_DATE)
    return lettered | digits


def _words(lines: pl.DataFrame) -> pl.DataFrame:
    return (
        lines.select("line_id", "currency", *FIELDS)
        .unpivot(FIELDS, index=["line_id", "currency"], variable_name="field", value_name="words")
        .filter(pl.col("words").str.contains("[0-9]"))
        .with_columns(plain=plain(pl.col("words")))
        .with_row_index("text")
    )


@nothing_without(0, 1, 2)
def _in_runs(words: pl.DataFrame, runs: pl.DataFrame, keys: pl.DataFrame) -> pl.DataFrame:
    """Numbers found from run to run; several runs of digits alone, or an EndToEndId of digits, are weak."""
    found = pl.col("found")
    proof = pl.col("whole") & _is_proof(found) & (found.str.contains("[A-Z]") | _plainly_said())
    return _met(words, grams(runs, keys["key"]), keys).with_columns(strong=proof, how=_how()).select(_COLUMNS)


def _met(words: pl.DataFrame, numbers: pl.DataFrame, keys: pl.DataFrame) -> pl.DataFrame:
    """The items that bear the `found` of a text, in its currency; a number of too many items is nobody's."""
    # Few numbers are named at all: only theirs are counted and judged.
    met = keys.join(numbers.select(key="found"), on="key", how="semi").filter(
        pl.len().over("key", "currency") <= SHARED_BY
    )
    return (
        numbers.join(met, left_on="found", right_on="key")
        .join(words.select("text", "line_id", "field", line_currency="currency"), on="text")
        .filter(pl.col("line_currency") == pl.col("currency"))
    )


def _how() -> pl.Expr:
    return (
        pl.when("order")
        .then(pl.lit("purchase_order"))
        .when(pl.col("field") == "reference")
        .then(pl.lit("structured_reference"))
        .when(pl.col("field") == "end_to_end_id")
        .then(pl.lit("end_to_end_id"))
        .otherwise(pl.lit("invoice_in_wording"))
    )


def _implied(words: pl.DataFrame) -> pl.DataFrame:
    """`text, found`: numbers inside a range or at the end of a list."""
    joined = words.filter(pl.col("plain").str.contains(_JOINED), pl.col("field") != "end_to_end_id")
    return told(joined.select("text", words="plain"))


@nothing_without(1, 2)
def _ranged(words: pl.DataFrame, implied: pl.DataFrame, keys: pl.DataFrame) -> pl.DataFrame:
    """Items of a range or a list: they are counted on only when the amount ties."""
    return (
        _met(words, implied, keys)
        .with_columns(
            strong=pl.lit(value=False),
            how=pl.lit("number_range"),
            start=_APART - pl.col("found").rank("dense").cast(pl.Int64),
            end=pl.lit(-1, dtype=pl.Int64),
        )
        .select(_COLUMNS)
    )


_JOINED = r"[0-9](?: ?[-/,;+&>.]| (?:A|AU|TO|ET|AND|THRU|JUSQU))"
_APART = -1_000_000_000
"""Places of numbers that no words write: they stand inside no other."""


_COLUMNS = (
    "line_id",
    "receivable_id",
    "customer_id",
    "field",
    "found",
    "strong",
    "how",
    "start",
    "end",
)


_NOTHING = pl.DataFrame(
    schema=dict.fromkeys(_COLUMNS, pl.Int64)
    | dict.fromkeys(("field", "found", "how"), pl.String)
    | {"strong": pl.Boolean}
)


def _plainly_said() -> pl.Expr:
    # A sender's own payment numbers and chance neighbours of digits look like invoice numbers.
    return (pl.col("end") - pl.col("start") == 1) & (pl.col("field") != "end_to_end_id")


@nothing_without(0, 1)
def _structured(words: pl.DataFrame, items: pl.DataFrame) -> pl.DataFrame:
    """Creditor references (RF…), whose check digits make chance unlikely."""
    keys = items.filter(pl.col("reference").is_not_null()).select(
        "receivable_id", "customer_id", "currency", found=number_key(pl.col("reference"))
    )
    return _of_references(referred(words.select("line_id", "currency", "field", "words")), keys)


@nothing_without(0, 1)
def _of_references(found: pl.DataFrame, keys: pl.DataFrame) -> pl.DataFrame:
    # Its place is its own: no number found in the same words contains it.
    return (
        found.join(keys, on=["found", "currency"])
        .with_columns(
            strong=pl.lit(value=True),
            how=pl.lit("structured_reference"),
            start=-1 - pl.col("found").rank("dense").cast(pl.Int64),
            end=pl.lit(-1, dtype=pl.Int64),
        )
        .select(_COLUMNS)
    )


def _longest(found: pl.DataFrame) -> pl.DataFrame:
    """Leave out a number found inside a longer one of the same words."""
    # A place in one number: by its start, the longest first. References, ranges and lists have none (below zero).
    wide = LONGEST_RUN + 1
    place = found.select(pl.col("start") * wide + LONGEST_RUN - (pl.col("end") - pl.col("start"))).to_series()
    places = place.filter(found["end"] > 0).unique().sort()
    ends = places // wide + LONGEST_RUN - places % wide
    # Each begins no earlier than those before it: it is inside one of them if that one ends no earlier.
    inside = places.filter(ends.cum_max().shift(1) >= ends)
    return found.filter(~place.is_in(inside.implode()))
