"""Invariants of direct debits: their sums, and what they hold."""

from __future__ import annotations

from typing import Final

_BATCH_SUM = """
SELECT b.creditor_id, b.id, b.reference AS label, COALESCE(sums.cents, 0) AS found, b.total_cents AS expected
FROM debits_debitbatch b
LEFT JOIN (SELECT batch_id, SUM(amount_cents) AS cents, COUNT(*) AS of FROM debits_debit
           WHERE batch_id IS NOT NULL GROUP BY batch_id) sums ON sums.batch_id = b.id
WHERE COALESCE(sums.cents, 0) <> b.total_cents OR COALESCE(sums.of, 0) <> b.debits_count
"""
_DEBIT_SUM = """
SELECT d.creditor_id, d.id, d.end_to_end_id AS label, COALESCE(sums.cents, 0) AS found, d.amount_cents AS expected
FROM debits_debit d
LEFT JOIN (SELECT debit_id, SUM(amount_cents) AS cents, SUM(announced_cents) AS told FROM debits_debititem
           GROUP BY debit_id) sums ON sums.debit_id = d.id
WHERE COALESCE(sums.cents, 0) <> d.amount_cents OR COALESCE(sums.told, 0) <> d.announced_cents
"""
_DEBIT_BEYOND = """
SELECT i.creditor_id, i.id, r.number AS label, i.amount_cents AS found, r.amount_cents AS expected
FROM debits_debititem i JOIN receivables_receivable r ON r.id = i.receivable_id
WHERE (i.amount_cents > 0 AND i.amount_cents > r.amount_cents)
   OR (i.amount_cents < 0 AND i.amount_cents < r.amount_cents)
"""
_DEBIT_LIVE = """
SELECT i.creditor_id, i.id, d.state AS label, NULL AS found, NULL AS expected
FROM debits_debititem i JOIN debits_debit d ON d.id = i.debit_id
WHERE i.live AND d.state NOT IN ('announced', 'prepared')
"""
DEBITS: Final[dict[str, tuple[str, str]]] = {
    "batch_is_not_the_sum_of_its_debits": ("debits.DebitBatch", _BATCH_SUM),
    "debit_is_not_the_sum_of_its_items": ("debits.Debit", _DEBIT_SUM),
    "debited_beyond_amount": ("debits.DebitItem", _DEBIT_BEYOND),
    "item_live_in_a_debit_that_is_over": ("debits.DebitItem", _DEBIT_LIVE),
}
"""By code: the table, and the query of the rows that break it."""
