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
