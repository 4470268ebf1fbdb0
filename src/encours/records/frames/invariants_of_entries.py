"""Invariants of the entries given to the books."""

from __future__ import annotations

from typing import Final

_EXPORTED_PARTS = """
SELECT e.creditor_id, e.id, e."key" AS label, COALESCE(SUM(x.amount_cents), 0) AS found, e.amount_cents AS expected
FROM entries_exportedentry e LEFT JOIN entries_exportedpart x ON x.exported_id = e.id
WHERE e.reverses_id IS NULL GROUP BY e.creditor_id, e.id, e."key", e.amount_cents
HAVING COALESCE(SUM(x.amount_cents), 0) <> e.amount_cents
"""
_EXPORT_UNDONE = """
SELECT e.creditor_id, e.id, e."key" AS label, e.amount_cents AS found, -b.amount_cents AS expected
FROM entries_exportedentry e JOIN entries_exportedentry b ON b.id = e.reverses_id
WHERE e.amount_cents <> -b.amount_cents OR b.reverses_id IS NOT NULL OR b.sequence >= e.sequence
   OR COALESCE(e.payment_id, 0) <> COALESCE(b.payment_id, 0)
   OR COALESCE(e.application_id, 0) <> COALESCE(b.application_id, 0)
"""
# Its amount too: money of one payment is never in the books for more than it is.
_EXPORTED_TWICE = """
SELECT MIN(e.creditor_id) AS creditor_id, MAX(e.id) AS id, MAX(e."key") AS label, COUNT(*) AS found, 1 AS expected
FROM entries_exportedentry e WHERE e.reverses_id IS NULL AND e.kind <> 'payout' AND e.booking_id IS NULL
  AND NOT EXISTS (SELECT 1 FROM entries_exportedentry b WHERE b.reverses_id = e.id)
GROUP BY e.kind, e.payment_id, e.application_id HAVING COUNT(*) > 1
"""
_EXPORTED_AMOUNT = """
SELECT e.creditor_id, e.id, e."key" AS label, e.amount_cents AS found, p.amount_cents AS expected
FROM entries_exportedentry e JOIN cash_payment p ON p.id = e.payment_id
WHERE e.reverses_id IS NULL AND e.kind = 'payment' AND e.amount_cents <> p.amount_cents
"""
_PAYOUT_TWICE = """
SELECT MIN(e.creditor_id) AS creditor_id, MAX(e.id) AS id, MAX(e."key") AS label, COUNT(*) AS found, 1 AS expected
FROM entries_exportedentry e JOIN entries_exportedpayout o ON o.exported_id = e.id WHERE e.reverses_id IS NULL
  AND NOT EXISTS (SELECT 1 FROM entries_exportedentry b WHERE b.reverses_id = e.id)
GROUP BY o.payout_id HAVING COUNT(*) > 1
"""
# What the bank received is its line's, and an entry says of which payout it is when it is of one.
_PAYOUT_AMOUNT = """
SELECT e.creditor_id, e.id, e."key" AS label, COALESCE(o.received_cents, 0) AS found,
       COALESCE(l.amount_cents, 0) AS expected
FROM entries_exportedentry e LEFT JOIN entries_exportedpayout o ON o.exported_id = e.id
LEFT JOIN cash_bankline l ON l.id = o.line_id
WHERE e.reverses_id IS NULL AND (e.kind = 'payout' OR o.id IS NOT NULL)
  AND (e.kind <> 'payout' OR o.id IS NULL OR o.received_cents <> l.amount_cents)
"""
_EXPORT_SUM = """
SELECT f.creditor_id, f.id, CAST(f.number AS TEXT) AS label, COALESCE(SUM(e.amount_cents), 0) AS found,
       f.customers_cents AS expected
FROM entries_entryexport f LEFT JOIN entries_exportedentry e ON e.export_id = f.id
GROUP BY f.creditor_id, f.id, f.number, f.customers_cents, f.entries
HAVING COALESCE(SUM(e.amount_cents), 0) <> f.customers_cents OR COUNT(e.id) <> f.entries
"""
ENTRIES: Final[dict[str, tuple[str, str]]] = {
    "exported_entry_is_not_its_parts": ("entries.ExportedEntry", _EXPORTED_PARTS),
    "undoing_entry_is_not_the_opposite": ("entries.ExportedEntry", _EXPORT_UNDONE),
    "exported_twice": ("entries.ExportedEntry", _EXPORTED_TWICE),
    "exported_amount_is_not_its_payments": ("entries.ExportedEntry", _EXPORTED_AMOUNT),
    "payout_exported_twice": ("entries.ExportedEntry", _PAYOUT_TWICE),
    "exported_payout_is_not_its_credit": ("entries.ExportedEntry", _PAYOUT_AMOUNT),
    "export_is_not_its_entries": ("entries.EntryExport", _EXPORT_SUM),
}
"""By code: the table, and the query of the rows that break it."""
