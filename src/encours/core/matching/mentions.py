"""Where bank lines name open items: invoice numbers in any writing, creditor references.

A number is found when its letters and digits stand in the words from the start of one run of letters
or digits to the end of another: spaces and punctuation between them do not matter, and `0042` is never
found inside `20260042`.
"""

from __future__ import annotations

import polars as pl

from encours.core.matching.folding import misread_key, number_key, plain
from encours.core.matching.said import told
from encours.core.references import found_in

LONGEST_RUN = 5
"""Runs of letters or digits that one number may be spread over in the words."""

SHARED_BY = 20
"""A number that more items bear than this names none of them."""

SHORTEST = 3
"""Letters and digits below which a number is not looked for."""

FIELDS = ("reference", "wording", "end_to_end_id")

_DATE = (
    r"^(?:(?:19|20)[0-9]{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])"
    r"|(?:0[1-9]|[12][0-9]|3[01])(?:0[1-9]|1[0-2])(?:19|20)[0-9]{2})$"
)


def mentions(lines: pl.DataFrame, items: pl.DataFrame) -> pl.DataFrame:
    """Every item that a line names, once, the surest way first.

    Takes `line_id, currency, reference, wording, end_to_end_id` and the shape Payable; gives `line_id,
    receivable_id, customer_id, field, found, strong, shared, how`: `strong` when the number alone is
    proof enough, `shared` when items of several customers bear it, `how` the code of the matcher.
    """
    keys = _keys(items)
    words = _words(lines)
    return _once(pl.concat([_in_runs(words, keys), _structured(words, items), _implied(words, keys)]))


def misread(lines: pl.DataFrame, items: pl.DataFrame) -> pl.DataFrame:
    """As `mentions`, where O was written for 0 or I and L for 1: never proof by itself."""
    words = _words(lines)
    if words.is_empty():
        return _once(_NOTHING)
    keys = _keys(items).with_columns(key=misread_key(pl.col("key"))).unique()
    words = words.with_columns(words=misread_key(plain(pl.col("words"))))
    found = _in_runs(words, keys.with_columns(hash=pl.col("key").hash()))
    return _once(found).with_columns(strong=pl.lit(value=False), how=pl.lit("number_misread"))


def _once(found: pl.DataFrame) -> pl.DataFrame:
    """Each item that a line names, told once, as the surest writing tells it."""
    longest = _longest(found)
    rank = pl.col("field").replace_strict(
        {name: rank for rank, name in enumerate(FIELDS)}, return_dtype=pl.Int8
    )
    return (
        longest.with_columns(_shared())
        .sort(
            "line_id",
            "receivable_id",
            pl.col("strong").not_(),
            pl.col("how") != "structured_reference",
            rank,
            "start",
            "end",
        )
        .unique(["line_id", "receivable_id"], keep="first", maintain_order=True)
        .select("line_id", "receivable_id", "customer_id", "field", "found", "strong", "shared", "how")
    )


def _shared() -> pl.Expr:
    customers = pl.col("customer_id").n_unique().over("line_id", "field", "start", "end")
    return (customers > 1).alias("shared")


def _keys(items: pl.DataFrame) -> pl.DataFrame:
    """What to look for: whole numbers, and the digits at the end of those that begin with letters."""
    key = pl.col("key")
    whole = (
        items.lazy()
        .select("receivable_id", "customer_id", "currency", key=number_key(pl.col("number")))
        .filter(key.str.len_bytes() >= SHORTEST, key.str.contains("[0-9]"))
        .with_columns(whole=pl.lit(value=True))
    )
    tails = (
        whole.filter(key.str.contains("[A-Z]"))
        .with_columns(key=key.str.extract(r"([0-9]{5,})$"), whole=pl.lit(value=False))
        .drop_nulls("key")
    )
    orders = (
        items.lazy()
        .drop_nulls("po_number")
        .select("receivable_id", "customer_id", "currency", key=number_key(pl.col("po_number")))
        .filter(key.str.len_bytes() >= SHORTEST, key.str.contains("[0-9]"))
        .with_columns(whole=pl.lit(value=False))
    )
    parts = [part.with_columns(order=pl.lit(part is orders)) for part in (whole, tails, orders)]
    return pl.concat(parts).with_columns(hash=key.hash()).collect()


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
        .with_row_index("text")
    )


