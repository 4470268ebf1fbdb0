"""An e-mail of the house itself (a link, an invitation), where a server is set up and shadow mode is left."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from encours.channels.letter_forms import Letter, UndeliverableError
from encours.channels.registry import configured, open_way
from encours.records.parties.models import Creditor

Settings = Mapping[str, Mapping[str, Any]]


def may_mail(creditor: Creditor, settings: Settings) -> bool:
    """Whether a mail of the house may leave by itself; else a person hands the link over."""
    return not creditor.shadow and bool(creditor.sender_email) and configured("email", settings)


def mail(
    creditor: Creditor,
    to: str,
    words: tuple[str, str],
    *,
    key: str,
    language: str,
    settings: Settings,
    at: datetime,
) -> bool:
    """Hand a subject and a text to the mail server; whether it took them. `key` names the mail for ever."""
    if not may_mail(creditor, settings):
        return False
    subject, text = words
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
        recipient_email=to,
    )
    try:
        with open_way("email", settings) as way:
            return way.hand(way.prepare(letter), at=at).state == "delivered"
    except UndeliverableError:
        return False
