"""Customers that a file has just opened and that may be ones already known: said, never merged by itself."""

from __future__ import annotations

from typing import Any, Final

from encours.core.quality.near import near
from encours.records.frames.near import new_and_known, opened_any, sharing_an_address
from encours.records.history.writing import Record

_SHOWN: Final = 50


def perhaps_same(record: Record) -> dict[str, Any]:
    """How many, and the first of them: new customer, known one, why. Nothing for the first file of a creditor."""
    creditor_id, entry_id = record.creditor.pk, record.entry.pk
    if not opened_any(creditor_id, entry_id):
        return {}
    new, known = new_and_known(creditor_id, entry_id)
    found = near(new, known, sharing_an_address(creditor_id, entry_id, new["customer_id"].to_list()))
    if found.is_empty():
        return {}
    return {"near": len(found), "near_first": [list(row) for row in found.head(_SHOWN).iter_rows()]}
