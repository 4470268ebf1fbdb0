"""What a ledger gets wrong, by its short name."""

from __future__ import annotations

from django.utils.translation import gettext as _


def anomaly_name(rule: str) -> str:
    """An anomaly of `core.ledger.anomalies`, as an accountant calls it."""
    return {
        "entry_unbalanced": _("Écriture déséquilibrée"),
        "entry_outside_year": _("Écriture hors de l’exercice"),
        "number_gap": _("Numéros d’écriture manquants"),
        "number_repeated": _("Numéro d’écriture employé plusieurs fois"),
        "validated_before_entry": _("Validation antérieure à l’écriture"),
        "out_of_sequence": _("Écritures hors de l’ordre de validation"),
        "negative_amount": _("Montant négatif sur un compte client"),
        "customer_unnamed": _("Compte client sans auxiliaire"),
        "pair_unlettered": _("Montants opposés non lettrés"),
        "lettering_unbalanced": _("Lettrage qui ne solde pas"),
        "opening_differs": _("À-nouveaux différents de la clôture précédente"),
        "credit_aged": _("Solde créditeur sans mouvement depuis trois mois"),
    }.get(rule, rule)
