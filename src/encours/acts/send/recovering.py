"""Messages handed over by a worker that died before it heard of them: uncertain, and on a person's list."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import F

from encours.acts.send.context import recipient_email, recipient_lines
from encours.acts.send.gathering import Dossier, House, gather
from encours.records.documents.models import KeptFile
from encours.records.history.writing import Record, recording
from encours.records.messages.models import Delivery, Message

FORGOTTEN = timedelta(minutes=10)  # handed for so long with no receipt: its worker is dead


def recover(creditor_id: int, *, at: datetime, author: str) -> int:
    """Say of each message handed long ago without a receipt that it is uncertain; return how many.

    The message names the bytes that were handed over: the person who says what became of it can see them.
    """
    lost = Message.objects.filter(creditor_id=creditor_id, state="handed", handed_at__lt=at - FORGOTTEN)
    if not lost.exists():
        return 0
    with recording(creditor_id, "recover", author=author, cause="handed without a receipt", at=at) as record:
        house = House.of(creditor_id)
        day = at.astimezone(ZoneInfo(house.creditor.time_zone)).date()
        found = list(lost.select_for_update().order_by("pk"))
        files = _files(record, found)
        KeptFile.objects.bulk_create({id(file): file for file in files.values()}.values())
        made = [
            Delivery(
                creditor=record.creditor,
                recorded_at=record.at,
                entry=record.entry,
                customer_id=dossier.message.customer_id,
                message=dossier.message,
                state="uncertain",
                on=day,
                channel=dossier.message.channel,
                recipient=_recipient(dossier)[:300],
                detail="handed over, then no receipt",
                document=files.get(dossier.message.pk),
                document_sha256=files[dossier.message.pk].sha256 if dossier.message.pk in files else "",
            )
            for dossier in gather(house, found, on=day)
        ]
        Delivery.objects.bulk_create(made)
        record.wrote(KeptFile, list(files.values()))
        record.wrote(Delivery, made)
        Message.objects.filter(pk__in=[message.pk for message in found]).update(
            state="uncertain",
            lease_worker="",
            lease_until=None,
            handed_file=None,
            version=F("version") + 1,
        )
        for message in found:
            record.of(message.customer_id, message=message.pk, step=message.step_code, state="uncertain")
    return len(found)


def _files(record: Record, messages: Sequence[Message]) -> dict[int, KeptFile]:
    """The file of each message that names one; messages sent together share the carrier's."""
    found: dict[int, KeptFile] = {}
    shared: dict[int, KeptFile] = {}
    for message in messages:
        if message.handed_file:
            carrier = message.carrier_id or message.pk
            found[message.pk] = shared[carrier] = shared.get(carrier) or _file(record, message)
    return found


def _file(record: Record, message: Message) -> KeptFile:
    """The row of the file that `handing.file_facts` told."""
    told: dict[str, Any] = dict(message.handed_file or {})
    key, _to = bytes.fromhex(told.pop("key")), told.pop("to", "")
    return KeptFile(creditor=record.creditor, recorded_at=record.at, entry=record.entry, key=key, **told)


def _recipient(dossier: Dossier) -> str:
    if to := (dossier.message.handed_file or {}).get("to"):  # the head of its group, as it was then
        return str(to)
    if dossier.message.channel == "email":
        return recipient_email(dossier)
    return " / ".join(recipient_lines(dossier))
