"""What the matchers of bank lines are called."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

MATCHERS: Final[Mapping[str, Promise]] = {
    "direct_debit": _("prélèvement que nous avons remis"),
    "remittance_advice": _("avis de paiement du payeur"),
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
    "on_account": _("acompte annoncé par un payeur connu"),
    "legal_order": _("ordre d’affectation choisi"),
    "confirmed": _("paiement que la comptabilité portait déjà"),
}

WHAT_THEY_DO: Final[Mapping[str, Promise]] = {
    "direct_debit": _("La banque crédite un prélèvement de nos remises, seul ou avec toute sa remise."),
    "remittance_advice": _("L’avis du payeur, rattaché à cette ligne, dit ce qu’elle paie, pièce par pièce."),
    "structured_reference": _("Le virement porte la référence ISO 11649 d’une facture ou d’un client."),
    "end_to_end_id": _("Le numéro d’une facture est l’identifiant que le payeur a donné à son virement."),
    "invoice_in_wording": _("Le libellé cite une facture, écrite avec ou sans espaces, tirets ou zéros."),
    "number_range": _("Le libellé cite une série (F1021 à F1025) dont la somme fait le montant, au centime."),
    "purchase_order": _("Le libellé cite votre numéro de commande, et le montant est celui de sa facture."),
    "credit_note_deducted": _(
        "Le libellé cite une facture, et le seul avoir qui explique la différence est déduit."
    ),
    "number_misread": _(
        "Un O pour un zéro, un l pour un 1 : le numéro corrigé existe, et le montant le confirme."
    ),
    "exact_amount_known_payer": _(
        "Le compte ou le nom du payeur est connu, et une seule de ses factures fait ce montant."
    ),
    "exact_amount_name": _(
        "Le payeur porte le nom exact d’un seul client, et une seule de ses factures fait ce montant."
    ),
    "number_truncated": _(
        "La banque a coupé le libellé au milieu d’un numéro ; une seule facture a ce début et ce montant."
    ),
    "on_account": _(
        "Un payeur connu écrit « acompte » ou « avance » : l’argent reste à son crédit, sans facture."
    ),
    "whole_account": _("Le montant fait exactement tout ce que doit le payeur, avoirs et escomptes déduits."),
    "subset_sum": _(
        "Un seul ensemble de ses factures et avoirs fait ce montant, et le hasard l’explique mal."
    ),
    "near_amount_known_payer": _(
        "Une seule facture du payeur dépasse le montant, d’un écart que vous acceptez."
    ),
    "legal_order": _(
        "Rien n’est cité : l’argent solde ses factures dans l’ordre que vous avez choisi ci-dessus."
    ),
}
"""What each matcher asks before it applies."""
