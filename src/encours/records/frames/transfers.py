"""Transfers between customers, as the ledger and the entries read them."""

from __future__ import annotations

import polars as pl

from encours.records.frames.doorway import fetch

_STANDING = """
SELECT t.id, t.customer_id, t.to_customer_id, t.amount_cents, t.currency, t."on", t.back_id, t.received_id,
       b.ledger_key, i.ledger_key
FROM cash_transfer t JOIN cash_payment b ON b.id = t.back_id JOIN cash_payment i ON i.id = t.received_id
WHERE t.creditor_id = %s AND t.undone_on IS NULL ORDER BY t.id
"""


def standing_transfers(creditor_id: int) -> pl.DataFrame:
    """Transfers not undone: transfer_id, customer_id, to_customer_id, cents, currency, on, back_id, received_id.

    `out_key` and `in_key` are those of the ledger's rows that post its two sides, empty where none does.
    """
    return fetch(
        _STANDING,
        [creditor_id],
        {
            "transfer_id": pl.Int64,
            "customer_id": pl.Int64,
            "to_customer_id": pl.Int64,
            "cents": pl.Int64,
            "currency": pl.String,
            "on": pl.Date,
            "back_id": pl.Int64,
            "received_id": pl.Int64,
            "out_key": pl.String,
            "in_key": pl.String,
        },
    )
