"""One customer's account, for its statement, and its payments, for its behaviour."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import polars as pl

from encours.core.instalments import by_due, split_by_due
from encours.core.statement import Account, Movement, Use, accounts
from encours.records.frames.doorway import fetch, only
from encours.records.frames.doubles import gone_as_known
from encours.records.frames.instalments import standing_plans

_RECEIVABLES = f"""
SELECT 'r' || r.id, r.kind, r.entry_on, r.issued_on, r.due_on, r.number, r.label, r.amount_cents, r.currency,
       r.known_on, {gone_as_known("r", "receivable")}, r.foreign_cents, NULLIF(r.foreign_currency, '')
FROM receivables_receivable r WHERE r.customer_id = %s
"""
_PAYMENTS = f"""
SELECT 'p' || p.id, 'payment', p.paid_on, NULL, NULL, p.piece, p.label, -p.amount_cents, p.currency,
       p.known_on, {gone_as_known("p", "payment")}, NULL, NULL
FROM cash_payment p WHERE p.customer_id = %s
"""
# What is given up beside a payment leaves the account as a payment does, under its own name.
_GIVEN_UP = """
SELECT 'g' || a.id, a.given_up, a.applied_on, NULL, NULL, r.number, '', -a.amount_cents, r.currency, a.known_on,
       o.applied_on, NULL, NULL
FROM cash_application a JOIN receivables_receivable r ON r.id = a.receivable_id
LEFT JOIN cash_application o ON o.reverses_id = a.id
WHERE a.customer_id = %s AND a.given_up <> '' AND a.reverses_id IS NULL
"""
_USES = """
SELECT CASE WHEN a.given_up <> '' THEN 'g' || COALESCE(a.reverses_id, a.id)
            WHEN a.payment_id IS NULL THEN 'r' || a.credit_note_id ELSE 'p' || a.payment_id END,
       'r' || a.receivable_id, a.amount_cents, a.applied_on, a.known_on
FROM cash_application a JOIN receivables_receivable r ON r.id = a.receivable_id
WHERE r.customer_id = %s
"""
_PAID_OF = """
SELECT p.customer_id, r.currency, r.issued_on, r.due_on, p.paid_on, a.amount_cents
FROM cash_payment p
JOIN cash_application a ON a.payment_id = p.id
JOIN receivables_receivable r ON r.id = a.receivable_id
WHERE p.paid_on > %s AND p.gone_on IS NULL AND r.kind IN ('invoice', 'bill') {of}
"""
_UNPAID = """
SELECT r.id, r.creditor_id, r.currency, r.due_on, r.open_cents, CASE WHEN d.due_on IS NULL THEN 0 ELSE 1 END
FROM receivables_receivable r LEFT JOIN receivables_instalmentdue d ON d.receivable_id = r.id
WHERE r.customer_id = %s AND r.open_cents > 0 AND r.gone_on IS NULL AND r.kind IN ('invoice', 'bill')
"""
_UNPAID_KINDS = {
    "receivable_id": pl.Int64,
    "creditor_id": pl.Int64,
    "currency": pl.String,
    "due_on": pl.Date,
    "open_cents": pl.Int64,
    "in_parts": pl.Boolean,
}
_RECEIVED = """
SELECT p.currency, p.paid_on, p.amount_cents, p.label || ' ' || COALESCE(b.wording, '')
FROM cash_payment p LEFT JOIN cash_bankline b ON b.id = p.bank_line_id
WHERE p.customer_id = %s AND p.paid_on > %s AND p.gone_on IS NULL
"""
_RECEIVED_KINDS = {
    "currency": pl.String,
    "paid_on": pl.Date,
    "amount_cents": pl.Int64,
    "wording": pl.String,
}
NOTHING_RECEIVED = pl.DataFrame(schema=_RECEIVED_KINDS)
"""For who asks how a customer pays, and not by what means."""


def movements(customer_id: int) -> pl.DataFrame:
    """Every movement of one customer's account, in the shape `core.statement.Movement`."""
    kinds = Movement.create_empty().schema
    both = [fetch(sql, [customer_id], kinds) for sql in (_RECEIVABLES, _PAYMENTS, _GIVEN_UP)]
    return pl.concat(both)


def uses(customer_id: int) -> pl.DataFrame:
    """What was set against what, in the shape `core.statement.Use`."""
    return fetch(_USES, [customer_id], Use.create_empty().schema)


def paid_parts(customer_id: int, *, after: date) -> pl.DataFrame:
    """Parts of invoices that payments made after a day extinguished; what was undone sums to nothing."""
    return paid_parts_of([customer_id], after=after).drop("customer_id")


def paid_parts_of(customers: Sequence[int], *, after: date) -> pl.DataFrame:
    """The same of several customers, each by its `customer_id`."""
    kinds = {
        "customer_id": pl.Int64,
        "currency": pl.String,
        "issued_on": pl.Date,
        "due_on": pl.Date,
        "paid_on": pl.Date,
        "amount_cents": pl.Int64,
    }
    return fetch(_PAID_OF.format(of=only("p.customer_id", customers)), [after], kinds)


def unpaid(customer_id: int, *, on: date) -> pl.DataFrame:
    """What is open of invoices: currency, due_on, amount_cents; of one in instalments, what is due of it apart."""
    items = fetch(_UNPAID, [customer_id], _UNPAID_KINDS)
    if items["in_parts"].any():
        items = by_due(items, standing_plans(items["creditor_id"][0], [customer_id]), on=on)
    return items.select("currency", "due_on", amount_cents="open_cents")


def unpaid_of(items: pl.DataFrame, *, on: date) -> pl.DataFrame:
    """The same of open items that were read already (`items.open_items`)."""
    theirs = items.filter(
        pl.col("open_cents") > 0, ~pl.col("gone"), pl.col("kind").is_in(["invoice", "bill"])
    )
    return split_by_due(theirs, on=on).select("currency", "due_on", amount_cents="open_cents")


def received(customer_id: int, *, after: date) -> pl.DataFrame:
    """Payments received after a day, with the words that came with them."""
    return fetch(_RECEIVED, [customer_id, after], _RECEIVED_KINDS)


def accounts_of(
    customer_id: int, *, on: date, from_on: date | None = None, as_known: bool = False
) -> list[Account]:
    """One customer's account at a day, as `core.statement` tells it."""
    return accounts(movements(customer_id), uses(customer_id), on=on, from_on=from_on, as_known=as_known)
