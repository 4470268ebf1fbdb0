"""Which document a line speaks of: its piece when that names one, else its entry."""

from __future__ import annotations

import polars as pl

NOTHING = r"^[\W_]*$"
A_DIGIT = r"[1-9]"
OPENING_WORD = r"(?i)^(?:R?AN|ANO|A\.N\.?|REPORT|OUV|SOLDE|[AÀ][\s-]?NOUVEAU)[A-Zàéèu\s-]*\d{0,8}$"
CREDIT_NOTE = r"(?i)\bavoirs?\b|\bcredit note\b|\bAV[-\s]?\d"


def with_numbers(lines: pl.DataFrame) -> pl.DataFrame:
    """Add `number` (shown), `token` (groups lines of one document), `detailed` and `by_piece`.

    A piece such as `-`, `/` or blank says nothing; one without any figure (`VT`, `CHQ`) says something only
    if it belongs to one customer and one entry. `detailed` is false for opening lines that name no
    document.
    """
    piece = pl.col("piece").str.replace_all(r"\s+", " ").str.strip_chars()
    lines = lines.with_columns(clean=pl.when(~piece.str.contains(NOTHING)).then(piece))
    lines = lines.join(_vague(lines), on="clean", how="left")
    opening = pl.col("entry_kind") == "opening"
    by_piece = (
        pl.col("clean").is_not_null()
        & pl.col("vague").is_null()
        & ~(opening & pl.col("clean").str.contains(OPENING_WORD))
    ).fill_null(value=False)
    lines = lines.with_columns(by_piece=by_piece)
    lines = lines.join(_shared_openings(lines), on="clean", how="left")
    earlier = (pl.col("piece_on") < pl.col("entry_on")).fill_null(value=False)
    day = pl.col("entry_on").dt.strftime("%Y-%m-%d")
    entry = (
        pl.when(pl.col("entry_number").str.contains(r"[1-9A-Za-z]"))
        .then(pl.col("entry_number"))
        .otherwise(pl.col("journal") + " " + day)
    )
    return lines.with_columns(
        detailed=~opening | (pl.col("by_piece") & (pl.col("shared").is_null() | earlier)),
        number=pl.when("by_piece").then("clean").otherwise(entry),
        token=pl.when("by_piece")
        .then("clean")
        .otherwise(pl.concat_str("journal", "entry_number", day, separator="\x1f")),
    ).drop("clean", "vague", "shared")


def _vague(lines: pl.DataFrame) -> pl.DataFrame:
    """Pieces without a figure that several customers, or several entries of debits, share."""
    wordy = lines.lazy().filter(pl.col("clean").is_not_null() & ~pl.col("clean").str.contains(A_DIGIT))
    entry = pl.struct("journal", "entry_number", "entry_on").filter(pl.col("net_cents") > 0)
    return (
        wordy.group_by("clean")
        .agg(customers=pl.col("customer").n_unique(), entries=entry.n_unique())
        .filter((pl.col("customers") > 1) | (pl.col("entries") > 1))
        .select("clean", vague=pl.lit(value=True))
        .collect()
    )


def _shared_openings(lines: pl.DataFrame) -> pl.DataFrame:
    """Pieces that opening lines of several customers bear: they number the opening entry, not a document."""
    return (
        lines.lazy()
        .filter((pl.col("entry_kind") == "opening") & pl.col("by_piece"))
        .group_by("clean")
        .agg(customers=pl.col("customer").n_unique())
        .filter(pl.col("customers") > 1)
        .select("clean", shared=pl.lit(value=True))
        .collect()
    )
