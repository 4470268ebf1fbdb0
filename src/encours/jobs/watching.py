"""`encours watch`: folders whose files are taken in by themselves; the worker looks at them too."""

from __future__ import annotations

import time
from collections import Counter
from pathlib import Path
from typing import Any

import click

from encours.jobs.opening import (
    answer,
    creditor_option,
    home,
    json_option,
    language,
    now,
    open_house,
    the_creditor,
)

_BETWEEN_SECONDS = 2.1


@click.command("watch")
@click.argument("folder", required=False, type=click.Path(file_okay=False, path_type=Path))
@creditor_option
@click.option("--stop", is_flag=True, help="Watch FOLDER no longer.")
@click.option("--once", is_flag=True, help="Look at the folders now, take in what lies there, and end.")
@json_option
def command(folder: Path | None, named: str | None, stop: bool, once: bool, as_json: bool) -> None:
    """Have FOLDER watched: a file dropped there (SFTP too) is taken in once it is whole.

    Read files go to FOLDER/done, refused ones to FOLDER/refused beside a text that says why. The worker looks every
    two seconds (`encours serve`, `encours worker`). Without FOLDER: the folders watched, and how they fare.
    """
    open_house()
    creditor = the_creditor(named)
    if folder is not None:
        _settle(creditor, folder, stop=stop)
    told = _looked_twice(creditor) if once else {}
    facts = {"creditor": creditor.name, "folders": _folders(creditor), **told}
    answer(facts, _words(facts), as_json=as_json)


def _settle(creditor: Any, folder: Path, *, stop: bool) -> None:
    from encours.acts.intake.places import stop_watching, watch_folder
    from encours.core.refusals import RuleError
    from encours.records.intake.models import Place

    path = folder.resolve()
    row = (
        Place.objects.of([creditor.pk]).filter(kind="folder", path=str(path), stopped_at__isnull=True).first()
    )
    if stop:
        if row is None:
            raise RuleError("folder_not_watched", "Ce dossier n’est pas surveillé.")
        stop_watching(row, made_from=row.version, author="cli", at=now())
    elif row is None:
        watch_folder(creditor, path, roots=None, author="cli", at=now())


def _looked_twice(creditor: Any) -> dict[str, Any]:
    from encours.records.intake.folders import Steadiness

    steadiness = Steadiness()
    look_at_folders(creditor, steadiness)
    time.sleep(_BETWEEN_SECONDS)
    put = look_at_folders(creditor, steadiness)
    counts = Counter(row.state for one in put for row in one.arrivals)
    return {"counts": dict(counts), "files": [{"file": one.name, "put_in": one.under} for one in put]}


def look_at_folders(creditor: Any, steadiness: Any) -> list[Any]:
    """Take in what lies whole in the folders of a creditor; one that cannot be read says so on its own row."""
    from encours.acts.intake.places import note_look
    from encours.core.refusals import RuleError
    from encours.records.intake.models import Place

    put: list[Any] = []
    for place in (
        Place.objects.of([creditor.pk]).filter(kind="folder", stopped_at__isnull=True).order_by("pk")
    ):
        at = now()
        try:
            found, waiting = _looked(creditor, place, steadiness)
        except (RuleError, OSError) as wrong:
            note_look(place, at=at, trouble=getattr(wrong, "sentence", str(wrong)))
            continue
        note_look(place, at=at, settling=waiting)
        put += found
    return put


def _looked(creditor: Any, place: Any, steadiness: Any) -> tuple[list[Any], int]:
    from encours.acts.intake.arriving import TAKING, Taking
    from encours.acts.intake.folder import take_in_folder
    from encours.jobs.creditors import local_day
    from encours.records.intake.folders import open_folder

    with open_folder(Path(place.path)) as folder:
        at = now()
        lying = folder.lying()
        steady = steadiness.steady(place.pk, lying, at_ns=time.monotonic_ns())
        taking = Taking(TAKING, at, local_day(creditor, at), home())
        put = list(take_in_folder(creditor, place, folder, steady, taking, words=_said))
        return put, len(lying) - len(steady)


def _said(arrivals: Any) -> str:
    """Why a file, or parts of an archive, were refused, in the language of the house."""
    from encours.words.refusals import sentence

    lines = [
        f"{row.name}\n{sentence(row.sentence, language())} {sentence(row.remedy, language())}\n"
        for row in arrivals
        if row.state == "refused"
    ]
    return "\n".join(lines)


def _folders(creditor: Any) -> list[dict[str, Any]]:
    from encours.records.intake.models import Arrival, Place

    rows = Place.objects.of([creditor.pk]).filter(kind="folder", stopped_at__isnull=True).order_by("pk")
    states = Arrival.objects.of([creditor.pk]).order_by()
    return [
        {
            "folder": row.path,
            "looked_at": row.looked_at.isoformat() if row.looked_at else None,
            "trouble": row.trouble,
            "settling": row.settling,
            "arrivals": dict(Counter(states.filter(place=row).values_list("state", flat=True))),
        }
        for row in rows
    ]


def _words(facts: dict[str, Any]) -> list[str]:
    from django.utils.translation import gettext as _

    lines = [f"{one['file']} → {one['put_in']}/" for one in facts.get("files", [])]
    for row in facts["folders"]:
        counts = ", ".join(f"{state} {count}" for state, count in sorted(row["arrivals"].items()))
        lines.append(f"{row['folder']}{_(' : ')}{row['trouble'] or counts or _('rien n’est encore arrivé')}")
    return lines or [_("Aucun dossier n’est surveillé : « encours watch DOSSIER ».")]
