"""Slips that wait for their credit, and credits that may be one (`core.matching.deposits`)."""

from __future__ import annotations

from datetime import date, timedelta

import polars as pl

from encours.core.matching.deposits import EARLY
from encours.records.frames.doorway import fetch

_SLIPS = """
SELECT d.id, d.kind, d.number, d.deposited_on, d.total_cents - d.fee_cents, d.currency FROM cash_deposit d
WHERE d.creditor_id = %s AND d.state = 'waiting'
"""
_CREDITS = """
SELECT l.id, l.booked_on, l.amount_cents, l.currency, l.wording || ' ' || l.reference || ' ' || l.counterparty
FROM cash_bankline l JOIN cash_bankaccount a ON a.id = l.account_id
WHERE l.creditor_id = %s AND l.state = 'unapplied' AND l.amount_cents > 0 AND a.attached AND l.booked_on >= %s
"""


def slips_waiting(creditor_id: int) -> pl.DataFrame:
    """Slips that no credit is yet."""
    kinds = {
        "deposit_id": pl.Int64,
        "kind": pl.String,
        "number": pl.String,
        "deposited_on": pl.Date,
        "net_cents": pl.Int64,
        "currency": pl.String,
    }
    return fetch(_SLIPS, [creditor_id], kinds)


def waiting_credits_of(creditor_id: int, *, since: date) -> pl.DataFrame:
    """Credits that wait and may be slips of this day or later."""
    kinds = {
        "line_id": pl.Int64,
        "booked_on": pl.Date,
        "amount_cents": pl.Int64,
        "currency": pl.String,
        "words": pl.String,
    }
    return fetch(_CREDITS, [creditor_id, since - timedelta(days=EARLY)], kinds)
