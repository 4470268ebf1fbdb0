"""Lines of one document summed into moves: what is owed, what was paid, and in which group they meet."""

from __future__ import annotations

import polars as pl

DOCUMENT = (
    "customer",
    "root",
    "entry_kind",
    "token",
    "journal",
    "entry_number",
    "entry_on",
    "lettering",
    "lettered_on",
)
LONGEST_LABEL = 300
LUMP = ("customer", "root", "lettering", "lettered_on")


def moves_of(lines: pl.DataFrame) -> pl.DataFrame:
    """Sum lines into moves, each with an integer `move` and `net_cents` that is not zero.

    Lines of one piece in one entry are one move; every bank line stays a move of its own; opening lines
    without detail are one move a customer. `lettering` and the root keep moves apart, for they may be
    settled apart.
    """
    bank = pl.col("entry_kind") == "bank"
    lump = ~pl.col("detailed")
    documents = _summed(lines.filter(~bank & ~lump), DOCUMENT)
    lumps = _summed(lines.filter(lump), LUMP)
    moves = pl.concat([_shaped(lines.filter(bank & ~lump)), documents, lumps])
    return moves.filter(pl.col("net_cents") != 0).sort("line").with_row_index("move")


def _summed(lines: pl.DataFrame, key: tuple[str, ...]) -> pl.DataFrame:
    shaped = _shaped(lines)
    first = [pl.col(name).sort_by("line").first() for name in shaped.columns if name not in {*key, *SUMMED}]
    rest = [pl.col("net_cents", "foreign_cents").sum(), pl.col("issued_on", "known_on").min()]
    alone = shaped.filter(~pl.struct(key).is_duplicated())
    several = shaped.filter(pl.struct(key).is_duplicated())
    return pl.concat([alone, several.group_by(key).agg(*first, *rest).select(shaped.columns)])


SUMMED = ("net_cents", "foreign_cents", "issued_on", "known_on")


def _shaped(lines: pl.DataFrame) -> pl.DataFrame:
    return lines.select(
        "customer",
        "root",
        "entry_kind",
        "token",
        "journal",
        "entry_number",
        "entry_on",
        "lettering",
        "lettered_on",
        "number",
        "by_piece",
        "detailed",
        "piece",
        pl.col("label").str.slice(0, LONGEST_LABEL),
        "line",
        "net_cents",
        "bill_on",
        "factor",
        "sold_to",
        foreign_currency=pl.when(pl.col("currency") != "EUR").then("currency"),
        foreign_cents=pl.when(pl.col("currency") != "EUR")
        .then(pl.col("currency_cents").abs() * pl.col("net_cents").sign())
        .fill_null(0),
        issued_on=pl.coalesce("piece_on", "entry_on"),
        known_on=pl.coalesce("validated_on", "entry_on"),
    )
