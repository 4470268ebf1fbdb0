"""What sales and logistics are told of a customer's debt, in words."""

from __future__ import annotations

from django.utils.translation import gettext as _

WARNINGS = frozenset({"limit_exceeded", "deal_overdue"})


def signal(code: str) -> str:
    """One signal, by its code."""
    return {
        "limit_exceeded": _("Limite de crédit dépassée : livraisons et commandes à retenir"),
        "limit_respected": _("Limite de crédit de nouveau respectée"),
        "deal_overdue": _("Affaire en cours chez un client en retard : commerce prévenu"),
        "deal_clear": _("Plus de retard chez un client en affaire"),
    }.get(code, code)
