"""Holds as they are kept, in the shape that `core.holds` reads."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import polars as pl

from encours.core.holds import ended_on
from encours.core.matching.holding import perhaps_paid
from encours.records.frames.doorway import fetch, only
from encours.records.frames.shapes import Kinds

# A promise holds the items that it is about, until its day and its grace are over or it is withdrawn; a direct debit
# those that it collects, until the bank could have returned it or it is not to be.
_HOLDS = """
SELECT h.receivable_id, h.customer_id, h.from_on, h.until_on, h.released_on, h.reason, h.kind, 0, 0, h.entry_id
FROM cases_hold h WHERE h.creditor_id = %s AND h.from_on <= %s {of_hold}
UNION ALL
SELECT i.receivable_id, p.customer_id, p.made_on, p.until_on, p.withdrawn_on, p.text, 'pause', 1, 0, p.entry_id
FROM promises_promise p JOIN promises_promiseditem i ON i.promise_id = p.id
WHERE p.creditor_id = %s AND p.made_on <= %s {of_promise}
UNION ALL
SELECT i.receivable_id, d.customer_id, d.announced_on, d.until_on, d.ended_on, '', 'pause', 0, 1, d.entry_id
FROM debits_debit d JOIN debits_debititem i ON i.debit_id = d.id
WHERE d.creditor_id = %s AND d.announced_on <= %s {of_debit}
"""
# What lines that wait may pay, as matching proposed it last.
_PERHAPS = """
SELECT k.receivable_id, k.score, k.option, k.reason, l.recorded_at
FROM cash_candidate k JOIN cash_bankline l ON l.id = k.line_id
WHERE k.creditor_id = %s AND l.state IN ('unapplied', 'doubtful') {of}
"""
_OF_CUSTOMERS = (
    "AND k.receivable_id IN (SELECT r.id FROM receivables_receivable r WHERE r.open_cents <> 0 {of})"
)
_PERHAPS_KINDS: Kinds = {
    "receivable_id": pl.Int64,
    "score": pl.Int64,
    "option": pl.Int64,
    "reason": pl.String,
    "recorded_at": pl.Datetime("us"),
}
_KINDS = {
    "receivable_id": pl.Int64,
    "customer_id": pl.Int64,
    "from_on": pl.Date,
    "until_on": pl.Date,
    "released_on": pl.Date,
    "reason": pl.String,
    "kind": pl.String,
    "promised": pl.Boolean,
    "debited": pl.Boolean,
    "entry_id": pl.Int64,
}


def holds_known(creditor_id: int, *, on: date, customers: Sequence[int] | None = None) -> pl.DataFrame:
    """Read every hold that had begun by a day, running or ended, of all customers or of a few.

    Columns receivable_id (null: of the whole customer), customer_id, from_on, until_on, released_on, reason, kind,
    promised, debited, entry_id (which wrote it) and `end_on`, the first day no longer held (null: until released).
    """
    sql = _HOLDS.format(
        of_hold=only("h.customer_id", customers),
        of_promise=only("p.customer_id", customers),
        of_debit=only("d.customer_id", customers),
    )
    holds = fetch(sql, [creditor_id, on] * 3, _KINDS)
    return holds.with_columns(end_on=ended_on())


def holds_of_cash(creditor_id: int, *, on: date, customers: Sequence[int] | None = None) -> pl.DataFrame:
    """Items that money which waits may pay, held on a day (`core.matching.holding.perhaps_paid`)."""
    of = "" if customers is None else _OF_CUSTOMERS.format(of=only("r.customer_id", customers))
    waiting = fetch(_PERHAPS.format(of=of), [creditor_id], _PERHAPS_KINDS)
    held = perhaps_paid(waiting.lazy().with_columns(came_on=pl.col("recorded_at").dt.date()))
    return held.filter(pl.col("paid_from") <= on, pl.col("paid_until") >= on).collect()
