"""Invariants of the money that leaves a payment: refunded, ordered of the bank, transferred."""

from __future__ import annotations

from typing import Final

# What left a payment, refunded or transferred, was free of it: only the books may apply it all the same.
_TAKEN = """
SELECT p.creditor_id, p.id, p.key AS label, -SUM(b.amount_cents) AS found, p.unapplied_cents AS expected
FROM cash_payment b JOIN cash_payment p ON p.id = b.gives_back_id
WHERE b.gone_on IS NULL AND p.gone_on IS NULL
  AND (EXISTS (SELECT 1 FROM cash_refund r WHERE r.back_id = b.id)
       OR EXISTS (SELECT 1 FROM cash_transfer t WHERE t.back_id = b.id))
  AND NOT EXISTS (SELECT 1 FROM cash_application a WHERE a.payment_id = p.id AND a.source = 'ledger')
GROUP BY p.creditor_id, p.id, p.key, p.unapplied_cents HAVING -SUM(b.amount_cents) > p.unapplied_cents
"""
_REFUND = """
SELECT r.creditor_id, r.id, r.reference AS label, b.amount_cents AS found, -r.amount_cents AS expected
FROM cash_refund r JOIN cash_payment b ON b.id = r.back_id
WHERE b.amount_cents <> -r.amount_cents OR b.currency <> r.currency OR b.gives_back_id <> r.payment_id
   OR (r.state = 'cancelled' AND b.gone_on IS NULL)
   OR (r.state <> 'cancelled' AND b.gone_on IS NOT NULL AND b.ledger_key = '')
"""
_TRANSFER = """
SELECT t.creditor_id, t.id, '' AS label, b.amount_cents + i.amount_cents AS found, 0 AS expected
FROM cash_transfer t JOIN cash_payment b ON b.id = t.back_id JOIN cash_payment i ON i.id = t.received_id
WHERE b.amount_cents <> -t.amount_cents OR i.amount_cents <> t.amount_cents OR b.currency <> t.currency
   OR i.currency <> t.currency OR b.gives_back_id <> t.payment_id OR (t.undone_on IS NOT NULL AND b.gone_on IS NULL)
   OR (b.ledger_key = '' AND (b.gone_on IS NULL) <> (i.gone_on IS NULL))
   OR (b.ledger_key <> '' AND (b.gone_on IS NULL OR i.ledger_key = '' OR i.gone_on IS NOT NULL))
"""
_ORDER = """
SELECT o.creditor_id, o.id, o.reference AS label, COALESCE(SUM(r.amount_cents), 0) AS found, o.total_cents AS expected
FROM cash_refundorder o LEFT JOIN cash_refund r ON r.order_id = o.id
GROUP BY o.creditor_id, o.id, o.reference, o.total_cents, o.state
HAVING COALESCE(SUM(r.amount_cents), 0) <> CASE WHEN o.state = 'cancelled' THEN 0 ELSE o.total_cents END
"""
LEAVING: Final[dict[str, tuple[str, str]]] = {
    "more_left_a_payment_than_was_free": ("cash.Payment", _TAKEN),
    "refund_without_its_money": ("cash.Refund", _REFUND),
    "refund_order_is_not_its_sum": ("cash.RefundOrder", _ORDER),
    "transfer_sides_differ": ("cash.Transfer", _TRANSFER),
}
"""By code: the table, and the query of the rows that break it."""
