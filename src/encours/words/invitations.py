"""What an invitation to join says, by e-mail."""

from __future__ import annotations

from django.utils import translation
from django.utils.translation import gettext as _


def invitation(*, creditor: str, by: str, link: str, days: int, language: str) -> tuple[str, str]:
    """The subject and the text, in a language."""
    facts = {"creditor": creditor, "by": by, "link": link, "days": days}
    with translation.override(language):
        subject = _("Votre accès à Encours pour %(creditor)s") % facts
        text = _(
            "Bonjour,\n\n%(by)s vous invite à suivre l’encours clients de %(creditor)s.\n\n"
            "Ouvrez ce lien, qui sert une seule fois et pendant %(days)s jours :\n%(link)s\n\n"
            "Si vous n’attendiez pas cette invitation, ne faites rien : elle s’éteindra d’elle-même."
        )
        return subject, text % facts
