"""Which matcher applied a line, and what it went by, in the reader's language."""

from __future__ import annotations

import json

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from encours.records.cash.models import Application
from encours.words.matchers import MATCHERS


def matcher_reason(code: str) -> str:
    """Why a matcher applies, or proposes."""
    return str(MATCHERS.get(code, code))


def application_reason(row: Application) -> str:
    """Why a payment or a credit note was set against this invoice, or was no longer."""
    if row.amount_cents < 0 and (undone := _undone_reason(row.reason)):
        return undone
    if row.source == "person":
        proposed = str(MATCHERS.get(row.reason, ""))
        return (
            _("proposition acceptée par une personne : %(why)s") % {"why": proposed}
            if proposed
            else _("choisi par une personne")
        )
    return {
        "lettering": _("lettrage de la comptabilité"),
        "same_piece": _("même pièce comptable"),
        "named": _("désignée par l’écriture"),
        "oldest": _("la plus ancienne du lettrage"),
        "ledger_says_otherwise": _("la comptabilité dit autre chose"),
        "connector_says": _("affecté ainsi à la source"),
        "connector_says_not": _("ne l’est plus à la source"),
        "table_says_paid": _("dite réglée par le tableau"),
        "invoice_says_prepaid": _("dite déjà payée par la facture électronique"),
        "credit_note_names_it": _("l’avoir nomme cette facture"),
    }.get(row.reason) or matcher_reason(row.reason)


def _undone_reason(code: str) -> str:
    return {
        "undone_by_person": _("annulée par une personne"),
        "returned": _("paiement rejeté ou repris par la banque"),
        "merging_undone": _("réunion de clients défaite"),
    }.get(code, "")


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
