"""Keeping what the columns of a layout mean: the next file of that layout asks nothing."""

from __future__ import annotations

from datetime import datetime

from encours.acts.rules import same_version
from encours.core.evidence import canonical
from encours.core.mapping.plan import Mapping, check
from encours.core.refusals import RuleError
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
    if known is not None and known.plan == plan and known.forgotten_at is None:
        return known
    with recording(
        creditor, "keep_mapping", author=author, cause=f"layout {signature[:12]}", at=at
    ) as record:
        row = known or TableMapping(creditor=record.creditor, signature=signature, version=0)
        if known is not None:
            supersede(TableMapping, [known.pk], at=record.at)
        row.name, row.target, row.plan, row.forgotten_at = name[:_LONGEST], mapping.target, plan, None
        row.entry, row.recorded_at, row.by, row.version = record.entry, record.at, author, row.version + 1
        row.save()
        record.wrote(TableMapping, [row])
        record.tell(mapping=row.pk, target=mapping.target, signature=signature)
    return row


def change_mapping(
    row: TableMapping, mapping: Mapping, *, name: str, made_from: int | None, author: str, at: datetime
) -> None:
    """Rename a mapping that is kept, or say otherwise what its columns mean; files taken in stay as they were read.

    Raises
        StaleFormError: it was changed since the form was made.
        RuleError: a mapping that cannot be followed, or no name.
    """
    check(mapping)
    if not name.strip():
        raise RuleError("name_wrong", "Donner un nom à cette forme de tableau.")
    with recording(row.creditor_id, "change_mapping", author=author, cause="desk", at=at) as record:
        now = TableMapping.objects.get(pk=row.pk)
        same_version(now.version, made_from, now.name)
        supersede(TableMapping, [now.pk], at=record.at)
        now.name, now.target, now.plan = name.strip()[:_LONGEST], mapping.target, canonical(mapping.to_json())
        now.entry, now.recorded_at, now.by, now.version = record.entry, record.at, author, now.version + 1
        now.save()
        record.wrote(TableMapping, [now])
        record.tell(mapping=now.pk, target=now.target, name=now.name)


def forget_mapping(row: TableMapping, *, made_from: int | None, author: str, at: datetime) -> None:
    """Follow a mapping no more: the next file of its layout asks again.

    Raises
        StaleFormError: it was changed since the form was made.
    """
    with recording(row.creditor_id, "forget_mapping", author=author, cause="desk", at=at) as record:
        now = TableMapping.objects.get(pk=row.pk)
        same_version(now.version, made_from, now.name)
        TableMapping.objects.filter(pk=now.pk).update(forgotten_at=record.at, version=now.version + 1)
        record.tell(mapping=now.pk, forgotten=now.name)
