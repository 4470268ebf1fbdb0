"""Taking in one mail: kept encrypted, filed where its customer is known; a returned message is no longer delivered."""

from __future__ import annotations

import hashlib
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from encours.acts.captured import await_reading, tell_mail
from encours.acts.mail.whose import Judged, judged
from encours.formats.mail import Mail
from encours.formats.mail.dsn import Dsn
from encours.records.documents.keeping import laid_down
from encours.records.documents.models import KeptFile
from encours.records.history.writing import Record, recording
from encours.records.messages.models import Bounce, Delivery, Mailbox, Message, Received
from encours.records.parties.models import Creditor
from encours.words.masking import masked

_MEDIA = "message/rfc822"


@dataclass(frozen=True, slots=True)
class Place:
    """Where a mail was read: the mailbox, and its number there."""

    mailbox: str
    uid_validity: int
    uid: int


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of a mail: its row, or the one by which it was `known`; whether a message of ours came back."""

    received: Received | None
    bounced: bool = False
    known: Received | None = None


def read_up_to(creditor: Creditor, mailbox: str, uid_validity: int) -> int:
    """The number of the last mail taken in of this mailbox; 0 where its numbers have begun anew."""
    row = Mailbox.objects.of([creditor.pk]).filter(name=mailbox, uid_validity=uid_validity).first()
    return row.last_uid if row else 0


def take_in_mail(
    creditor: Creditor,
    content: bytes,
    *,
    home: Path,
    author: str,
    at: datetime,
    whole: bool = True,
    place: Place | None = None,
) -> Taken:
    """Take in one mail, once: the same mail read again adds nothing.

    A mail that cannot be read is kept too, and waits to be filed. `whole` False: `content` is its head alone.
    """
    told = judged(creditor, content, whole=whole)
    fingerprint = _fingerprint(told.mail, content)
    same = Received.objects.of([creditor.pk]).filter(fingerprint=fingerprint)
    known = same.first()
    if known is not None:
        read_to(creditor, place, at=at)
        return Taken(None, known=known)
    kept = laid_down(content, creditor_id=creditor.pk, name="courriel.eml", media_type=_MEDIA, home=home)
    with recording(creditor, "take_in_mail", author=author, cause="mail", at=at) as record:
        known = same.first()
        read_to(creditor, place, at=record.at)
        if known is not None:  # another worker took it in while it was being read
            return Taken(None, known=known)
        kept.recorded_at, kept.entry = record.at, record.entry
        kept.save()
        received = _received(record, told, kept, fingerprint)
        received.save()
        record.wrote(KeptFile, [kept])
        await_reading(record, [kept])
        record.wrote(Received, [received])
        record.tell(received=received.pk, kind=received.kind, filing=received.filing)
        bounced = _bounce(record, told, received)
        if received.customer_id is not None:
            record.of(received.customer_id, received=received.pk, mail=received.kind, because=told.because)
            tell_mail(record, received, received.customer_id)
            if not bounced:  # words change no decision: a person reads them
                record.untouched.add(received.customer_id)
            if told.message is not None and not bounced:
                _told_of_others(record, told.message, received)
    return Taken(received, bounced)


def _told_of_others(record: Record, message: Message, received: Received) -> None:
    """An answer to an e-mail that carried several is told of each."""
    for one in message.sent_with().exclude(customer_id=message.customer_id):
        record.of(one.customer_id, received=received.pk, mail=received.kind, because="answers")
        record.untouched.add(one.customer_id)


def _fingerprint(mail: Mail | None, content: bytes) -> str:
    """Of what it says: the same mail copied to two addresses comes by two ways."""
    if mail is None:
        return hashlib.sha256(content).hexdigest()
    said = (
        mail.message_id,
        mail.sender,
        mail.subject,
        mail.text,
        *(str(asdict(one)) for one in mail.attached),
    )
    return hashlib.sha256("\0".join(said).encode("utf-8", "replace")).hexdigest()


def read_to(creditor: Creditor, place: Place | None, *, at: datetime) -> None:
    """Keep how far the mailbox was read: never back, but where its numbers have begun anew."""
    if place is None:
        return
    row, _new = Mailbox.objects.get_or_create(
        creditor_id=creditor.pk,
        name=place.mailbox,
        defaults={"uid_validity": place.uid_validity, "recorded_at": at},
    )
    if row.uid_validity != place.uid_validity or row.last_uid < place.uid:
        Mailbox.objects.filter(pk=row.pk).update(
            uid_validity=place.uid_validity, last_uid=place.uid, recorded_at=at
        )


def _received(record: Record, told: Judged, kept: KeptFile, fingerprint: str) -> Received:
    mail = told.mail
    common: dict[str, Any] = {
        "creditor": record.creditor,
        "recorded_at": record.at,
        "entry": record.entry,
        "kept": kept,
        "fingerprint": fingerprint,
        "on": record.at.astimezone(ZoneInfo(record.creditor.time_zone)).date(),
    }
    if mail is None:
        return Received(
            **common, kind="unreadable", because="unreadable", filing="to_file", text=told.refusal
        )
    return Received(
        **common,
        customer_id=told.customer_id,
        message=told.message,
        kind=mail.kind,
        because=mail.because,
        filing=told.filing,
        filed_because=told.because,
        filed_by=record.entry.author if told.customer_id else "",
        sender=mail.sender,
        sender_name=masked(mail.sender_name)[:200],
        subject=masked(mail.subject)[:300],
        text=masked(mail.text),
        attached=[asdict(one) for one in mail.attached],
    )


def _bounce(record: Record, told: Judged, received: Received) -> bool:
    """Write that a message of ours came back, once; a delay, or news of a delivery, changes nothing.

    An e-mail that carried several comes back for each of them.
    """
    dsn, message = (told.mail.dsn if told.mail else None), told.message
    if dsn is None or message is None or dsn.action != "failed":
        return False
    each = [_one_bounce(record, dsn, received, one) for one in message.sent_with()]
    return any(each)


def _one_bounce(record: Record, dsn: Dsn, received: Received, message: Message) -> bool:
    sent = Delivery.objects.filter(message=message, state="delivered", channel="email").first()
    if sent is None or Bounce.objects.filter(message=message).exists():
        return False
    # An address that was only forwarded to is not the one we hold: that one may still be good.
    ours = not dsn.recipients or sent.recipient.lower() in dsn.recipients
    bounce = Bounce.objects.create(
        creditor=record.creditor,
        recorded_at=record.at,
        entry=record.entry,
        customer_id=message.customer_id,
        message=message,
        recipient=sent.recipient,
        permanent=dsn.permanent and ours,
        status=dsn.status[:12],
        reason=dsn.reason[:20],
        detail=masked(dsn.diagnostic)[:500],
        on=received.on,
        received=received,
    )
    record.wrote(Bounce, [bounce])
    record.of(
        message.customer_id,
        bounced=message.pk,
        recipient=bounce.recipient,
        permanent=bounce.permanent,
        status=bounce.status,
    )
    return True