def _in_runs(words: pl.DataFrame, keys: pl.DataFrame) -> pl.DataFrame:
    """Numbers found from run to run; several runs of digits alone, or an EndToEndId of digits, are weak."""
    grams = _grams(words, keys)
    # Few numbers are named at all: only theirs are counted and judged.
    met = keys.join(grams.select("hash").unique(), on="hash", how="semi").filter(
        pl.len().over("key", "currency") <= SHARED_BY
    )
    found = pl.col("found")
    proof = pl.col("whole") & _is_proof(found) & (found.str.contains("[A-Z]") | _plainly_said())
    return (
        grams.join(met, on="hash")
        .filter(found == pl.col("key"))
        .join(words.select("text", "line_id", "field", line_currency="currency"), on="text")
        .filter(pl.col("line_currency") == pl.col("currency"))
        .with_columns(strong=proof, how=_how())
        .select(_COLUMNS)
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


def _implied(words: pl.DataFrame, keys: pl.DataFrame) -> pl.DataFrame:
    """Numbers inside a range or at the end of a list: they are counted on only when the amount ties."""
    joined = words.with_columns(words=plain(pl.col("words"))).filter(
        pl.col("words").str.contains(_JOINED), pl.col("field") != "end_to_end_id"
    )
    if joined.is_empty():
        return _NOTHING
    found = told(joined).with_columns(hash=pl.col("found").hash())
    met = keys.join(found.select("hash").unique(), on="hash", how="semi").filter(
        pl.len().over("key", "currency") <= SHARED_BY
    )
    return (
        found.join(met, on="hash")
        .filter(pl.col("found") == pl.col("key"))
        .join(words.select("text", "line_id", "field", line_currency="currency"), on="text")
        .filter(pl.col("line_currency") == pl.col("currency"))
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


def _grams(words: pl.DataFrame, keys: pl.DataFrame) -> pl.DataFrame:
    """Neighbouring runs put together, where a number of the right length could stand."""
    runs = (
        words.select("text", run=plain(pl.col("words")).str.extract_all(r"[A-Z]+|[0-9]+"))
        .explode("run", empty_as_null=False)
        .with_columns(start=pl.int_range(pl.len(), dtype=pl.Int64))
    )
    starts = keys["key"].str.extract("^([A-Z]+)").drop_nulls().unique()
    opens = pl.col("run").str.contains("^[0-9]") | pl.col("run").is_in(starts.implode())
    lengths = keys["key"].str.len_bytes().unique()
    parts = []
    gram = pl.col("run")
    for count in range(1, LONGEST_RUN + 1):
        if count > 1:
            gram = gram + pl.col("run").shift(1 - count)
        same = pl.col("text").shift(1 - count) == pl.col("text")
        parts.append(
            runs.lazy()
            .select("text", "start", opens.alias("opens"), same.alias("same"), gram.alias("found"))
            .filter("opens", "same", pl.col("found").str.len_bytes().is_in(lengths.implode()))
            .select("text", "start", "found", pl.col("found").hash().alias("hash"))
            .with_columns(end=pl.col("start") + count)
        )
    return pl.concat(pl.collect_all(parts))


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


def _structured(words: pl.DataFrame, items: pl.DataFrame) -> pl.DataFrame:
    """Creditor references (RF…), whose check digits make chance unlikely."""
    told = words.filter(pl.col("words").str.contains(r"(?i)\bRF ?[0-9]{2}"))
    pairs = [
        (line, currency, field, reference)
        for line, currency, field, text in told.select("line_id", "currency", "field", "words").iter_rows()
        for reference in found_in(text)
    ]
    schema = {"line_id": pl.Int64, "currency": pl.String, "field": pl.String, "found": pl.String}
    found = pl.DataFrame(pairs, schema=schema, orient="row")
    keys = items.filter(pl.col("reference").is_not_null()).select(
        "receivable_id", "customer_id", "currency", found=number_key(pl.col("reference"))
    )
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
    place = found.select("line_id", "field", "start", "end").unique()
    inside = (
        place.join(place, on=["line_id", "field"], suffix="_by")
        .filter(
            pl.col("start_by") <= pl.col("start"),
            pl.col("end_by") >= pl.col("end"),
            pl.col("end_by") - pl.col("start_by") > pl.col("end") - pl.col("start"),
            pl.col("end_by") > 0,
        )
        .select("line_id", "field", "start", "end")
        .unique()
    )
    return found.join(inside, on=["line_id", "field", "start", "end"], how="anti")
