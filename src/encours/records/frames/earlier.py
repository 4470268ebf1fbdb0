"""What stood open the day before an opening, as the ledger knew it: `core.ledger.EarlierItem`."""

from __future__ import annotations

from datetime import date

import polars as pl

from encours.records.frames.doorway import fetch
from encours.records.frames.merged import under_their_accounts

# What the bank alone told is not in the books: it does not count here.
_POSTED = "(p.id IS NULL OR p.source = 'ledger' OR p.ledger_key <> '')"
# What a later file undid never stood: it is undone on the day it was applied. A payment returned stood until then.
_UNDONE = "LEFT JOIN cash_application o ON o.id = a.reverses_id AND a.reason = 'ledger_says_otherwise'"
_BEFORE = "COALESCE(o.applied_on, a.applied_on) < %s"
_RECEIVABLES = f"""
SELECT r.customer_id, r."key", c.account, r.number, r.kind, r.root, r.issued_on, r.entry_on, r.label, r.journal,
       r.entry_number, r.line, r.amount_cents,
       r.amount_cents - COALESCE(paid.cents, 0) + COALESCE(used.cents, 0), 0, r.known_on
FROM receivables_receivable r JOIN parties_customer c ON c.id = r.customer_id
LEFT JOIN (SELECT a.receivable_id, SUM(a.amount_cents) AS cents FROM cash_application a
           LEFT JOIN cash_payment p ON p.id = a.payment_id {_UNDONE}
           WHERE a.creditor_id = %s AND {_BEFORE} AND a.given_up = '' AND {_POSTED} GROUP BY a.receivable_id) paid
       ON paid.receivable_id = r.id
LEFT JOIN (SELECT a.credit_note_id, SUM(a.amount_cents) AS cents FROM cash_application a {_UNDONE}
           WHERE a.creditor_id = %s AND {_BEFORE} GROUP BY a.credit_note_id) used ON used.credit_note_id = r.id
WHERE r.creditor_id = %s AND r.entry_on < %s AND (r.gone_on IS NULL OR r.same_as_id IS NOT NULL)
"""
_PAYMENTS = f"""
SELECT p.customer_id, CASE WHEN p.ledger_key <> '' THEN p.ledger_key ELSE p."key" END, c.account, p.piece,
       'payment', '411', p.paid_on, p.paid_on, p.label, p.journal, p.entry_number, p.line, -p.amount_cents,
       COALESCE(used.cents, 0) - p.amount_cents, CASE WHEN p.in_bank_journal THEN 1 ELSE 0 END, p.known_on
FROM cash_payment p JOIN parties_customer c ON c.id = p.customer_id
LEFT JOIN (SELECT a.payment_id, SUM(a.amount_cents) AS cents FROM cash_application a {_UNDONE}
           WHERE a.creditor_id = %s AND {_BEFORE} GROUP BY a.payment_id) used ON used.payment_id = p.id
WHERE p.creditor_id = %s AND p.paid_on < %s AND (p.gone_on IS NULL OR p.same_as_id IS NOT NULL) AND {_POSTED}
"""
_KINDS = {
    "customer_id": pl.Int64,
    "key": pl.String,
    "account": pl.String,
    "number": pl.String,
    "kind": pl.String,
    "root": pl.String,
    "issued_on": pl.Date,
    "entry_on": pl.Date,
    "label": pl.String,
    "journal": pl.String,
    "entry_number": pl.String,
    "line": pl.Int64,
    "amount_cents": pl.Int64,
    "open_cents": pl.Int64,
    "in_bank_journal": pl.Boolean,
    "known_on": pl.Date,
}


def stood_open(creditor_id: int, *, before: date) -> pl.DataFrame:
    """Read the receivables open and the payments unapplied the day before, in the shape `EarlierItem`."""
    items = fetch(_RECEIVABLES, [creditor_id, before] * 3, _KINDS)
    money = fetch(_PAYMENTS, [creditor_id, before] * 2, _KINDS)
    stood = pl.concat([items, money]).filter(pl.col("open_cents") != 0)
    return under_their_accounts(stood, creditor_id, "key").drop("customer_id")
