"""Refunds awaited and debits that are none yet, as matching sees them (`core.matching.refunds`)."""

from __future__ import annotations

from datetime import date

import polars as pl

from encours.records.frames.doorway import fetch
from encours.records.frames.shapes import Kinds

_AWAITED = """
SELECT r.id, r.amount_cents, r.currency, r.asked_on, r.reference, r.iban FROM cash_refund r
WHERE r.creditor_id = %s AND r.state = 'awaited'
"""
_DEBITS = """
SELECT l.id, l.amount_cents, l.currency, l.booked_on, l.iban,
       l.wording || ' ' || l.end_to_end_id || ' ' || l.reference
FROM cash_bankline l
WHERE l.creditor_id = %s AND l.state = 'debit' AND l.booked_on >= %s
  AND NOT EXISTS (SELECT 1 FROM cash_refund r WHERE r.line_id = l.id)
"""


_MADE = """
SELECT r.id, r.amount_cents, r.currency, l.booked_on, r.reference, r.iban FROM cash_refund r
JOIN cash_bankline l ON l.id = r.line_id WHERE r.creditor_id = %s AND r.state = 'made'
"""
_RETURNS = """
SELECT l.id, l.amount_cents, l.currency, l.booked_on, l.iban, NULLIF(l.return_reason, ''),
       l.wording || ' ' || l.end_to_end_id || ' ' || l.reference
FROM cash_bankline l JOIN cash_bankaccount a ON a.id = l.account_id
WHERE l.creditor_id = %s AND l.state = 'unapplied' AND l.amount_cents > 0 AND a.attached AND l.booked_on >= %s
  AND EXISTS (SELECT 1 FROM cash_refund r WHERE r.creditor_id = l.creditor_id AND r.state = 'made'
              AND r.amount_cents = l.amount_cents AND r.currency = l.currency)
"""


_SUM: Kinds = {"amount_cents": pl.Int64, "currency": pl.String}
_NAMED: Kinds = {"reference": pl.String, "iban": pl.String}
_LINE: Kinds = {"line_id": pl.Int64, **_SUM, "booked_on": pl.Date, "iban": pl.String}


def made_refunds(creditor_id: int) -> pl.DataFrame:
    """Refunds that a debit of the bank made, on `made_on`, and that did not come back."""
    kinds = {"refund_id": pl.Int64, **_SUM, "made_on": pl.Date, **_NAMED}
    return fetch(_MADE, [creditor_id], kinds)


def waiting_returns(creditor_id: int, *, since: date) -> pl.DataFrame:
    """Credits of as much as a refund, booked since a day, with the reason by which the bank calls them a return."""
    kinds = {**_LINE, "return_reason": pl.String, "words": pl.String}
    return fetch(_RETURNS, [creditor_id, since], kinds)


def awaited_refunds(creditor_id: int) -> pl.DataFrame:
    """Refunds that no debit has made yet."""
    kinds = {"refund_id": pl.Int64, **_SUM, "asked_on": pl.Date, **_NAMED}
    return fetch(_AWAITED, [creditor_id], kinds)


def loose_debits(creditor_id: int, *, since: date) -> pl.DataFrame:
    """Debits booked since a day that are no refund."""
    kinds = {**_LINE, "words": pl.String}
    return fetch(_DEBITS, [creditor_id, since], kinds)
