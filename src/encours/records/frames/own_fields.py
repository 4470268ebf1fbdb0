"""What a creditor's own fields, and the register, say of its customers, where a published segment names them."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from encours.core.segments import OF_REGISTER, named_fields, own_of, registered_values
from encours.records.fields.reading import own_segments
from encours.records.frames.doorway import fetch, only

_VALUES = """
SELECT customer_id, field_id, "key", number FROM fields_fieldvalue
WHERE field_id IN ({fields}) AND creditor_id = %s AND receivable_id IS NULL AND text <> ''
"""
_REGISTERED = """
SELECT customer_id, section, size, state FROM companies_registered WHERE creditor_id = %s
"""
_SAID = {"customer_id": pl.Int64, "section": pl.String, "size": pl.String, "state": pl.String}
_KINDS = {"customer_id": pl.Int64, "field_id": pl.Int64, "key": pl.String, "number": pl.Int64}


def segments_told(creditor_id: int, customers: Sequence[int] | None = None) -> pl.DataFrame | None:
    """The customers, all or a few, in segments of the creditor's own (`core.segments.own_of`); None: it has none."""
    segments = own_segments(creditor_id)
    if not segments:
        return None
    named, few = named_fields(segments), only("customer_id", customers)
    own = ", ".join(str(int(one)) for one in named if one not in OF_REGISTER)
    values = [fetch(f"{_VALUES.format(fields=own)} {few}", [creditor_id], _KINDS)] if own else []
    if not OF_REGISTER.keys().isdisjoint(named):
        values.append(registered_values(fetch(f"{_REGISTERED} {few}", [creditor_id], _SAID)))
    return own_of(pl.concat(values), segments)
