"""What was agreed with a customer, a contract or a promotion: added, or changed with its past kept."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from django.db.models import F

from encours.acts.rules import same_version
from encours.records.contracts.models import Contract, Promotion
from encours.records.frames.past import supersede
from encours.records.history.writing import Record
from encours.records.parties.models import Customer

Agreed = TypeVar("Agreed", Contract, Promotion)


def write_agreement(
    record: Record,
    kind: type[Agreed],
    customer: Customer,
    values: Mapping[str, Any],
    *,
    row: Agreed | None,
    name: str,
    made_from: int | None,
) -> Agreed:
    """Write a new one, or change `row`, which people call `name`.

    Raises
        StaleFormError: somebody changed it since the form was made.
    """
    stamp = {"entry": record.entry, "recorded_at": record.at, "by": record.entry.author}
    if row is None:
        saved = kind.objects.create(creditor=record.creditor, customer=customer, **values, **stamp)
    else:
        now = kind.objects.get(pk=row.pk)
        same_version(now.version, made_from, getattr(now, name))
        supersede(kind, [now.pk], at=record.at)
        kind.objects.filter(pk=now.pk).update(**values, **stamp, version=F("version") + 1)
        saved = kind.objects.get(pk=now.pk)
    record.wrote(kind, [saved])
    return saved
