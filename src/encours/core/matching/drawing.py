"""Creditor references drawn for the items and customers that bank lines may mean."""

from __future__ import annotations

import polars as pl

from encours.core.references import base_of, creditor_reference, customer_reference, found_in


def with_references(
    lines: pl.DataFrame, items: pl.DataFrame, names: pl.DataFrame
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Give items and customers their creditor reference, only where a line shows one: drawing a million is slow."""
    words = lines.select(
        pl.concat_str("wording", "reference", "end_to_end_id", separator=" ", ignore_nulls=True)
    )
    bases = {base_of(found) for text in words.to_series() for found in found_in(text or "")}
    wanted = pl.Series("base", sorted(base for base in bases if base), dtype=pl.String)

    def drawn(frame: pl.DataFrame, column: str, draw: str) -> pl.DataFrame:
        folded = pl.col(column).str.to_uppercase().str.replace_all(r"[^A-Z0-9]", "")
        make = creditor_reference if draw == "item" else customer_reference
        return frame.with_columns(
            reference=pl.when(folded.str.len_chars() > 0)
            .then(pl.when(_mentioned(folded, wanted)).then(pl.col(column)))
            .map_elements(make, return_dtype=pl.String)
        )

    return drawn(items, "number", "item"), drawn(names, "account", "customer")


def _mentioned(folded: pl.Expr, bases: pl.Series) -> pl.Expr:
    """A base may add a letter of its kind before the number: it is kept when it ends with it."""
    tails = pl.concat([bases, bases.str.slice(1), bases.str.slice(2)]).unique()
    return folded.is_in(tails.implode())
