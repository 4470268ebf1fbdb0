"""Invariants of what is owed: its one kept balance, the day kept of it, the position kept of it."""

from __future__ import annotations

from typing import Final

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
_POSITION = """
SELECT s.creditor_id, s.receivable_id AS id, r.number AS label, r.open_cents AS found, NULL AS expected
FROM runs_position s JOIN receivables_receivable r ON r.id = s.receivable_id WHERE r.open_cents = 0
"""
# The day kept of an open invoice in instalments is that of the earliest of which something is left. One whose
# instalments do not make it, or whose due date a person wrote, is due whole: none is kept of it.
_DUE = """
SELECT r.creditor_id, r.id, r.number AS label, NULL AS found, NULL AS expected
FROM (SELECT receivable_id FROM receivables_instalmentdue UNION SELECT receivable_id FROM receivables_instalment) k
JOIN receivables_receivable r ON r.id = k.receivable_id
LEFT JOIN receivables_instalmentdue d ON d.receivable_id = r.id
LEFT JOIN (
    SELECT told.receivable_id, MIN(told.due_on) AS due_on FROM (
        SELECT i.receivable_id, i.due_on, o.open_cents, o.amount_cents,
               SUM(i.amount_cents) OVER (PARTITION BY i.receivable_id ORDER BY i.due_on) AS upto,
               SUM(i.amount_cents) OVER (PARTITION BY i.receivable_id) AS whole
        FROM receivables_instalment i JOIN receivables_receivable o ON o.id = i.receivable_id
        WHERE o.open_cents > 0 AND o.gone_on IS NULL AND o.due_source <> 'person'
          AND i.entry_id = (SELECT MAX(j.entry_id) FROM receivables_instalment j
                            WHERE j.receivable_id = i.receivable_id)) told
    WHERE told.whole = told.amount_cents AND told.upto > told.whole - told.open_cents
    GROUP BY told.receivable_id) p ON p.receivable_id = r.id
WHERE (d.due_on IS NULL) <> (p.due_on IS NULL) OR d.due_on <> p.due_on
"""
OWED: Final[dict[str, tuple[str, str]]] = {
    "open_is_not_amount_less_applications": ("receivables.Receivable", _OPEN),
    "position_of_a_settled_item": ("runs.Position", _POSITION),
    "instalment_due_is_not_the_earliest_unpaid": ("receivables.InstalmentDue", _DUE),
}
"""By code: the table, and the query of the rows that break it."""
