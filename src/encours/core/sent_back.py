"""Which credits of the bank are refunds that it could not pay: pure, nothing chosen between two that are alike."""

from __future__ import annotations

from typing import Final

import polars as pl

from encours.core.matching.folding import iban_key, number_key

LATE: Final = 60
"""Days after the refund's debit within which its return is looked for."""


def sent_back(refunds: pl.DataFrame, credits_: pl.DataFrame) -> pl.DataFrame:
    """`refund_id, line_id` where it is certain; each refund and each credit once at most.

    `refunds`: refund_id, amount_cents, currency, made_on, reference, iban ("" unknown). `credits_`: line_id,
    amount_cents, currency, booked_on, iban, return_reason (null where the bank tells none), words. A credit of the
    amount that bears the reference is the refund come back; else one that the bank calls a return, of its account,
    where no other refund nor credit of that amount and account contests it.
    """
    pairs = (
        refunds.with_columns(iban_key(pl.col("iban")).alias("iban"))
        .join(
            credits_.with_columns(
                iban_key(pl.col("iban")).alias("from_iban"), number_key(pl.col("words")).alias("words")
            ).drop("iban"),
            on=["amount_cents", "currency"],
        )
        .filter((pl.col("booked_on") - pl.col("made_on")).dt.total_days().is_between(0, LATE))
    )
    named = _alone(pairs.filter(pl.col("words").str.contains(pl.col("reference"), literal=True)))
    rest = pairs.join(named, on="refund_id", how="anti").join(named, on="line_id", how="anti")
    same = rest.filter(pl.col("return_reason").is_not_null() & (pl.col("iban") == pl.col("from_iban")))
    return pl.concat([named, _alone(same)]).sort("refund_id")


def _alone(pairs: pl.DataFrame) -> pl.DataFrame:
    alone = (pl.len().over("refund_id") == 1) & (pl.len().over("line_id") == 1)
    return pairs.filter(alone).select("refund_id", "line_id")
