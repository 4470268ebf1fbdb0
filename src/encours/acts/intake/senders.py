"""A person says whose files are taken in, and what becomes of those that others sent."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any, Final

from django.db.models import F

from encours.acts.import_file.laying import laid_aside
from encours.acts.import_file.many import File, import_many, unpacked
from encours.acts.intake import mailing
from encours.acts.intake.arriving import Taking
from encours.acts.rules import same_version
from encours.core.refusals import RuleError, UnreadableFileError
from encours.records.documents.keeping import UnreadableKeptFileError, opened
from encours.records.history.writing import recording
from encours.records.intake.models import AllowedSender, Arrival
from encours.records.parties.models import Creditor

_LONGEST: Final = 320


def allow_sender(creditor: Creditor, address: str, *, author: str, at: datetime) -> AllowedSender:
    """Allow an address, or every address of a domain (`@domain`); one allowed already is returned.

    Raises
        RuleError: it is neither.
    """
    told = address.strip().lower()
    _local, sign, domain = told.rpartition("@")
    if not sign or "." not in domain or len(told) > _LONGEST or any(letter.isspace() for letter in told):
        raise RuleError("not_an_address", "Donner une adresse (nom@domaine.fr) ou un domaine (@domaine.fr).")
    with recording(creditor, "allow_sender", author=author, cause="desk", at=at) as record:
        known = AllowedSender.objects.filter(
            creditor=record.creditor, address=told, withdrawn_at__isnull=True
        )
        row = known.first()
        if row is None:
            row = AllowedSender.objects.create(
                creditor=record.creditor, recorded_at=record.at, entry=record.entry, address=told, by=author
            )
            record.wrote(AllowedSender, [row])
        record.tell(address=told)
    return row


def withdraw_sender(row: AllowedSender, *, author: str, at: datetime) -> None:
    """What this sender sends is proposed again from now on."""
    with recording(row.creditor_id, "withdraw_sender", author=author, cause="desk", at=at) as record:
        AllowedSender.objects.filter(pk=row.pk, withdrawn_at__isnull=True).update(withdrawn_at=record.at)
        record.tell(address=row.address)


def take_proposed(creditor: Creditor, arrival: Arrival, taking: Taking, *, made_from: int | None) -> Arrival:
    """Take in a file that somebody not allowed sent.

    Raises
        StaleFormError: somebody decided since the form was made.
        RuleError: it was decided already, or the mail is no longer kept.
        UnreadableFileError: the file cannot be read; it is then refused, and says so.
    """
    same_version(Arrival.objects.get(pk=arrival.pk).version, made_from, arrival.name)
    if arrival.state != "proposed":
        raise RuleError("arrival_decided", "Ce fichier a déjà été pris ou écarté.")
    changed = _became(creditor, _file(arrival, taking.home), taking)
    _decide(arrival, made_from, taking.author, taking.at, **changed)
    return Arrival.objects.get(pk=arrival.pk)


def decline_proposed(arrival: Arrival, *, made_from: int | None, author: str, at: datetime) -> None:
    """Want none of a file; the mail stays where it is.

    Raises
        StaleFormError, RuleError: as for taking it in.
    """
    _decide(arrival, made_from, author, at, state="declined")


def _decide(arrival: Arrival, made_from: int | None, author: str, at: datetime, **changed: Any) -> None:
    cause = f"file {arrival.name}"
    with recording(arrival.creditor_id, "decide_arrival", author=author, cause=cause, at=at) as record:
        now = Arrival.objects.get(pk=arrival.pk)
        same_version(now.version, made_from, now.name)
        if now.state != "proposed":
            raise RuleError("arrival_decided", "Ce fichier a déjà été pris ou écarté.")
        Arrival.objects.filter(pk=now.pk).update(**changed, version=F("version") + 1)
        record.tell(arrival=now.pk, state=changed["state"], file=now.sha256)


def _file(arrival: Arrival, home: Path) -> File:
    """The attached file again, out of the mail as it is kept."""
    gone = RuleError(
        "file_gone", "Ce courriel n’est plus gardé, ou ne peut pas être lu : sa pièce ne s’ouvre pas."
    )
    if arrival.received is None:
        raise gone
    try:
        found = mailing.file_in(opened(arrival.received.kept, home=home), arrival.number)
        files = unpacked(found) if found else iter(())
        mine = next((file for file in files if file.name[-300:] == arrival.name), None)
    except (FileNotFoundError, UnreadableKeptFileError, UnreadableFileError) as wrong:
        raise gone from wrong
    if mine is None:
        raise gone
    return mine


def _became(creditor: Creditor, file: File, taking: Taking) -> dict[str, Any]:
    told: dict[str, Any] = {"author": taking.author, "at": taking.at, "on": taking.on, "home": taking.home}
    try:
        upload = laid_aside(creditor, file, author=taking.author, at=taking.at, home=taking.home)
    except UnreadableFileError as wrong:
        return _refused(wrong)
    if upload is not None:
        return {"state": "asked" if upload.plan is None else "queued", "upload": upload}
    (became,) = import_many(creditor, [file], **told)
    if became.result is None:
        return _refused(became.refused)
    return {"state": "again" if became.result.again else "taken", "intake": became.result.intake}


def _refused(wrong: UnreadableFileError | None) -> dict[str, Any]:
    if wrong is None:
        return {"state": "refused"}
    return {"state": "refused", "rule": wrong.rule[:60], "sentence": wrong.sentence, "remedy": wrong.remedy}
