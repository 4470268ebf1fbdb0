"""Which credit of the bank is which slip: pure, certain or proposed with the difference."""

from __future__ import annotations

from typing import Final

import polars as pl

from encours.core.matching.folding import number_key, plain

EARLY: Final = 1
LATE: Final = 15
"""Days by which the bank may credit a slip before, or after, its day."""

NEAR_BPS: Final = 500
"""How far a credit may be from what a slip comes to, and still be shown for it."""

_WORDS: Final = {
    "cheque": r"\b(?:REM(?:ISE)?S?|CHQ?S?|CHEQUES?)\b",
    "card": r"\b(?:REMCB|CB|CARTES?|TPE|STRIPE|ADYEN|PAYPAL|SUMUP|TELECOLLECTE)\b",
    "bill": r"\b(?:REM(?:ISE)?S?|LCR|EFFETS?|BOR)\b",
}
_SHORTEST: Final = 4


def credits_of(slips: pl.DataFrame, lines: pl.DataFrame) -> pl.DataFrame:
    """`deposit_id, line_id, difference_cents, certain, reason`, the likeliest first for each slip.

    `slips`: deposit_id, kind, number, deposited_on, net_cents, currency; `lines`: line_id, booked_on, amount_cents,
    currency, words. Certain: to the cent, the line bears the slip's number or says that it is of its kind, and
    neither another slip nor another line contests it. The difference is what the line brings beyond the slip.
    """
    pairs = (
        slips.with_columns(number_key(pl.col("number")).alias("number"))
        .join(lines.with_columns(plain(pl.col("words")).alias("words")), on="currency")
        .with_columns(
            after=(pl.col("booked_on") - pl.col("deposited_on")).dt.total_days(),
            difference_cents=pl.col("amount_cents") - pl.col("net_cents"),
        )
        .filter(
            pl.col("after").is_between(-EARLY, LATE)
            & (pl.col("difference_cents").abs() * 10_000 <= pl.col("net_cents") * NEAR_BPS)
        )
        .with_columns(reason=_reason())
    )
    exact = (pl.col("difference_cents") == 0) & (pl.col("reason") != "same_amount")
    told = pairs.with_columns(exact=exact)
    best = pl.col("reason") == "slip_number"
    # A line that bears the number goes before others of the same amount.
    first = told.with_columns(
        strong=pl.when(best.any().over("deposit_id") | best.any().over("line_id"))
        .then(pl.col("exact") & best)
        .otherwise("exact")
    )
    alone = (pl.col("strong").sum().over("deposit_id") == 1) & (pl.col("strong").sum().over("line_id") == 1)
    return (
        first.with_columns(certain=pl.col("strong") & alone)
        .sort("deposit_id", pl.col("difference_cents").abs(), pl.col("after").abs(), "line_id")
        .select("deposit_id", "line_id", "difference_cents", "certain", "reason")
    )


def _reason() -> pl.Expr:
    squeezed = pl.col("words").str.replace_all(r"[^A-Z0-9]", "")
    numbered = (pl.col("number").str.len_chars() >= _SHORTEST) & squeezed.str.contains(
        pl.col("number"), literal=True
    )
    of_kind = pl.any_horizontal(
        (pl.col("kind") == kind) & pl.col("words").str.contains(words) for kind, words in _WORDS.items()
    )
    return (
        pl.when(numbered)
        .then(pl.lit("slip_number"))
        .when(of_kind)
        .then(pl.lit("same_kind"))
        .otherwise(pl.lit("same_amount"))
    )
