"""Which debits of the bank are refunds that are awaited: pure, nothing chosen between two that are alike."""

from __future__ import annotations

from typing import Final

import polars as pl

from encours.core.matching.folding import iban_key, number_key

LATE: Final = 60
"""Days after its asking within which the bank's debit is looked for."""


def paid_out(refunds: pl.DataFrame, debits: pl.DataFrame) -> pl.DataFrame:
    """`refund_id, line_id, reason` where it is certain; each refund and each debit once at most.

    `refunds`: refund_id, amount_cents, currency, asked_on, reference, iban ("" unknown). `debits`: line_id,
    amount_cents (below zero), currency, booked_on, iban, words. A debit of the amount that bears the reference is the
    refund; else one that goes to its account, where no other refund nor debit of that amount and account contests it.
    """
    pairs = (
        refunds.with_columns(iban_key(pl.col("iban")).alias("iban"))
        .join(
            debits.with_columns(
                iban_key(pl.col("iban")).alias("to_iban"),
                number_key(pl.col("words")).alias("words"),
                amount_cents=-pl.col("amount_cents"),
            ).drop("iban"),
            on=["amount_cents", "currency"],
        )
        .filter((pl.col("booked_on") - pl.col("asked_on")).dt.total_days().is_between(0, LATE))
    )
    named = _alone(
        pairs.filter(pl.col("words").str.contains(pl.col("reference"), literal=True)), "same_reference"
    )
    rest = pairs.join(named, on="refund_id", how="anti").join(named, on="line_id", how="anti")
    same = rest.filter(pl.col("iban") == pl.col("to_iban"))
    return pl.concat([named, _alone(same, "same_iban")]).sort("refund_id")


def _alone(pairs: pl.DataFrame, reason: str) -> pl.DataFrame:
    return pairs.filter((pl.len().over("refund_id") == 1) & (pl.len().over("line_id") == 1)).select(
        "refund_id", "line_id", reason=pl.lit(reason)
    )
