"""Advices in words: where each stands, why it waits, and by what it is tied."""

from __future__ import annotations

import json

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from encours.records.remittances.models import Remittance
from encours.words import amounts
from encours.words.languages import nearest


def state_name(code: str) -> tuple[str, str]:
    """Where an advice stands, and its tone."""
    return {
        "waiting": (_("Attend son virement"), "info"),
        "review": (_("À regarder"), "watch"),
        "tied": (_("Rattaché"), "ok"),
        "aside": (_("Écarté"), "quiet"),
    }[code]


def because(code: str) -> str:
    """By what an advice was tied to its line, or may be."""
    return {
        "reference": _("sa référence est dans le libellé"),
        "invoice": _("une de ses factures est dans le libellé"),
        "account": _("même compte du payeur"),
        "name": _("même nom"),
        "customer": _("le client dont il paie les factures"),
        "amount": _("même montant, dates proches"),
        "person": _("choisi par une personne"),
    }.get(code, code)


def flaw_of(row: Remittance) -> str:
    """Why an advice is not relied on, with the sums that do not tie."""
    if not row.flaw:
        return ""
    told = json.loads(row.flaw_facts)
    language = nearest(get_language())

    def money(name: str) -> str:
        cents = told.get(name)
        return "–" if cents is None else amounts.money(cents, row.currency, language)

    facts = {"said": money("said_cents"), "found": money("found_cents"), "line": told.get("line", 0)}
    return {
        "total_does_not_tie": _("Il annonce %(said)s, ses lignes font %(found)s."),
        "line_does_not_tie": _("Ligne %(line)s : il dit payer %(said)s, le calcul donne %(found)s."),
        "no_total": _("Il n’annonce aucun total ; ses lignes font %(found)s."),
        "nothing_paid": _("Il n’annonce aucun paiement (%(said)s)."),
    }.get(row.flaw, _("Il ne dit pas ce qu’il paie.")) % facts
