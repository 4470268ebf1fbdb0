"""The invariants of money, messages and history: each query gives the rows that break it.

Columns: creditor_id, id, label (what a person calls the row), found, expected.
"""

from __future__ import annotations

from typing import Final

from encours.records.frames.invariants_of_leaving import LEAVING

_OPEN = """
SELECT r.creditor_id, r.id, r.number AS label, r.open_cents AS found,
       r.amount_cents - COALESCE(paid.cents, 0) + COALESCE(used.cents, 0) AS expected
FROM receivables_receivable r
LEFT JOIN (SELECT receivable_id, SUM(amount_cents) AS cents FROM cash_application GROUP BY receivable_id) paid
       ON paid.receivable_id = r.id
LEFT JOIN (SELECT credit_note_id, SUM(amount_cents) AS cents FROM cash_application
           WHERE credit_note_id IS NOT NULL GROUP BY credit_note_id) used ON used.credit_note_id = r.id
WHERE r.open_cents <> r.amount_cents - COALESCE(paid.cents, 0) + COALESCE(used.cents, 0)
"""
_UNAPPLIED = """
SELECT p.creditor_id, p.id, p.key AS label, p.unapplied_cents AS found,
       p.amount_cents - COALESCE(used.cents, 0) AS expected
FROM cash_payment p
LEFT JOIN (SELECT payment_id, SUM(amount_cents) AS cents FROM cash_application
           WHERE payment_id IS NOT NULL GROUP BY payment_id) used ON used.payment_id = p.id
WHERE p.unapplied_cents <> p.amount_cents - COALESCE(used.cents, 0)
"""
_REVERSAL = """
SELECT a.creditor_id, a.id, '' AS label, a.amount_cents AS found, -b.amount_cents AS expected
FROM cash_application a JOIN cash_application b ON b.id = a.reverses_id
WHERE a.amount_cents <> -b.amount_cents OR a.receivable_id <> b.receivable_id OR b.reverses_id IS NOT NULL
   OR COALESCE(a.payment_id, 0) <> COALESCE(b.payment_id, 0)
   OR COALESCE(a.credit_note_id, 0) <> COALESCE(b.credit_note_id, 0)
"""
_REVERSED_TWICE = """
SELECT MIN(creditor_id) AS creditor_id, reverses_id AS id, '' AS label, COUNT(*) AS found, 1 AS expected
FROM cash_application WHERE reverses_id IS NOT NULL GROUP BY reverses_id HAVING COUNT(*) > 1
"""
_NEGATIVE = """
SELECT a.creditor_id, a.id, '' AS label, a.amount_cents AS found, NULL AS expected
FROM cash_application a LEFT JOIN cash_payment p ON p.id = a.payment_id
WHERE a.amount_cents < 0 AND a.reverses_id IS NULL AND COALESCE(p.amount_cents, 0) >= 0
"""
_CURRENCY = """
SELECT a.creditor_id, a.id, r.number AS label, NULL AS found, NULL AS expected
FROM cash_application a JOIN receivables_receivable r ON r.id = a.receivable_id
LEFT JOIN cash_payment p ON p.id = a.payment_id
LEFT JOIN receivables_receivable n ON n.id = a.credit_note_id
WHERE COALESCE(p.currency, n.currency) <> r.currency
"""
_BANK_LINE = """
SELECT l.creditor_id, l.id, l.wording AS label, p.amount_cents - p.unapplied_cents AS found,
       l.amount_cents AS expected
FROM cash_bankline l JOIN cash_payment p ON p.bank_line_id = l.id
LEFT JOIN (SELECT payment_id, SUM(amount_cents) AS cents FROM cash_application GROUP BY payment_id) used
       ON used.payment_id = p.id
WHERE l.amount_cents > 0 AND (COALESCE(used.cents, 0) > l.amount_cents OR p.amount_cents > l.amount_cents)
"""
_BANK_LINE_STATE = """
SELECT l.creditor_id, l.id, l.state AS label, COALESCE(used.cents, 0) AS found, NULL AS expected
FROM cash_bankline l LEFT JOIN cash_payment p ON p.bank_line_id = l.id
LEFT JOIN (SELECT payment_id, SUM(amount_cents) AS cents FROM cash_application GROUP BY payment_id) used
       ON used.payment_id = p.id
WHERE (l.state IN ('applied', 'confirmed') AND p.id IS NULL)
   OR (l.state IN ('unapplied', 'set_aside', 'detached', 'detailed', 'debit') AND COALESCE(used.cents, 0) <> 0)
"""
# The lines of a slip come to the credit that they stand for.
_DEPOSIT = """
SELECT d.creditor_id, d.id, d.number AS label, COALESCE(SUM(l.amount_cents), 0) AS found, w.amount_cents AS expected
FROM cash_deposit d JOIN cash_bankline w ON w.id = d.line_id
LEFT JOIN cash_bankline l ON l.statement_id = w.statement_id AND l.state <> 'detailed'
     AND l.batch LIKE 'deposit:' || d.id || ':%%'
GROUP BY d.creditor_id, d.id, d.number, w.amount_cents, w.state
HAVING COALESCE(SUM(l.amount_cents), 0) <> w.amount_cents OR w.state <> 'detailed'
"""
_DEPOSIT_ITEMS = """
SELECT d.creditor_id, d.id, d.number AS label, COALESCE(SUM(i.amount_cents), 0) AS found, d.total_cents AS expected
FROM cash_deposit d LEFT JOIN cash_deposititem i ON i.deposit_id = d.id
GROUP BY d.creditor_id, d.id, d.number, d.total_cents HAVING COALESCE(SUM(i.amount_cents), 0) <> d.total_cents
"""
_MESSAGE_STATE = """
SELECT m.creditor_id, m.id, m.state AS label, NULL AS found, NULL AS expected
FROM encours_messages_message m
LEFT JOIN (SELECT message_id, MAX(id) AS id FROM encours_messages_delivery GROUP BY message_id) last
       ON last.message_id = m.id
LEFT JOIN encours_messages_delivery d ON d.id = last.id
WHERE (m.state IN ('delivered', 'shadowed', 'refused', 'uncertain') AND (d.id IS NULL OR d.state <> m.state))
   OR (m.state IN ('proposed', 'approved', 'leased', 'handed', 'stopped')
       AND d.state IN ('delivered', 'shadowed'))
"""
_DELIVERED_TWICE = """
SELECT MIN(creditor_id) AS creditor_id, message_id AS id, '' AS label, COUNT(*) AS found, 1 AS expected
FROM encours_messages_delivery WHERE state = 'delivered' GROUP BY message_id HAVING COUNT(*) > 1
"""
_STEP_TWICE = """
SELECT MIN(d.creditor_id) AS creditor_id, i.receivable_id AS id, r.number AS label,
       COUNT(DISTINCT d.message_id) AS found, 1 AS expected
FROM encours_messages_delivery d JOIN encours_messages_messageitem i ON i.message_id = d.message_id
JOIN receivables_receivable r ON r.id = i.receivable_id
WHERE d.state = 'delivered' AND i.position IS NOT NULL
  AND NOT EXISTS (SELECT 1 FROM encours_messages_bounce b WHERE b.message_id = d.message_id)
GROUP BY i.receivable_id, i.position, r.number HAVING COUNT(DISTINCT d.message_id) > 1
"""
_LEASE = """
SELECT creditor_id, id, state AS label, NULL AS found, NULL AS expected FROM encours_messages_message
WHERE (state = 'leased' AND (lease_until IS NULL OR lease_worker = ''))
   OR (state = 'handed' AND handed_at IS NULL)
"""
_LINE_OF_ANOTHER = """
SELECT m.creditor_id, i.id, r.number AS label, r.customer_id AS found, m.customer_id AS expected
FROM encours_messages_messageitem i JOIN encours_messages_message m ON m.id = i.message_id
JOIN receivables_receivable r ON r.id = i.receivable_id WHERE r.customer_id <> m.customer_id
  AND NOT EXISTS (SELECT 1 FROM merging_move v WHERE v."row" = r.id AND v.label = 'receivables.Receivable')
"""
_STOPPED = """
SELECT s.creditor_id, s.id, s.kind AS label, NULL AS found, NULL AS expected
FROM cases_stop s LEFT JOIN encours_messages_message m ON m.id = s.message_id
LEFT JOIN work_task t ON t.id = s.task_id LEFT JOIN cases_call k ON k.id = s.call_id
WHERE m.state <> 'stopped' OR (t.id IS NOT NULL AND t.done_at IS NULL) OR k.waiting
   OR EXISTS (SELECT 1 FROM encours_messages_delivery d
              WHERE d.message_id = s.message_id AND d.state IN ('delivered', 'shadowed'))
"""
_STOP_EARLY = """
SELECT s.creditor_id, s.id, s.kind AS label, s.after_ms AS found, NULL AS expected
FROM cases_stop s JOIN cash_bankline l ON l.id = s.line_id JOIN cash_statement f ON f.id = l.statement_id
JOIN documents_intake i ON i.id = f.intake_id WHERE s.how <> 'ledger' AND s.recorded_at < i.recorded_at
"""
_FUTURE = """
SELECT m.creditor_id, m.id, m.state AS label, m.facts_version AS found, c.facts_version AS expected
FROM encours_messages_message m JOIN parties_customer c ON c.id = m.customer_id
WHERE m.facts_version > c.facts_version
"""
_POSITION = """
SELECT s.creditor_id, s.receivable_id AS id, r.number AS label, r.open_cents AS found, NULL AS expected
FROM runs_position s JOIN receivables_receivable r ON r.id = s.receivable_id WHERE r.open_cents = 0
"""
_HEAD = """
SELECT e.creditor_id, e.id, e.act AS label, COUNT(l.id) AS found, 1 AS expected
FROM history_entry e LEFT JOIN history_leaf l ON l.entry_id = e.id AND l.customer_id IS NULL
GROUP BY e.creditor_id, e.id, e.act HAVING COUNT(l.id) <> 1
"""
_HALF_ERASED = """
SELECT creditor_id, id, '' AS label, position AS found, NULL AS expected FROM history_leaf
WHERE (content IS NULL) <> (salt IS NULL)
"""
_LEAF_CUSTOMER = """
SELECT l.creditor_id, l.id, '' AS label, c.creditor_id AS found, l.creditor_id AS expected
FROM history_leaf l JOIN parties_customer c ON c.id = l.customer_id WHERE c.creditor_id <> l.creditor_id
"""
_GAP = """
SELECT creditor_id, MIN(id) AS id, '' AS label, COUNT(position) AS found, MAX(position) + 1 AS expected
FROM history_leaf GROUP BY creditor_id
HAVING MAX(position) IS NOT NULL AND (COUNT(position) <> MAX(position) + 1 OR MIN(position) <> 0)
"""
_ORDER = """
SELECT creditor_id, id, act AS label, NULL AS found, NULL AS expected FROM (
    SELECT creditor_id, id, act, at, LAG(at) OVER (PARTITION BY creditor_id ORDER BY id) AS before
    FROM history_entry) AS stamped
WHERE before >= at
"""
_INTAKE = """
SELECT i.creditor_id, i.id, i.name AS label, NULL AS found, NULL AS expected
FROM documents_intake i JOIN documents_keptfile k ON k.id = i.kept_id WHERE k.sha256 <> i.sha256
"""
_DOCUMENT = """
SELECT d.creditor_id, d.id, d.subject AS label, NULL AS found, NULL AS expected
FROM encours_messages_delivery d JOIN documents_keptfile k ON k.id = d.document_id
WHERE k.sha256 <> d.document_sha256
"""
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
FROM entries_exportedentry e WHERE e.reverses_id IS NULL
  AND NOT EXISTS (SELECT 1 FROM entries_exportedentry b WHERE b.reverses_id = e.id)
