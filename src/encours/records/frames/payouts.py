"""Payouts of payment providers, and the credits that may be them (`core.matching.payouts`)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any, Final

import polars as pl

from encours.core.matching.payouts import EARLY, WITHIN
from encours.records.frames.doorway import fetch

_PAYOUTS = """
SELECT p.id, p.account_id, p.provider, p.reference, p.paid_on, p.net_cents, p.currency, p.line_id
FROM cash_payout p JOIN cash_bankaccount a ON a.id = p.account_id
WHERE p.creditor_id = %s AND a.attached AND p.state IN ('waiting', %s) AND NOT (p.held AND %s)
      AND p.tied_because <> 'by_person'
"""
# Those that wait, those set aside (whose payer was remembered as no customer, say), those tied by themselves, and those
# that confirmed a payment by which the ledger entered the credit as a customer's.
_CREDITS = """
SELECT l.id, l.account_id, l.booked_on, l.amount_cents, l.currency, l.wording || ' ' || l.reference || ' '
       || l.counterparty || ' ' || l.end_to_end_id, l.iban,
       CASE WHEN l.state <> 'confirmed' THEN ''
            WHEN EXISTS (SELECT 1 FROM cash_doubt d WHERE d.line_id = l.id AND d.same) THEN 'person'
            ELSE 'rule' END
FROM cash_bankline l JOIN cash_bankaccount a ON a.id = l.account_id
WHERE l.creditor_id = %s AND l.amount_cents > 0 AND a.attached AND l.return_reason = ''
      AND l.set_aside_reason <> 'rendu par la banque'
      AND l.booked_on BETWEEN %s AND %s
      AND (l.state IN ('unapplied', 'doubtful', 'set_aside', 'confirmed')
           OR (%s AND EXISTS (SELECT 1 FROM cash_payout t
                              WHERE t.line_id = l.id AND t.tied_because <> 'by_person')))
      AND NOT EXISTS (SELECT 1 FROM cash_payout o WHERE o.account_id = l.account_id)
"""
_SHAPE: Final[Mapping[str, Any]] = {
    "payout_id": pl.Int64,
    "account_id": pl.Int64,
    "provider": pl.String,
    "reference": pl.String,
    "paid_on": pl.Date,
    "net_cents": pl.Int64,
    "currency": pl.String,
    "line_id": pl.Int64,
}
_CREDIT: Final[Mapping[str, Any]] = {
    "line_id": pl.Int64,
    "account_id": pl.Int64,
    "booked_on": pl.Date,
    "amount_cents": pl.Int64,
    "currency": pl.String,
    "words": pl.String,
    "iban": pl.String,
    "confirmed_by": pl.String,
}
_POSTED = """
SELECT p.id, p.provider, l.booked_on, l.amount_cents, l.currency
FROM cash_payout p JOIN cash_bankline l ON l.id = p.line_id
WHERE p.creditor_id = %s AND p.state = 'tied' AND p.posted_id IS NULL
"""
_ENTERED = """
SELECT p.id, p.paid_on, p.amount_cents, p.currency, p.label FROM cash_payment p
WHERE p.creditor_id = %s AND p.source = 'ledger' AND p.bank_line_id IS NULL AND p.gone_on IS NULL AND p.in_bank_journal
      AND p.amount_cents IN (SELECT l.amount_cents FROM cash_payout o JOIN cash_bankline l ON l.id = o.line_id
                             WHERE o.creditor_id = %s AND o.posted_id IS NULL)
      AND NOT EXISTS (SELECT 1 FROM cash_payout o WHERE o.posted_id = p.id)
"""


def payouts_to_tie(creditor_id: int) -> pl.DataFrame:
    """The payouts of attached accounts that no person decided of; `line_id` is the credit that each has by itself."""
    return fetch(_PAYOUTS, [creditor_id, "tied", True], dict(_SHAPE))


def payouts_waiting(creditor_id: int) -> pl.DataFrame:
    """The payouts of attached accounts that no credit is yet, held ones among them; `line_id` is null."""
    return fetch(_PAYOUTS, [creditor_id, "waiting", False], dict(_SHAPE))


def credits_of_payouts(creditor_id: int, payouts: pl.DataFrame, *, tied: bool = False) -> pl.DataFrame:
    """The credits that wait in the days of these payouts, and with `tied` those that are theirs by themselves."""
    days = payouts["paid_on"].to_list()
    if not days:
        return pl.DataFrame(schema=dict(_CREDIT))
    span = [min(days) - timedelta(days=EARLY), max(days) + timedelta(days=WITHIN)]
    return fetch(_CREDITS, [creditor_id, *span, tied], dict(_CREDIT))


def credits_entered(creditor_id: int) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Payouts tied to their credit, and the ledger's payments by which the books may have entered such credits."""
    tied = fetch(
        _POSTED,
        [creditor_id],
        {
            "payout_id": pl.Int64,
            "provider": pl.String,
            "booked_on": pl.Date,
            "amount_cents": pl.Int64,
            "currency": pl.String,
        },
    )
    if tied.is_empty():
        return tied, pl.DataFrame(schema=dict(_PAYMENT))
    return tied, fetch(_ENTERED, [creditor_id, creditor_id], dict(_PAYMENT))


_PAYMENT: Final[Mapping[str, Any]] = {
    "payment_id": pl.Int64,
    "paid_on": pl.Date,
    "amount_cents": pl.Int64,
    "currency": pl.String,
    "label": pl.String,
}
