"""Which matcher applied a line, and what it went by, in the reader's language."""

from __future__ import annotations

import json

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from encours.records.cash.models import Application


def matcher_reason(code: str) -> str:
    """Why a matcher applies, or proposes."""
    return {
        "structured_reference": _("référence structurée du virement"),
        "invoice_in_wording": _("numéro de facture dans le libellé"),
        "end_to_end_id": _("identifiant de bout en bout"),
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
    }.get(code, code)


def evidence(row: Application) -> list[str]:
    """What the matcher went by: the number it read, how it knew the payer, how many items tie together."""
    told = json.loads(row.evidence) if row.evidence else {}
    said = []
    if found := told.get("found"):
        said.append(_("lu : %(found)s") % {"found": found})
    if kind := told.get("payer_kind"):
        said.append(_payer(kind) % {"value": told.get("payer_value", "")})
    if (count := told.get("named", 0)) > 1:
        said.append(ngettext("%(n)s pièce soldée", "%(n)s pièces soldées ensemble", count) % {"n": count})
    return said


def _payer(kind: str) -> str:
    return {
        "iban": _("payeur connu par son compte …%(value)s"),
        "alias": _("payeur connu par son nom confirmé, %(value)s"),
        "reference": _("référence du client, %(value)s"),
        "vat": _("numéro de TVA %(value)s dans le libellé"),
        "siren": _("SIREN %(value)s dans le libellé"),
        "group": _("payeur du même groupe"),
        "name": _("nom du payeur, %(value)s"),
    }.get(kind, kind)


def given_up_name(code: str) -> str:
    """As what a part of an invoice was given up."""
    return {
        "discount": _("Escompte"),
        "charge": _("Frais bancaires"),
        "difference": _("Écart accepté"),
    }.get(code, code)
