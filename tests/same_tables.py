"""Whether two creditors hold the same facts, and stopping a piece of work at its n-th question to the database."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from django.apps import apps
from django.db import connection
from django.db.models import BinaryField

from encours.records.history.sealed import SEALED
from encours.records.parties.models import Creditor

_STAMPS = {
    "id",
    "entry_id",
    "creditor_id",
    "recorded_at",
    "search_key",
    "place",
    "sha256",
    "size",
    "told",
    "by",
}


class KilledError(Exception):
    """The machine stops here."""


def killed(place: int, work: Callable[[], object]) -> None:
    """Do a piece of work that stops at its n-th question, as in a power cut; it may end before."""
    seen = 0

    def stop(execute: Any, *args: Any) -> Any:
        nonlocal seen
        seen += 1
        if seen == place:
            raise KilledError
        return execute(*args)

    with connection.execute_wrapper(stop):
        try:
            work()
        except KilledError:
            return


def facts_of(creditor: Creditor) -> dict[str, list[str]]:
    """Every fact of a creditor, keys and stamps apart."""
    told: dict[str, list[str]] = {}
    for label in (*sorted(SEALED), "documents.Intake"):
        model = apps.get_model(label)
        fields = [
            field.attname
            for field in model._meta.concrete_fields
            if field.attname not in _STAMPS
            and not isinstance(field, BinaryField)
            and not field.attname.endswith("_id")
        ]
        rows = model._default_manager.filter(creditor=creditor).values_list(*fields)
        told[label] = sorted(json.dumps(row, default=str).replace(creditor.name, "") for row in rows)
    return told
