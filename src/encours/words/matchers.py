"""What the matchers of bank lines are called."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

MATCHERS: Final[Mapping[str, Promise]] = {
    "structured_reference": _("référence structurée du virement"),
    "end_to_end_id": _("identifiant de bout en bout"),
    "invoice_in_wording": _("numéro de facture dans le libellé"),
    "number_range": _("série de factures dans le libellé"),
    "number_misread": _("numéro lu malgré une lettre pour un chiffre"),
    "number_truncated": _("numéro coupé par la banque, montant exact"),
    "purchase_order": _("numéro de commande et montant exact"),
    "exact_amount_known_payer": _("montant exact d’un payeur connu"),
    "exact_amount_name": _("montant exact et nom du payeur"),
    "near_amount_known_payer": _("montant d’un payeur connu, à un écart accepté près"),
    "credit_note_deducted": _("facture citée, avoir déduit par le payeur"),
    "whole_account": _("tout ce que doit ce payeur"),
    "subset_sum": _("seules factures dont la somme fait ce montant"),
    "legal_order": _("ordre d’imputation choisi"),
    "confirmed": _("paiement que la comptabilité portait déjà"),
}
