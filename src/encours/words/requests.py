"""Documents as they are asked for."""

from __future__ import annotations

from django.utils.translation import gettext as _


def document_asked(kind: str) -> str:
    """A kind of document, as one asks a customer for it."""
    return {
        "invoice": _("la copie de la facture"),
        "order": _("le bon de commande"),
        "delivery": _("le bon de livraison ou le procès-verbal de réception, signé"),
        "contract": _("le contrat ou les conditions acceptées, signés"),
        "exchange": _("les échanges qui s’y rapportent"),
        "other": _("un autre document"),
    }[kind]
