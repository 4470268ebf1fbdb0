"""E-mailing the link that lets a colleague into a case, or shows a document."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from encours.acts.house_mail import Settings, mail
from encours.records.work.models import Invitation, Share
from encours.words.invitations import case_invitation, document_link


def link_words(row: Invitation | Share, *, link: str, language: str) -> tuple[str, str]:
    """The subject and the text of the mail."""
    facts: dict[str, Any] = {
        "creditor": row.creditor.name,
        "by": row.by,
        "link": link,
        "until_on": row.until_on,
    }
    if isinstance(row, Invitation):
        return case_invitation(customer=row.customer.name, language=language, **facts)
    return document_link(name=row.name, language=language, **facts)


def mail_link(row: Invitation | Share, *, link: str, language: str, settings: Settings, at: datetime) -> bool:
    """Hand the link to the mail server; whether it took it. In shadow mode nothing leaves."""
    to = row.email if isinstance(row, Invitation) else row.recipient
    words = link_words(row, link=link, language=language)
    key = f"link-{row.token_digest[:24]}"
    if not mail(row.creditor, to, words, key=key, language=language, settings=settings, at=at):
        return False
    type(row).objects.filter(pk=row.pk).update(sent_at=at)
    return True
