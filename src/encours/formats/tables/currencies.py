"""The currency that amounts name beside their figures: it is the row's, or clashes with what the row says."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

CLASH = "currency_clash"
_WRITTEN = r"\b([A-Z]{3})\b|([€£$])"
_SIGNS = {"€": "EUR", "£": "GBP"}
_DOLLARS = ("USD", "CAD", "AUD", "NZD", "HKD", "SGD")


def named(cells: pl.Series) -> pl.Series | None:
    """The code or sign that each cell bears: « 12,00 € », « USD 12.00 »; None where no cell bears any."""
    if not cells.str.contains(_WRITTEN).any():
        return None
    parts = pl.col("a").str.extract_groups(_WRITTEN)
    told = pl.coalesce(parts.struct.field("1"), parts.struct.field("2").replace(_SIGNS))
    return cells.to_frame("a").select(told.alias("c"))["c"]


def settled(currency: pl.Series | None, amounts: Sequence[pl.Series]) -> tuple[pl.Series, pl.Series]:
    """The currency of each row, from its own column and from what its amounts name; and which rows clash."""
    frame = pl.DataFrame([one.alias(f"n{rank}") for rank, one in enumerate(amounts)])
    own = pl.Series([None] * len(frame), dtype=pl.String) if currency is None else currency
    first = pl.coalesce(frame.columns)
    said = pl.coalesce("own", pl.when(first == "$").then(pl.lit("USD")).otherwise(first))
    apart = [
        pl.col(name).is_not_null()
        & (pl.col(name) != pl.col("said"))
        & ~((pl.col(name) == "$") & pl.col("said").is_in(_DOLLARS))
        for name in frame.columns
    ]
    judged = frame.with_columns(own=own).with_columns(said=said).with_columns(clash=pl.any_horizontal(apart))
    return judged["said"], judged["clash"].fill_null(value=False)
