"""Invariants of history and of the files behind it."""

from __future__ import annotations

from typing import Final

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
_ERASED_WORDS = """
SELECT k.creditor_id, k.id, k.name AS label, NULL AS found, NULL AS expected
FROM documents_keptfile k JOIN documents_filewords w ON w.kept_id = k.id
WHERE k.key IS NULL AND (w.text <> '' OR w.words <> '')
"""
HISTORY: Final[dict[str, tuple[str, str]]] = {
    "entry_without_its_one_leaf": ("history.Entry", _HEAD),
    "leaf_half_erased": ("history.Leaf", _HALF_ERASED),
    "leaf_of_another_creditors_customer": ("history.Leaf", _LEAF_CUSTOMER),
    "leaf_positions_with_a_gap": ("history.Leaf", _GAP),
    "entries_out_of_order": ("history.Entry", _ORDER),
    "intake_of_another_file": ("documents.Intake", _INTAKE),
    "words_of_an_erased_file": ("documents.KeptFile", _ERASED_WORDS),
}
"""By code: the table, and the query of the rows that break it."""
