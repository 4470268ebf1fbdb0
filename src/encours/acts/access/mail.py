"""Sending an invitation's link, where mail is set up and the creditor has left shadow mode."""

from __future__ import annotations

from datetime import datetime

from encours.acts.access.invite import VALID_DAYS
from encours.acts.house_mail import Settings, mail
from encours.records.people.models import AccessInvitation
from encours.words.invitations import invitation


def send_invitation(
    row: AccessInvitation, *, link: str, language: str, settings: Settings, at: datetime
) -> bool:
    """Hand the link to the mail server; whether it took it. The instant is kept with the invitation."""
    creditor = row.creditor
    words = invitation(creditor=creditor.name, by=row.by, link=link, days=VALID_DAYS, language=language)
    key = f"access-{row.token_digest[:24]}"
    if not mail(creditor, row.email, words, key=key, language=language, settings=settings, at=at):
        return False
    AccessInvitation.objects.filter(pk=row.pk).update(sent_at=at)
    return True
