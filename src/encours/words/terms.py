"""Payment terms in words."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from encours.words.languages import speaking


def describe_terms(days: int, mode: str, language: str) -> str:
    """Say terms as an invoice would: "30 jours nets", "45 jours fin de mois"."""
    with speaking(language):
        if days == 0 and mode == "net":
            return _("paiement à réception de la facture")
        if mode == "days_then_eom":
            said = ngettext("%(days)s jour puis fin de mois", "%(days)s jours puis fin de mois", days)
        elif mode == "eom_then_days":
            said = ngettext("fin de mois puis %(days)s jour", "fin de mois puis %(days)s jours", days)
        else:
            said = ngettext(
                "%(days)s jour à compter de la date de la facture",
                "%(days)s jours à compter de la date de la facture",
                days,
            )
        return said % {"days": days}
