"""Keeping what the columns of a layout mean: the next file of that layout asks nothing."""

from __future__ import annotations

from datetime import datetime

from encours.core.evidence import canonical
from encours.core.mapping.plan import Mapping, check
from encours.records.frames.past import supersede
from encours.records.history.writing import recording
from encours.records.mappings.models import TableMapping
from encours.records.parties.models import Creditor

_LONGEST = 120


def keep_mapping(
    creditor: Creditor, mapping: Mapping, *, signature: str, name: str, author: str, at: datetime
) -> TableMapping:
    """Remember how a layout is read; what was kept of it before goes to the past. The same again changes nothing.

    Raises
        RuleError: a mapping that cannot be followed.
    """
    check(mapping)
    plan = canonical(mapping.to_json())
    known = TableMapping.objects.filter(creditor=creditor, signature=signature).first()
    if known is not None and known.plan == plan:
        return known
    with recording(
        creditor, "keep_mapping", author=author, cause=f"layout {signature[:12]}", at=at
    ) as record:
        row = known or TableMapping(creditor=record.creditor, signature=signature, version=0)
        if known is not None:
            supersede(TableMapping, [known.pk], at=record.at)
        row.name, row.target, row.plan = name[:_LONGEST], mapping.target, plan
        row.entry, row.recorded_at, row.by, row.version = record.entry, record.at, author, row.version + 1
        row.save()
        record.wrote(TableMapping, [row])
        record.tell(mapping=row.pk, target=mapping.target, signature=signature)
    return row
