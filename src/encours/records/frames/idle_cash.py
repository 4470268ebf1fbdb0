"""Money received that is applied to nothing: what is left of payments, and bank lines that wait for a payer."""

from __future__ import annotations

from datetime import date

import polars as pl

from encours.core.matching.folding import alias_key, iban_key
from encours.records.frames.doorway import fetch

_PAYMENTS = """
SELECT p.id, p.currency, p.paid_on, p.unapplied_cents, p.label, p.customer_id, c.name, c.account, o.id
FROM cash_payment p JOIN parties_customer c ON c.id = p.customer_id
LEFT JOIN cash_payment o ON o.id = p.gives_back_id AND o.gone_on IS NULL AND o.customer_id = p.customer_id
WHERE p.creditor_id = %s AND p.gone_on IS NULL AND p.unapplied_cents <> 0
"""
_WAITS = "l.creditor_id = %s AND l.state IN ('unapplied', 'doubtful') AND l.amount_cents > 0"
_LINES = f"""
SELECT l.id, l.currency, l.booked_on, l.amount_cents, l.wording, l.counterparty, l.iban
FROM cash_bankline l WHERE {_WAITS}
"""
_PART = """
AND l.booked_on >= %s AND l.booked_on <= %s AND (%s = '' OR l.currency = %s) ORDER BY {order} LIMIT %s OFFSET %s
"""
_ORDERS = {"age": "l.booked_on, l.amount_cents DESC, l.id", "cents": "l.amount_cents DESC, l.booked_on, l.id"}
_DAYS = f"""
SELECT l.currency, l.booked_on, CAST(SUM(l.amount_cents) AS BIGINT), COUNT(*)
FROM cash_bankline l WHERE {_WAITS} GROUP BY l.currency, l.booked_on ORDER BY l.currency, l.booked_on
"""
_MONEY = {
    "id": pl.Int64,
    "currency": pl.String,
    "since_on": pl.Date,
    "cents": pl.Int64,
    "words": pl.String,
}
_CREDIT = _MONEY | {"name": pl.String, "iban": pl.String}


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


def waiting_by_day(creditor_id: int) -> pl.DataFrame:
    """The same credits summed by currency and day: currency, since_on, cents, count."""
    kinds = {"currency": pl.String, "since_on": pl.Date, "cents": pl.Int64, "count": pl.Int64}
    return fetch(_DAYS, [creditor_id], kinds)


def some_waiting_credits(
    creditor_id: int, *, between: tuple[date, date], currency: str, order: str, first: int, most: int
) -> pl.DataFrame:
    """One page of them, without `payer`: of these days and this currency ("": any), by `age` or by `cents`."""
    sql = f"{_LINES} {_PART.format(order=_ORDERS[order])}"
    return fetch(sql, [creditor_id, *between, currency, currency, most, first], _CREDIT)


def waiting_credits(creditor_id: int) -> pl.DataFrame:
    """Credits of the bank that nothing pays yet: id, currency, since_on, cents, words, name, iban, payer.

    `payer` is by what lines of one payer are known as such: its account, else its name as it is compared; "" where a
    line says neither.
    """
    found = fetch(_LINES, [creditor_id], _CREDIT)
    return found.with_columns(
        payer=pl.coalesce(iban_key(pl.col("iban")), alias_key(pl.col("name"))).fill_null("")
    )
