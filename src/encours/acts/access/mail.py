"""Sending an invitation's link, where mail is set up and the creditor has left shadow mode."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from encours.acts.access.invite import VALID_DAYS
from encours.channels.letter_forms import Letter, UndeliverableError
from encours.channels.registry import configured, open_way
from encours.records.people.models import AccessInvitation
from encours.words.invitations import invitation


def may_send(row: AccessInvitation, settings: Mapping[str, Mapping[str, Any]]) -> bool:
    """Whether an invitation may leave by itself; else a person hands the link over."""
    creditor = row.creditor
    return not creditor.shadow and bool(creditor.sender_email) and configured("email", settings)


def send_invitation(
    row: AccessInvitation,
    *,
    link: str,
    language: str,
    settings: Mapping[str, Mapping[str, Any]],
    at: datetime,
) -> bool:
    """Hand the link to the mail server; whether it took it. The instant is kept with the invitation."""
    if not may_send(row, settings):
        return False
    creditor = row.creditor
    subject, text = invitation(
        creditor=creditor.name, by=row.by, link=link, days=VALID_DAYS, language=language
    )
    key = f"access-{row.token_digest[:24]}"
    letter = Letter(
        key=key,
        kind="invitation",
        language=language,
        written_at=at,
        sender_name=creditor.name,
        recipient_name="",
        subject=subject,
        text=text,
        message_id=f"<{key}@{creditor.sender_email.rpartition('@')[2]}>",
        sender_email=creditor.sender_email,
        return_path=creditor.sender_email,
        recipient_email=row.email,
    )
    try:
        with open_way("email", settings) as way:
            receipt = way.hand(way.prepare(letter), at=at)
    except UndeliverableError:
        return False
    if receipt.state != "delivered":
        return False
    AccessInvitation.objects.filter(pk=row.pk).update(sent_at=at)
    return True
