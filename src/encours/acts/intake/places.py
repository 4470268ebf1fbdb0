"""Having a folder watched, or no longer; what a look at it told."""

from __future__ import annotations

import os
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from django.db import IntegrityError
from django.db.models import F

from encours.acts.rules import same_version
from encours.core.refusals import RuleError
from encours.records.history.writing import recording
from encours.records.intake.folders import open_folder
from encours.records.intake.models import Place
from encours.records.parties.models import Creditor

_EVERY: Final = timedelta(minutes=1)


def watch_folder(
    creditor: Creditor, path: Path, *, roots: Sequence[Path] | None, author: str, at: datetime
) -> Place:
    """Have a folder watched; `roots`: only below these, and made where it is not there yet.

    Raises
        RuleError: it cannot be read or written to, lies elsewhere, or is watched already.
    """
    real = Path(os.path.realpath(path))
    if roots is not None:
        _below(real, roots)
        try:
            real.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise RuleError(
                "folder_unreadable", f"Le dossier {real} ne peut pas être créé ({error.strerror})."
            ) from error
    with open_folder(real):
        if not os.access(real, os.W_OK):
            raise RuleError(
                "folder_not_writable",
                f"Encours ne peut pas écrire dans {real} : les fichiers lus y sont rangés.",
            )
    return _watched(creditor, "folder", str(real), author=author, at=at)


def watch_mailbox(creditor: Creditor, name: str, *, author: str, at: datetime) -> Place:
    """The mailbox as a place from which files come; the same one is returned when it is known."""
    known = Place.objects.of([creditor.pk]).filter(kind="mailbox", path=name[:500]).first()
    return known or _watched(creditor, "mailbox", name[:500], author=author, at=at)


def _below(real: Path, roots: Sequence[Path]) -> None:
    allowed = [Path(os.path.realpath(root)) for root in roots]
    if not any(real.is_relative_to(root) and real != root for root in allowed):
        told = ", ".join(map(str, allowed))
        raise RuleError(
            "folder_elsewhere",
            f"D’ici, seul un dossier placé sous {told} peut être surveillé ; pour un autre, « encours watch DOSSIER ».",
        )


def _watched(creditor: Creditor, kind: str, path: str, *, author: str, at: datetime) -> Place:
    try:
        with recording(creditor, f"watch_{kind}", author=author, cause=f"{kind} {path}", at=at) as record:
            place = Place.objects.create(
                creditor=record.creditor,
                recorded_at=record.at,
                entry=record.entry,
                kind=kind,
                path=path,
                by=author,
            )
            record.wrote(Place, [place])
            record.tell(place=place.pk, path=path)
    except IntegrityError as taken:
        raise RuleError("folder_watched", f"Le dossier {path} est déjà surveillé.") from taken
    return place


def stop_watching(place: Place, *, made_from: int | None, author: str, at: datetime) -> None:
    """Have a place watched no longer; what came from it stays.

    Raises
        StaleFormError: somebody changed it since the form was made.
        RuleError: it was stopped already.
    """
    with recording(
        place.creditor_id, "stop_watching", author=author, cause=f"{place.kind} {place.path}", at=at
    ) as record:
        now = Place.objects.get(pk=place.pk)
        same_version(now.version, made_from, now.path)
        if now.stopped_at is not None:
            raise RuleError("folder_not_watched", "Ce dossier n’est déjà plus surveillé.")
        Place.objects.filter(pk=now.pk).update(stopped_at=record.at, version=F("version") + 1)
        record.tell(place=now.pk, path=now.path)


def note_look(place: Place, *, at: datetime, settling: int = 0, trouble: str = "") -> None:
    """Keep when a place was last looked at, and what was wrong; at most once a minute where nothing changed."""
    same = (place.settling, place.trouble) == (settling, trouble)
    if same and place.looked_at is not None and at - place.looked_at < _EVERY:
        return
    place.looked_at, place.settling, place.trouble = at, settling, trouble
    Place.objects.filter(pk=place.pk).update(looked_at=at, settling=settling, trouble=trouble)
