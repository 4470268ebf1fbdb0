"""Invariants of money received: payments, what they are applied to, the bank lines, slips and payouts they came by."""

from __future__ import annotations

from typing import Final

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
# A payout stands in the place of the credit that it is: of its currency, of a bank, to the cent or with a reason.
_PAYOUT = """
SELECT p.creditor_id, p.id, p.reference AS label, l.amount_cents AS found, p.net_cents AS expected
FROM cash_payout p JOIN cash_bankline l ON l.id = p.line_id
WHERE l.state <> 'detailed' OR l.amount_cents <= 0 OR l.currency <> p.currency OR l.account_id = p.account_id
   OR l.creditor_id <> p.creditor_id OR (l.amount_cents <> p.net_cents AND p.reason = '')
"""
_PAYOUT_TOLD = """
SELECT p.creditor_id, p.id, p.reference AS label, -l.amount_cents AS found, p.net_cents AS expected
FROM cash_payout p JOIN cash_bankline l ON l.id = p.told_by_id
WHERE l.amount_cents <> -p.net_cents OR l.account_id <> p.account_id
"""
_PAYOUT_PAID = """
SELECT p.creditor_id, p.id, p.reference AS label, b.amount_cents AS found, 0 AS expected
FROM cash_payout p JOIN cash_payment b ON b.bank_line_id = p.line_id
WHERE b.gone_on IS NULL
"""
# A document of several parts is what they come to; one of a single part, or taken off its line, has none.
_SHORT_PARTS = """
SELECT d.creditor_id, d.id, d.number AS label, COALESCE(SUM(s.amount_cents), 0) AS found, d.missing_cents AS expected
FROM remittances_remittanceline d LEFT JOIN remittances_shortpart s ON s.line_id = d.id AND s.undone_on IS NULL
WHERE d.treated <> 'ask' AND (d.treated = 'several' OR s.id IS NOT NULL)
GROUP BY d.creditor_id, d.id, d.number, d.missing_cents, d.treated
HAVING d.treated <> 'several' OR COALESCE(SUM(s.amount_cents), 0) <> d.missing_cents
"""
RECEIVED: Final[dict[str, tuple[str, str]]] = {
    "unapplied_is_not_amount_less_applications": ("cash.Payment", _UNAPPLIED),
    "reversal_is_not_the_opposite": ("cash.Application", _REVERSAL),
    "reversed_twice": ("cash.Application", _REVERSED_TWICE),
    "negative_without_reversal": ("cash.Application", _NEGATIVE),
    "applied_across_currencies": ("cash.Application", _CURRENCY),
    "bank_line_applied_beyond_amount": ("cash.BankLine", _BANK_LINE),
    "bank_line_state_without_facts": ("cash.BankLine", _BANK_LINE_STATE),
    "slip_lines_do_not_come_to_its_credit": ("cash.Deposit", _DEPOSIT),
    "slip_is_not_the_sum_of_its_items": ("cash.Deposit", _DEPOSIT_ITEMS),
    "payout_is_not_the_credit_it_is_tied_to": ("cash.Payout", _PAYOUT),
    "payout_is_not_what_its_provider_booked": ("cash.Payout", _PAYOUT_TOLD),
    "payout_counted_as_a_payment": ("cash.Payout", _PAYOUT_PAID),
    "short_parts_do_not_come_to_what_is_left_out": ("remittances.RemittanceLine", _SHORT_PARTS),
}
"""By code: the table, and the query of the rows that break it."""
