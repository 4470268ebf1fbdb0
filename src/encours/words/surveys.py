"""The one question asked after a case is closed, by e-mail."""

from __future__ import annotations

from django.utils.translation import gettext as _

from encours.words.languages import speaking


def survey_mail(*, creditor: str, link: str, language: str) -> tuple[str, str]:
    """The subject and the text, in the customer's language."""
    facts = {"creditor": creditor, "link": link}
    with speaking(language):
        subject = _("%(creditor)s : comment avez-vous été traité ?") % facts
        text = _(
            "Bonjour,\n\nVos factures échues chez %(creditor)s sont réglées : merci.\n\n"
            "Une seule question, de 0 à 10, sans compte à ouvrir : comment avez-vous été traité ?\n%(link)s\n\n"
            "Pour ne plus recevoir de courriels de notre part, répondez « stop » à celui-ci."
        )
        return subject, text % facts
