"""Which creditor a file belongs to, and which day it is there."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from encours.acts.open_creditor import open_creditor
from encours.core.einvoice.parties import same_party
from encours.formats.einvoice.pdf import MOST_BYTES
from encours.formats.einvoice.reading import read_document
from encours.formats.fec.filename import told_by
from encours.formats.registry import HEAD_BYTES, detect
from encours.jobs.opening import the_creditor
from encours.records.parties.models import Creditor

_FEW = 200


def creditor_for(path: Path, named: str | None, *, author: str, at: datetime) -> Creditor:
    """Find the creditor named, else the one whose SIREN the file's name tells, opening it if it is the first."""
    if named is not None:
        return the_creditor(named)
    siren = told_by(path.name).siren or ""
    if siren:
        known = Creditor.objects.filter(siren=siren).first()
        if known is not None:
            return known
    seller = _seller(path)
    if seller is not None:
        return seller
    if not Creditor.objects.exists():
        return open_creditor(name=siren or "Mon entreprise", siren=siren, author=author, at=at)
    return the_creditor(None)


def _seller(path: Path) -> Creditor | None:
    """Of several creditors, the one that sells by this electronic invoice."""
    creditors = list(Creditor.objects.order_by("pk")[:_FEW])
    if len(creditors) <= 1:
        return None
    with path.open("rb") as file:
        content = file.read(MOST_BYTES + 1)
    if detect(content[:HEAD_BYTES], path.name).kind != "einvoice":
        return None
    sold_by = read_document(content, path.name).seller
    told = (
        one
        for one in creditors
        if same_party(sold_by, siren=one.siren, vat_number=one.vat_number, name=one.name)
    )
    return next(told, None)


def local_day(creditor: Creditor, at: datetime) -> date:
    """The creditor's day at an instant."""
    return at.astimezone(ZoneInfo(creditor.time_zone)).date()
