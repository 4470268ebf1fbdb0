"""What a creditor's own fields say of its customers, where a published segment names them: nothing else is read."""

from __future__ import annotations

import polars as pl

from encours.core.segments import named_fields, own_of
from encours.records.fields.reading import own_segments
from encours.records.frames.doorway import fetch

_VALUES = """
SELECT customer_id, field_id, "key", number FROM fields_fieldvalue
WHERE field_id IN ({fields}) AND creditor_id = %s AND receivable_id IS NULL AND text <> ''
"""
_KINDS = {"customer_id": pl.Int64, "field_id": pl.Int64, "key": pl.String, "number": pl.Int64}


def segments_told(creditor_id: int) -> pl.DataFrame | None:
    """The customers in segments of the creditor's own (`core.segments.own_of`); None where it has none."""
    segments = own_segments(creditor_id)
    if not segments:
        return None
    fields = ", ".join(str(int(one)) for one in named_fields(segments))
    return own_of(fetch(_VALUES.format(fields=fields), [creditor_id], _KINDS), segments)
