"""Money received that is applied to nothing: what is left of payments, and bank lines that wait for a payer."""

from __future__ import annotations

import polars as pl

from encours.core.matching.folding import alias_key, iban_key
from encours.records.frames.doorway import fetch

_PAYMENTS = """
SELECT p.id, p.currency, p.paid_on, p.unapplied_cents, p.label, p.customer_id, c.name, c.account, o.id
FROM cash_payment p JOIN parties_customer c ON c.id = p.customer_id
LEFT JOIN cash_payment o ON o.id = p.gives_back_id AND o.gone_on IS NULL AND o.customer_id = p.customer_id
WHERE p.creditor_id = %s AND p.gone_on IS NULL AND p.unapplied_cents <> 0
"""
_LINES = """
SELECT l.id, l.currency, l.booked_on, l.amount_cents, l.wording, l.counterparty, l.iban
FROM cash_bankline l
WHERE l.creditor_id = %s AND l.state IN ('unapplied', 'doubtful') AND l.amount_cents > 0
"""
_MONEY = {
    "id": pl.Int64,
    "currency": pl.String,
    "since_on": pl.Date,
    "cents": pl.Int64,
    "words": pl.String,
}


def idle_payments(creditor_id: int) -> pl.DataFrame:
    """What is left of each payment: id, currency, since_on, cents, words, customer_id, name, account.

    Less what was refunded, transferred or taken back of it: what left is told with the payment that it left.
    """
    beside = {"customer_id": pl.Int64, "name": pl.String, "account": pl.String, "of": pl.Int64}
    found = fetch(_PAYMENTS, [creditor_id], _MONEY | beside)
    left = found.drop_nulls("of").group_by(id="of").agg(left=pl.col("cents").sum())
    return (
        found.filter(~(pl.col("of").is_not_null() & pl.col("of").is_in(found["id"].implode())))
        .join(left, on="id", how="left")
        .with_columns(cents=pl.col("cents") + pl.col("left").fill_null(0))
        .filter(pl.col("cents") != 0)
        .drop("of", "left")
    )


def waiting_credits(creditor_id: int) -> pl.DataFrame:
    """Credits of the bank that nothing pays yet: id, currency, since_on, cents, words, name, iban, payer.

    `payer` is by what lines of one payer are known as such: its account, else its name as it is compared; "" where a
    line says neither.
    """
    found = fetch(_LINES, [creditor_id], _MONEY | {"name": pl.String, "iban": pl.String})
    return found.with_columns(
        payer=pl.coalesce(iban_key(pl.col("iban")), alias_key(pl.col("name"))).fill_null("")
    )