GROUP BY e.kind, e.payment_id, e.application_id HAVING COUNT(*) > 1
"""
_EXPORTED_AMOUNT = """
SELECT e.creditor_id, e.id, e."key" AS label, e.amount_cents AS found, p.amount_cents AS expected
FROM entries_exportedentry e JOIN cash_payment p ON p.id = e.payment_id
WHERE e.reverses_id IS NULL AND e.kind = 'payment' AND e.amount_cents <> p.amount_cents
"""
_EXPORT_SUM = """
SELECT f.creditor_id, f.id, CAST(f.number AS TEXT) AS label, COALESCE(SUM(e.amount_cents), 0) AS found,
       f.customers_cents AS expected
FROM entries_entryexport f LEFT JOIN entries_exportedentry e ON e.export_id = f.id
GROUP BY f.creditor_id, f.id, f.number, f.customers_cents, f.entries
HAVING COALESCE(SUM(e.amount_cents), 0) <> f.customers_cents OR COUNT(e.id) <> f.entries
"""
_ERASED_WORDS = """
SELECT k.creditor_id, k.id, k.name AS label, NULL AS found, NULL AS expected
FROM documents_keptfile k JOIN documents_filewords w ON w.kept_id = k.id
WHERE k.key IS NULL AND (w.text <> '' OR w.words <> '')
"""

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

# code: (the table it is about, the rows that break it)
WRITTEN: Final = {
    "open_is_not_amount_less_applications": ("receivables.Receivable", _OPEN),
    "unapplied_is_not_amount_less_applications": ("cash.Payment", _UNAPPLIED),
    "reversal_is_not_the_opposite": ("cash.Application", _REVERSAL),
    "reversed_twice": ("cash.Application", _REVERSED_TWICE),
    "negative_without_reversal": ("cash.Application", _NEGATIVE),
    "applied_across_currencies": ("cash.Application", _CURRENCY),
    "bank_line_applied_beyond_amount": ("cash.BankLine", _BANK_LINE),
    "bank_line_state_without_facts": ("cash.BankLine", _BANK_LINE_STATE),
    **LEAVING,
    "slip_lines_do_not_come_to_its_credit": ("cash.Deposit", _DEPOSIT),
    "slip_is_not_the_sum_of_its_items": ("cash.Deposit", _DEPOSIT_ITEMS),
    "message_state_without_delivery": ("encours_messages.Message", _MESSAGE_STATE),
    "message_delivered_twice": ("encours_messages.Message", _DELIVERED_TWICE),
    "step_delivered_twice": ("receivables.Receivable", _STEP_TWICE),
    "message_held_by_nobody": ("encours_messages.Message", _LEASE),
    "message_line_of_another_customer": ("encours_messages.MessageItem", _LINE_OF_ANOTHER),
    "stopped_and_yet_done": ("cases.Stop", _STOPPED),
    "stopped_before_it_arrived": ("cases.Stop", _STOP_EARLY),
    "message_from_facts_not_yet_written": ("encours_messages.Message", _FUTURE),
    "position_of_a_settled_item": ("runs.Position", _POSITION),
    "entry_without_its_one_leaf": ("history.Entry", _HEAD),
    "leaf_half_erased": ("history.Leaf", _HALF_ERASED),
    "leaf_of_another_creditors_customer": ("history.Leaf", _LEAF_CUSTOMER),
    "leaf_positions_with_a_gap": ("history.Leaf", _GAP),
    "entries_out_of_order": ("history.Entry", _ORDER),
    "intake_of_another_file": ("documents.Intake", _INTAKE),
    "delivery_of_another_document": ("encours_messages.Delivery", _DOCUMENT),
    "exported_entry_is_not_its_parts": ("entries.ExportedEntry", _EXPORTED_PARTS),
    "undoing_entry_is_not_the_opposite": ("entries.ExportedEntry", _EXPORT_UNDONE),
    "exported_twice": ("entries.ExportedEntry", _EXPORTED_TWICE),
    "exported_amount_is_not_its_payments": ("entries.ExportedEntry", _EXPORTED_AMOUNT),
    "export_is_not_its_entries": ("entries.EntryExport", _EXPORT_SUM),
    "batch_is_not_the_sum_of_its_debits": ("debits.DebitBatch", _BATCH_SUM),
    "debit_is_not_the_sum_of_its_items": ("debits.Debit", _DEBIT_SUM),
    "debited_beyond_amount": ("debits.DebitItem", _DEBIT_BEYOND),
    "item_live_in_a_debit_that_is_over": ("debits.DebitItem", _DEBIT_LIVE),
    "words_of_an_erased_file": ("documents.KeptFile", _ERASED_WORDS),
}
