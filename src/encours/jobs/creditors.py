"""Which creditor a file belongs to, and which day it is there."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from encours.acts.open_creditor import open_creditor
from encours.formats.fec.filename import told_by
from encours.jobs.opening import the_creditor
from encours.records.parties.models import Creditor


def creditor_for(path: Path, named: str | None, *, author: str, at: datetime) -> Creditor:
    """Find the creditor named, else the one whose SIREN the file's name tells, opening it if it is the first."""
    if named is not None:
        return the_creditor(named)
    siren = told_by(path.name).siren or ""
    if siren:
        known = Creditor.objects.filter(siren=siren).first()
        if known is not None:
            return known
    if not Creditor.objects.exists():
        return open_creditor(name=siren or "Mon entreprise", siren=siren, author=author, at=at)
    return the_creditor(None)


def local_day(creditor: Creditor, at: datetime) -> date:
    """The creditor's day at an instant."""
    return at.astimezone(ZoneInfo(creditor.time_zone)).date()
