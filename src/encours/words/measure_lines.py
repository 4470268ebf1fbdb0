"""The lines of measures that have several, in words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from encours.words.matchers import MATCHERS
from encours.words.reason_labels import SEGMENTS

LINES: Final[Mapping[str, Promise]] = {
    "not_due": _("Non échu"),
    "issued_that_day": _("Le jour même"),
    "within_7": _("sous 7 jours"),
    "within_14": _("sous 14 jours"),
    "within_30": _("sous 30 jours"),
    "within_60": _("sous 60 jours"),
    "within_90": _("sous 90 jours"),
    "late_1_7": _("1 à 7 jours"),
    "late_8_14": _("8 à 14 jours"),
    "late_15_30": _("15 à 30 jours"),
    "late_1_30": _("1 à 30 jours"),
    "late_31_60": _("31 à 60 jours"),
    "late_61_90": _("61 à 90 jours"),
    "late_91_120": _("91 à 120 jours"),
    "late_121_180": _("121 à 180 jours"),
    "late_181_365": _("181 à 365 jours"),
    "late_over_365": _("Plus d’un an"),
    "late_over_120": _("Plus de 120 jours"),
    "well_documented": _("Bien documentés"),
    "poorly_documented": _("Peu documentés"),
    "intake": _("Entrée des fichiers"),
    "matching": _("Affectation de la banque"),
    "deciding": _("Décision du jour"),
    "approving": _("Accord des messages"),
    "sending": _("Envoi"),
    "staff": _("Personnel"),
    "stopped_by_bank": _("Ligne de banque affectée par une règle"),
    "stopped_by_person": _("Affecté ou noté par une personne"),
    "stopped_by_ledger": _("Vu payé en comptabilité"),
    "paid_by_transfer": _("Virement"),
    "paid_by_direct_debit": _("Prélèvement"),
    "paid_by_card": _("Carte"),
    "paid_by_bill": _("Effet de commerce"),
    "paid_by_cheque": _("Chèque"),
    "paid_by_cash": _("Espèces"),
    "channel": _("Envois"),
    "left_by_email": _("Par e-mail"),
    "left_by_letter": _("Par courrier"),
    "provider": _("Prestataires"),
    "legal": _("Contentieux"),
    "storage": _("Stockage"),
    "invoicing": _("Facturation"),
    **MATCHERS,
    **SEGMENTS,
    "segment_not_kept": _("Segment non gardé à l’époque"),
    "common_costs": _("Coûts communs, non répartis"),
}
