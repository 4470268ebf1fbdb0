"""Why payers pay less, and what a creditor does of it, in words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

REASONS: Final[Mapping[str, Promise]] = {
    "price": _("Prix ou tarif"),
    "discount": _("Escompte pris"),
    "shortage": _("Manquant, quantité"),
    "not_received": _("Non reçu"),
    "damaged": _("Marchandise abîmée"),
    "quality": _("Qualité, non-conformité"),
    "wrong_goods": _("Erreur de livraison"),
    "returned": _("Retour"),
    "late": _("Retard de livraison"),
    "duplicate": _("Facture en double"),
    "bonus": _("Ristourne, remise de fin d’année"),
    "promotion": _("Promotion, publicité"),
    "trade_discount": _("Remise commerciale"),
    "commission": _("Commission"),
    "freight": _("Transport"),
    "tax": _("Taxe"),
    "charges": _("Frais bancaires"),
    "rounding": _("Arrondi"),
    "offset": _("Compensation, avoir attendu"),
    "chargeback": _("Refacturation par l’enseigne"),
    "document": _("Pièce manquante"),
    "retention": _("Retenue de garantie"),
    "later": _("Solde à suivre"),
    "other": _("Autre, à préciser"),
}
TREATMENTS: Final[Mapping[str, Promise]] = {
    "deduct": _("retenue contestée : la part n’est pas relancée tant qu’elle n’est pas réglée"),
    "promise": _("promesse pour le reste"),
    "accept": _("abandonner, dans la limite dite"),
    "ask": _("demander à une personne"),
}
TREATED: Final[Mapping[str, Promise]] = {
    "deduct": _("retenue contestée"),
    "promise": _("promesse pour le reste"),
    "accept": _("écart abandonné"),
    "ask": _("à dire"),
    "several": _("en plusieurs parts"),
    "none": _("payée comme annoncé"),
    "": _("attend l’affectation"),
}
