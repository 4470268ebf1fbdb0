"""The mapping that a creditor keeps for a layout."""

from __future__ import annotations

import json
from collections.abc import Iterable

from encours.core.mapping.plan import Mapping, from_json
from encours.records.mappings.models import TableMapping


def kept_mapping(creditor_id: int, signatures: Iterable[str]) -> TableMapping | None:
    """The mapping kept for the first of these layouts that is known."""
    wanted = list(signatures)
    rows = TableMapping.objects.of([creditor_id]).filter(signature__in=set(wanted), forgotten_at=None)
    known = {row.signature: row for row in rows}
    return next((known[one] for one in wanted if one in known), None)


def plan_of(row: TableMapping) -> Mapping:
    """The mapping itself."""
    return from_json(json.loads(row.plan))
