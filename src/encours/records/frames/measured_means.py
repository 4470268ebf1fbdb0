"""By what means customers paid, as the words that came with each payment tell it."""

from __future__ import annotations

from datetime import date
from typing import Final

import polars as pl

from encours.core.behaviour import means_told
from encours.records.frames.doorway import fetch
from encours.records.frames.doubles import gone_as_known
from encours.records.frames.knowledge import Knowledge

# Money that was given back, or is no longer in the books on that day, was not paid by any means.
_RECEIVED: Final = f"""
SELECT p.paid_on, p.customer_id, p.amount_cents, p.currency, p.label || ' ' || COALESCE(b.wording, '')
FROM cash_payment p LEFT JOIN cash_bankline b ON b.id = p.bank_line_id
WHERE p.creditor_id = %s AND p.amount_cents > 0 AND p.in_bank_journal
  AND p.paid_on >= '{{since}}' AND p.paid_on <= '{{on}}'
  AND COALESCE({gone_as_known("p", "payment")}, '9999-12-31') > '{{on}}' {{known}}
"""
_KINDS: Final = {
    "on": pl.Date,
    "customer_id": pl.Int64,
    "amount_cents": pl.Int64,
    "currency": pl.String,
    "wording": pl.String,
}


def tendered(creditor_id: int, knowledge: Knowledge, since: date) -> pl.DataFrame:
    """What came in from each customer, by day and means, in the shape `core.measures.shapes.Tendered`."""
    sql = _RECEIVED.format(since=since.isoformat(), on=knowledge.on.isoformat(), known=knowledge.known("p"))
    rows = fetch(sql, [creditor_id], _KINDS).lazy().with_columns(means=means_told())
    sums = rows.group_by("on", "customer_id", "means", "currency").agg(
        payments=pl.len().cast(pl.Int64), amount_cents=pl.col("amount_cents").sum()
    )
    return sums.sort("on", "customer_id", "means", "currency").collect()
