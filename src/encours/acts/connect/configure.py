"""Adding, changing and switching a connected system; what is secret goes to its own file, and into no history."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from django.db.models import F

from encours.acts.rules import same_version
from encours.connectors.port import Source
from encours.connectors.registry import Kind, kind_of, open_source
from encours.core.refusals import RuleError
from encours.records.connectors.models import Connector
from encours.records.connectors.secrets import keep_secrets, secrets_of
from encours.records.history.writing import recording
from encours.records.parties.models import Creditor
from encours.wire.pace import Pace

LEAST_MINUTES, MOST_MINUTES = 1, 24 * 60
_LONGEST_NAME = 60


@dataclass(frozen=True, slots=True)
class Wanted:
    """A connector as a person wants it; a secret left empty stays as it was."""

    name: str
    told: Mapping[str, str]
    writes: bool = False
    every_minutes: int = 15
    is_on: bool = True


def add_connector(
    creditor: Creditor, kind: str, wanted: Wanted, *, author: str, at: datetime, home: Path
) -> Connector:
    """Connect a system; nothing is asked of it yet.

    Raises
        RuleError: an unknown kind, a name that is taken, a setting that lacks or cannot be.
    """
    known = kind_of(kind)
    told = _clean(known, wanted.told)
    _checked(wanted)
    open_source(kind, told | {"home": str(home)})
    with recording(creditor, "add_connector", author=author, cause="connector", at=at) as record:
        if Connector.objects.filter(creditor=record.creditor, name=wanted.name.strip()).exists():
            raise RuleError("name_wrong", "Un connecteur porte déjà ce nom : en choisir un autre.")
        connector = Connector.objects.create(
            creditor=record.creditor,
            kind=kind,
            name=wanted.name.strip(),
            settings=_open_part(known, told),
            writes=wanted.writes and bool(known.pushes),
            every_minutes=wanted.every_minutes,
            is_on=wanted.is_on,
            asked_at=record.at if wanted.is_on else None,
        )
        keep_secrets(home, connector.pk, _secret_part(known, told))
        _tell(record, connector)
    return connector


def change_connector(
    connector: Connector, wanted: Wanted, *, made_from: int | None, author: str, at: datetime, home: Path
) -> Connector:
    """Change how a system is asked; a secret left empty stays as it was.

    Raises
        StaleFormError: it changed since the form was made.
        RuleError: a name that is taken, a setting that lacks or cannot be.
    """
    known = kind_of(connector.kind)
    told = secrets_of(home, connector.pk) | _clean(known, wanted.told)
    _checked(wanted)
    open_source(connector.kind, told | {"home": str(home)})
    with recording(
        connector.creditor_id, "change_connector", author=author, cause="connector", at=at
    ) as record:
        now = Connector.objects.get(pk=connector.pk)
        same_version(now.version, made_from, now.name)
        same_name = Connector.objects.filter(creditor=record.creditor, name=wanted.name.strip())
        if same_name.exclude(pk=now.pk).exists():
            raise RuleError("name_wrong", "Un connecteur porte déjà ce nom : en choisir un autre.")
        Connector.objects.filter(pk=now.pk).update(
            name=wanted.name.strip(),
            settings=_open_part(known, told),
            writes=wanted.writes and bool(known.pushes),
            every_minutes=wanted.every_minutes,
            is_on=wanted.is_on,
            error="",
            wait_until=None,
            version=F("version") + 1,
        )
        keep_secrets(home, now.pk, _secret_part(known, told))
        now.refresh_from_db()
        _tell(record, now)
    return now


def ask_sync(connector: Connector, *, at: datetime) -> None:
    """Want a system read now: the worker does it at its next look."""
    Connector.objects.filter(pk=connector.pk, is_on=True).update(asked_at=at, wait_until=None)


def opened(connector: Connector, *, home: Path, pace: Pace | None = None) -> Source:
    """The system of a connector, ready to be asked.

    Raises
        RuleError: a setting lacks or cannot be, or the secrets no longer open.
    """
    told = connector.settings | secrets_of(home, connector.pk) | {"home": str(home)}
    return open_source(connector.kind, told, pace)


def _clean(kind: Kind, told: Mapping[str, str]) -> dict[str, str]:
    strange = sorted(set(told) - {one.name for one in kind.settings})
    if strange:
        raise RuleError("setting_unknown", f"« {strange[0]} » n’est pas un réglage de ce connecteur.")
    return {name: value.strip() for name, value in told.items() if value.strip()}


def _open_part(kind: Kind, told: Mapping[str, str]) -> dict[str, str]:
    return {one.name: told[one.name] for one in kind.settings if not one.secret and told.get(one.name)}


def _secret_part(kind: Kind, told: Mapping[str, str]) -> dict[str, str]:
    return {one.name: told[one.name] for one in kind.settings if one.secret and told.get(one.name)}


def _checked(wanted: Wanted) -> None:
    if not wanted.name.strip() or len(wanted.name.strip()) > _LONGEST_NAME:
        raise RuleError("name_wrong", f"Donner un nom d’au plus {_LONGEST_NAME} caractères.")
    if not LEAST_MINUTES <= wanted.every_minutes <= MOST_MINUTES:
        raise RuleError("every_minutes_wrong", f"Le délai est entre 1 et {MOST_MINUTES} minutes.")


def _tell(record: Any, connector: Connector) -> None:
    record.tell(
        connector=connector.pk,
        kind=connector.kind,
        name=connector.name,
        is_on=connector.is_on,
        writes=connector.writes,
        every_minutes=connector.every_minutes,
    )
