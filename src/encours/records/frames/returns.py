"""Earlier credits, for what a returned line gives back."""

from __future__ import annotations

import polars as pl

from encours.records.frames.doorway import fetch

_RECEIVED = """
SELECT l.id, MIN(p.customer_id), l.booked_on, l.amount_cents, l.currency, l.counterparty, l.iban, l.end_to_end_id,
       l.bank_reference, l.return_reason, CASE WHEN l.batch LIKE 'deposit:%%' THEN l.reference ELSE '' END
FROM cash_bankline l LEFT JOIN cash_payment p ON p.bank_line_id = l.id
WHERE l.creditor_id = %s AND l.amount_cents > 0 AND l.state IN ('applied', 'confirmed', 'unapplied')
  AND NOT EXISTS (SELECT 1 FROM cash_payment b WHERE b.creditor_id = l.creditor_id AND b.source = 'bank'
                  AND b.amount_cents < 0 AND b.entry_number = CAST(l.id AS TEXT))
GROUP BY l.id, l.booked_on, l.amount_cents, l.currency, l.counterparty, l.iban, l.end_to_end_id,
         l.bank_reference, l.return_reason, l.batch, l.reference
"""


def received_lines(creditor_id: int) -> pl.DataFrame:
    """Credits of the bank with the customer they were applied to, if any, and the number of a cheque or bill."""
    lines = fetch(
        _RECEIVED,
        [creditor_id],
        {
            "line_id": pl.Int64,
            "customer_id": pl.Int64,
            "booked_on": pl.Date,
            "amount_cents": pl.Int64,
            "currency": pl.String,
            "counterparty": pl.String,
            "iban": pl.String,
            "end_to_end_id": pl.String,
            "bank_reference": pl.String,
            "return_reason": pl.String,
            "number": pl.String,
        },
    )
    return lines.with_columns(pl.col(pl.String).replace("", None)).with_columns(
        pl.col("currency").fill_null(""),
        pl.lit("").alias("wording"),
        pl.lit(None, dtype=pl.String).alias("ultimate"),
    )
