"""What an invitation to join, to one case or to one document says, by e-mail."""

from __future__ import annotations

from datetime import date

from django.utils import translation
from django.utils.translation import gettext as _

from encours.words import days as day_words
from encours.words.languages import speaking


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


def case_invitation(
    *, creditor: str, customer: str, by: str, link: str, until_on: date, language: str
) -> tuple[str, str]:
    """The subject and the text that lead a colleague to one case."""
    with speaking(language):
        facts = {
            "creditor": creditor, "customer": customer, "by": by, "link": link,
            "day": day_words.day_long(until_on, language),
        }  # fmt: skip
        subject = _("Le dossier %(customer)s vous est ouvert") % facts
        text = _(
            "Bonjour,\n\n%(by)s vous invite à suivre le dossier %(customer)s chez %(creditor)s, jusqu’au %(day)s.\n\n"
            "Ouvrez ce lien :\n%(link)s\n\n"
            "Vous verrez ce dossier et rien d’autre ; chaque page ouverte est notée. "
            "Si vous n’attendiez pas cette invitation, ne faites rien : elle s’éteindra d’elle-même."
        )
        return subject, text % facts


def document_link(
    *, creditor: str, name: str, by: str, link: str, until_on: date, language: str
) -> tuple[str, str]:
    """The subject and the text that lead somebody to one document."""
    with speaking(language):
        facts = {
            "creditor": creditor, "name": name, "by": by, "link": link,
            "day": day_words.day_long(until_on, language),
        }  # fmt: skip
        subject = _("%(creditor)s vous montre un document") % facts
        text = _(
            "Bonjour,\n\n%(by)s, de %(creditor)s, vous montre « %(name)s », jusqu’au %(day)s.\n\n"
            "Ouvrez ce lien :\n%(link)s\n\n"
            "L’ouverture est notée. Ce lien est pour vous : ne le transmettez pas."
        )
        return subject, text % facts
