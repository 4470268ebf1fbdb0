"""Money on account: a known customer says that it pays ahead of any invoice."""

from __future__ import annotations

from typing import Final

import polars as pl

from encours.core.matching.allocation import Allocation
from encours.core.matching.folding import plain
from encours.core.matching.shapes import OnAccount

SAID: Final = (
    r"\b(?:ACOMPTE|ACPTE|AVANCE|ARRHES|PROVISION|ON ACCOUNT|DEPOSIT|DOWN ?PAYMENT|PREPAYMENT|ADVANCE)\b"
)


ORDERED: Final = SAID + r".*\b(?:COMMANDE|CDE|CMD|ORDER|PO|DEVIS|QUOTE|PROJET|PROJECT|CHANTIER)\b"
"""A deposit on something ordered: an item of the same amount is no better reading."""


def take(
    allocation: Allocation, known: pl.DataFrame, lines: pl.DataFrame, pattern: str = SAID
) -> pl.DataFrame:
    """The lines, in the shape OnAccount, of one known customer whose words say so and name nothing."""
    if known.is_empty() or allocation.waiting().is_empty():
        return OnAccount.create_empty()
    alone = known.select("line_id", "customer_id").unique().filter(pl.len().over("line_id") == 1)
    found = (
        allocation.waiting()
        .join(alone, on="line_id")
        .join(lines.select("line_id", "wording"), on="line_id")
        .filter(plain(pl.col("wording")).str.contains(pattern))
        .select("line_id", "customer_id", "amount_cents", reason=pl.lit("on_account"))
    )
    if "on_account" in allocation.policy.proposed_only:
        allocation.doubts |= dict.fromkeys(found["line_id"].to_list(), "on_account")
        found = found.clear()
    allocation.paid |= set(found["line_id"])
    return found.select(OnAccount.column_names())
