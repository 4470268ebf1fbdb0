"""Mailing the boards that are due: each colleague receives the figures that it may see itself.

A mail is written down as handed, and committed, before its first byte leaves; one that was handed and has no
receipt is uncertain and is not sent again. Nothing leaves in shadow mode, nor without a mail server.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db import IntegrityError

from encours.acts.board_basis import board_basis
from encours.channels import registry
from encours.channels.email import return_path
from encours.channels.letter_forms import Attachment, Letter, Receipt, UndeliverableError, Way
from encours.core.boards.rhythm import due
from encours.records.boards.models import Mailed, Mailing
from encours.records.boards.narrow import basis_of_part
from encours.records.boards.reading import board_of
from encours.records.history.writing import recording
from encours.records.parties.models import Creditor
from encours.records.people.models import Membership
from encours.records.people.sights import sight_of
from encours.words.boards.mails import Mail, mail

_AUTHOR = "rule:mail_boards@1"
_PATIENCE = timedelta(hours=1)  # then whoever handed it is gone


def mail_boards(
    creditor: Creditor,
    *,
    on: date,
    clock: Callable[[], datetime],
    settings: Mapping[str, Mapping[str, Any]],
) -> Counter[str]:
    """Mail what is due on a day; count what became of each mail."""
    counts: Counter[str] = Counter()
    if creditor.shadow or not creditor.sender_email or not registry.configured("email", settings):
        return counts
    lost = Mailed.objects.filter(creditor=creditor, state="handed", recorded_at__lt=clock() - _PATIENCE)
    lost.update(state="uncertain")
    waiting = list(_due(creditor, on))
    if not waiting:
        return counts
    with registry.open_way("email", settings) as way:
        for mailing, recipient, day in waiting:
            counts[_mailed(way, creditor, mailing, recipient, day, on, clock)] += 1
    return counts


def _due(creditor: Creditor, on: date) -> list[tuple[Mailing, Membership, date]]:
    zone = ZoneInfo(creditor.time_zone)
    found: list[tuple[Mailing, Membership, date]] = []
    for mailing in Mailing.objects.filter(creditor=creditor, stopped_at__isnull=True).order_by("pk"):
        day = due(mailing.rhythm, asked_on=mailing.recorded_at.astimezone(zone).date(), on=on)
        if day is None:
            continue
        done = set(Mailed.objects.filter(mailing=mailing, on=day).values_list("recipient", flat=True))
        members = Membership.objects.filter(
            creditor=creditor, user__email__in=set(mailing.recipients) - done, user__is_active=True
        )
        rows = members.select_related("user").order_by("user__email")
        found += [(mailing, row, day) for row in rows if not row.ended(on)]
    return found


def _mailed(
    way: Way,
    creditor: Creditor,
    mailing: Mailing,
    recipient: Membership,
    day: date,
    on: date,
    clock: Callable[[], datetime],
) -> str:
    """Write one mail, say that it is handed, hand it, and keep what became of it."""
    at = clock()
    written = _written(creditor, mailing, recipient, on, at)
    address = recipient.user.email
    try:
        prepared = way.prepare(_letter(creditor, mailing, recipient, day, written, at))
    except UndeliverableError as error:
        row = _handed(mailing, address, day, at)
        return _kept(row, Receipt("", "refused", at, detail=error.sentence)) if row else "taken"
    row = _handed(mailing, address, day, at)
    if row is None:
        return "taken"
    return _kept(row, way.hand(prepared, at=clock()))


def _handed(mailing: Mailing, address: str, day: date, at: datetime) -> Mailed | None:
    """Commit that a mail leaves; None where another worker did."""
    with suppress(IntegrityError):
        cause = f"mailing {mailing.pk}"
        with recording(mailing.creditor_id, "mail_board", author=_AUTHOR, cause=cause, at=at) as record:
            row = Mailed.objects.create(
                creditor=record.creditor,
                recorded_at=record.at,
                entry=record.entry,
                mailing=mailing,
                recipient=address,
                on=day,
                state="handed",
            )
            record.tell(mailing=mailing.pk, recipient=address, on=day)
        return row
    return None


def _kept(row: Mailed, receipt: Receipt) -> str:
    Mailed.objects.filter(pk=row.pk, state="handed").update(state=receipt.state, detail=receipt.detail[:500])
    return receipt.state


def _written(creditor: Creditor, mailing: Mailing, recipient: Membership, on: date, at: datetime) -> Mail:
    """The owner's tiles over what the recipient may see, in the recipient's language."""
    owner = Membership.objects.filter(creditor=creditor, user_id=mailing.user_id).first()
    places, _version = board_of(creditor.pk, mailing.user_id, owner.role if owner else recipient.role)
    sight = sight_of(recipient, on=on)
    if sight.whole:
        basis = board_basis(creditor, sight, on=on, tiles=[place.code for place in places])
    else:
        basis = basis_of_part(creditor, sight, on=on)
    return mail(
        basis, places, kind=mailing.format, language=recipient.user.language, rhythm=mailing.rhythm, at=at
    )


def _letter(
    creditor: Creditor, mailing: Mailing, recipient: Membership, day: date, written: Mail, at: datetime
) -> Letter:
    key = f"board-{mailing.pk}-{recipient.user_id}-{day.isoformat()}"
    domain = creditor.sender_email.rpartition("@")[2]
    return Letter(
        key=key,
        kind="board",
        language=recipient.user.language,
        written_at=at,
        sender_name=creditor.sender_name or creditor.name,
        recipient_name=recipient.user.name,
        subject=written.subject,
        text=written.text,
        message_id=f"<encours.{key}@{domain}>",
        sender_email=creditor.sender_email,
        return_path=return_path(creditor.sender_email, f"b{mailing.pk}"),
        recipient_email=recipient.user.email,
        attachments=(Attachment(written.file_name, written.media_type, written.content),),
    )
