"""Sources of facts, in words."""

from __future__ import annotations

from django.utils.translation import gettext as _


def source_name(code: str) -> str:
    """Who said it."""
    return {
        "person": _("une personne"),
        "einvoice": _("la facture électronique"),
        "connector": _("le logiciel relié"),
        "ledger": _("la comptabilité"),
        "table": _("le tableau importé"),
    }.get(code, code)


def field_name(code: str) -> str:
    """What it is about."""
    return {
        "due_on": _("Échéance"),
        "po_number": _("Bon de commande"),
        "amount": _("Montant TTC"),
        "name": _("Nom"),
        "registration": _("SIREN"),
        "vat_number": _("Numéro de TVA"),
        "address": _("Adresse postale"),
        "language": _("Langue"),
        "terms": _("Délai de paiement"),
    }.get(code, code)
