"""What customers owe, have ordered and may owe: the parts of their exposure, and who has an open deal."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import polars as pl

from encours.records.frames.doorway import fetch, only

_WHOSE = {"customer_id": pl.Int64, "currency": pl.String}
_MONEY = {**_WHOSE, "cents": pl.Int64}
_LIMITS = """
SELECT l.customer_id, l.currency, l.limit_cents FROM parties_creditlimit l
WHERE l.creditor_id = %s {of} AND (l.until_on IS NULL OR l.until_on >= %s) AND l.limit_cents IS NOT NULL
  AND l.id = (SELECT MAX(m.id) FROM parties_creditlimit m
              WHERE m.customer_id = l.customer_id AND m.currency = l.currency)
"""
_DEALS = """
SELECT DISTINCT d.customer_id FROM sales_deal d
WHERE d.creditor_id = %s {of} AND d.stage NOT IN ('won', 'lost')
"""
_OWED = """
SELECT r.customer_id, r.currency, SUM(r.open_cents) FROM receivables_receivable r
WHERE r.gone_on IS NULL AND r.open_cents <> 0 {of} GROUP BY r.customer_id, r.currency
"""
_ORDERS = """
SELECT o.customer_id, o.currency, SUM(o.amount_cents) FROM sales_order o
WHERE o.state = 'open' {of} GROUP BY o.customer_id, o.currency
"""
_ORDERED = """
SELECT o.customer_id, o.currency, SUM(o.amount_cents) FROM sales_order o
WHERE o.state = 'open' AND o.creditor_id = %s GROUP BY o.customer_id, o.currency
"""
_KEPT = "SELECT id, customer_id, currency, amount_cents FROM credit_exposed WHERE creditor_id = %s"
_UNAPPLIED = """
SELECT p.customer_id, p.currency, SUM(p.unapplied_cents) FROM cash_payment p
WHERE p.gone_on IS NULL AND p.unapplied_cents <> 0 {of} GROUP BY p.customer_id, p.currency
"""
_PARTS = {
    "outstanding_cents": (_OWED, "r"),
    "orders_cents": (_ORDERS, "o"),
    "unapplied_cents": (_UNAPPLIED, "p"),
}
_SIGNALS = """
SELECT s.customer_id, s.currency, s.kind FROM sales_signal s
WHERE s.creditor_id = %s {of} AND s.id IN (
  SELECT MAX(t.id) FROM sales_signal t WHERE t.creditor_id = %s
  GROUP BY t.customer_id, t.currency, CASE WHEN t.kind LIKE 'limit%%' THEN 1 ELSE 2 END)
"""


def limits(creditor_id: int, *, on: date, customers: Sequence[int] | None = None) -> pl.DataFrame:
    """The limits that stand on a day: customer_id, currency, cents."""
    return fetch(_LIMITS.format(of=only("l.customer_id", customers)), [creditor_id, on], _MONEY)


def with_deals(creditor_id: int, *, customers: Sequence[int] | None = None) -> list[int]:
    """The customers with a deal still open."""
    found = fetch(
        _DEALS.format(of=only("d.customer_id", customers)), [creditor_id], {"customer_id": pl.Int64}
    )
    return found["customer_id"].to_list()


def exposure_parts(customers: Sequence[int]) -> pl.DataFrame:
    """Of these customers, by currency: outstanding_cents, orders_cents, unapplied_cents."""
    kinds = {name: {**_WHOSE, name: pl.Int64} for name in _PARTS}
    parts = [
        fetch(sql.format(of=only(f"{table}.customer_id", customers)), [], kinds[name]).lazy()
        for name, (sql, table) in _PARTS.items()
    ]
    whole = pl.concat(parts, how="diagonal").group_by("customer_id", "currency")
    sums = whole.agg(pl.col(*_PARTS).sum())
    return sums.collect()


def ordered(creditor_id: int) -> pl.DataFrame:
    """Open orders of every customer, by currency: customer_id, currency, cents."""
    return fetch(_ORDERED, [creditor_id], _MONEY)


def exposed(creditor_id: int) -> pl.DataFrame:
    """What was kept of every customer's exposure: id, customer_id, currency, amount_cents."""
    return fetch(
        _KEPT,
        [creditor_id],
        {"id": pl.Int64, "customer_id": pl.Int64, "currency": pl.String, "amount_cents": pl.Int64},
    )


def last_signals(creditor_id: int, customers: Sequence[int] | None = None) -> pl.DataFrame:
    """What sales were last told of each customer: customer_id, currency, kind."""
    kinds = {"customer_id": pl.Int64, "currency": pl.String, "kind": pl.String}
    of = only("s.customer_id", customers)
    return fetch(_SIGNALS.format(of=of), [creditor_id, creditor_id], kinds)
