"""What the legal order of imputation asks of an item: whether it is interest or costs, how pressing it is to settle."""

from __future__ import annotations

from typing import Final

import polars as pl

from encours.core.matching.folding import plain

SUMMONED: Final = 1
"""The debtor was given formal notice of it: interest and a claim in court follow."""

_ACCESSORY: Final = (
    r"\b(?:INTERETS? (?:DE RETARD|MORATOIRES?|LEGAUX)|PENALITES? (?:DE RETARD|CONTRACTUELLES?)"
    r"|INDEMNITES? (?:FORFAITAIRES?|DE RECOUVREMENT)|FRAIS DE (?:RECOUVREMENT|RELANCE|REJET|PROCEDURE|JUSTICE)"
    r"|LATE (?:PAYMENT )?(?:INTEREST|FEES?)|RECOVERY COSTS?|AGIOS)\b"
)


def with_imputation(items: pl.DataFrame, labels: pl.DataFrame, summoned: pl.Series) -> pl.DataFrame:
    """Items with `accessory`, told by the label of their entry, and `pressing`; `labels`: receivable_id, label."""
    told = labels.select(
        "receivable_id", accessory=plain(pl.col("label").fill_null("")).str.contains(_ACCESSORY)
    )
    pressing = pl.when(pl.col("receivable_id").is_in(summoned.implode())).then(SUMMONED).otherwise(0)
    return items.join(told, on="receivable_id", how="left", maintain_order="left").with_columns(
        pressing=pressing.cast(pl.Int64)
    )
