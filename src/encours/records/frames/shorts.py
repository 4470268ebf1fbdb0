"""Invoices that one bank line alone paid in part, saying nothing of the rest (`core.remittance.unsaid`)."""

from __future__ import annotations

from datetime import date

import polars as pl

from encours.records.frames.doorway import fetch

_SHORTS = """
SELECT r.id, r.customer_id, r.amount_cents, r.open_cents, r.issued_on, l.id, l.booked_on,
       (SELECT MIN(e.tax_cents) FROM receivables_electronicinvoice e
        WHERE e.receivable_id = r.id AND e.total_cents = r.amount_cents)
FROM cash_application a
JOIN cash_payment p ON p.id = a.payment_id AND p.gone_on IS NULL AND p.unapplied_cents = 0
JOIN cash_bankline l ON l.id = p.bank_line_id AND l.state = 'applied' AND l.amount_cents = a.amount_cents
JOIN receivables_receivable r ON r.id = a.receivable_id
WHERE a.creditor_id = %s AND a.source = 'bank' AND a.reverses_id IS NULL AND l.booked_on >= %s
  AND a.reason IN ('structured_reference', 'end_to_end_id', 'invoice_in_wording', 'number_misread', 'number_truncated')
  AND r.open_cents > 0 AND r.gone_on IS NULL AND r.open_cents = r.amount_cents - a.amount_cents
  AND NOT EXISTS (SELECT 1 FROM cash_application b WHERE b.reverses_id = a.id)
  AND NOT EXISTS (SELECT 1 FROM remittances_remittance t WHERE t.line_id = l.id)
  AND NOT EXISTS (SELECT 1 FROM disputes_dispute d WHERE d.receivable_id = r.id)
"""


def unsaid_shorts(creditor_id: int, *, since: date) -> pl.DataFrame:
    """Those of lines booked since a day; what was ever contested is left to people.

    Columns: receivable_id, customer_id, amount_cents, missing_cents, issued_on, line_id, booked_on, tax_cents (null
    where no document tells it).
    """
    kinds = {
        "receivable_id": pl.Int64,
        "customer_id": pl.Int64,
        "amount_cents": pl.Int64,
        "missing_cents": pl.Int64,
        "issued_on": pl.Date,
        "line_id": pl.Int64,
        "booked_on": pl.Date,
        "tax_cents": pl.Int64,
    }
    return fetch(_SHORTS, [creditor_id, since], kinds)
