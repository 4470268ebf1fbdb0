"""Invariants of doubtful customers, of what the books are told of them, and of the judicial phase."""

from __future__ import annotations

from typing import Final

# 491 never holds less than nothing of a debt, nor more than the debt ever was.
_WRITTEN_DOWN = """
SELECT r.creditor_id, r.id, r.number AS label, SUM(b.booked_cents) AS found, r.amount_cents AS expected
FROM doubtful_booking b JOIN receivables_receivable r ON r.id = b.receivable_id WHERE b.kind = 'depreciation'
GROUP BY r.creditor_id, r.id, r.number, r.amount_cents
HAVING SUM(b.booked_cents) < 0 OR (SUM(b.booked_cents) > r.amount_cents AND r.amount_cents > 0)
"""
# Onto 416 and back, by turns; what the books had put there before us begins by coming back.
_TRANSFERRED_TWICE = """
SELECT r.creditor_id, r.id, r.number AS label, SUM(CASE WHEN b.booked_cents > 0 THEN 1 ELSE -1 END) AS found,
       1 AS expected
FROM doubtful_booking b JOIN receivables_receivable r ON r.id = b.receivable_id WHERE b.kind = 'doubtful'
GROUP BY r.creditor_id, r.id, r.number, r.root
HAVING SUM(CASE WHEN b.booked_cents > 0 THEN 1 ELSE -1 END) + CASE WHEN r.root = '416' THEN 1 ELSE 0 END NOT IN (0, 1)
   AND SUM(CASE WHEN b.booked_cents > 0 THEN 1 ELSE -1 END) NOT IN (0, 1)
"""
_EXPORTED_BOOKING = """
SELECT e.creditor_id, e.id, e."key" AS label, e.customer_id AS found, b.customer_id AS expected
FROM entries_exportedentry e JOIN doubtful_booking b ON b.id = e.booking_id
WHERE e.kind <> b.kind OR b.in_books OR e.entry_on <> b."on"
"""
# A judge has a case through a formal notice of it, or an exception that somebody else approved: never otherwise.
_JUDICIAL_WAY = """
SELECT j.creditor_id, j.id, c.account AS label, COUNT(d.id) AS found,
       1 AS expected
FROM legal_judicialphase j JOIN parties_customer c ON c.id = j.customer_id
LEFT JOIN legal_phaseexception x ON x.id = j.exception_id AND x.case_id = j.case_id
LEFT JOIN legal_phasedecision d ON d.exception_id = x.id AND d.approved AND d.by <> x.by
WHERE j.exception_id IS NOT NULL GROUP BY j.creditor_id, j.id, c.account HAVING COUNT(d.id) <> 1
"""
_JUDICIAL_HOLD = """
SELECT j.creditor_id, j.id, c.account AS label, CASE WHEN h.released_on IS NULL THEN 1 ELSE 0 END AS found,
       CASE WHEN j.left_on IS NULL THEN 1 ELSE 0 END AS expected
FROM legal_judicialphase j JOIN parties_customer c ON c.id = j.customer_id JOIN cases_hold h ON h.id = j.hold_id
WHERE h.kind <> 'judicial' OR h.customer_id <> j.customer_id
   OR CASE WHEN h.released_on IS NULL THEN 1 ELSE 0 END <> CASE WHEN j.left_on IS NULL THEN 1 ELSE 0 END
"""
DOUBTFUL: Final[dict[str, tuple[str, str]]] = {
    "written_down_beyond_the_debt": ("doubtful.Booking", _WRITTEN_DOWN),
    "transferred_to_doubtful_twice": ("doubtful.Booking", _TRANSFERRED_TWICE),
    "judicial_phase_without_its_way_in": ("legal.JudicialPhase", _JUDICIAL_WAY),
    "judicial_phase_without_its_hold": ("legal.JudicialPhase", _JUDICIAL_HOLD),
    "exported_booking_is_not_its_own": ("entries.ExportedEntry", _EXPORTED_BOOKING),
}
