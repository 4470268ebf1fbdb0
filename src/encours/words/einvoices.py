"""Electronic invoices in words: what one says, on a terminal or a page."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from encours.words.amounts import money
from encours.words.days import day


def kind_name(kind: str) -> str:
    """What sort of document it is."""
    return {
        "invoice": _("Facture"),
        "credit_note": _("Avoir"),
        "order": _("Commande"),
        "order_change": _("Modification de commande"),
        "order_response": _("Réponse à une commande"),
    }.get(kind, kind)


def means_name(code: str) -> str:
    """A means of payment of UNTDID 4461; its code where it has no common name."""
    return {
        "10": _("Espèces"),
        "20": _("Chèque"),
        "30": _("Virement"),
        "31": _("Virement"),
        "42": _("Virement"),
        "48": _("Carte"),
        "49": _("Prélèvement"),
        "57": _("Accord permanent"),
        "58": _("Virement SEPA"),
        "59": _("Prélèvement SEPA"),
        "97": _("Compensation"),
    }.get(code, code)


def subject_name(subject: str) -> str:
    """What a note is about: the three that French law wants are named."""
    return {
        "PMT": _("Indemnité forfaitaire"),
        "PMD": _("Pénalités de retard"),
        "AAB": _("Escompte"),
        "REG": _("Mentions légales"),
        "AAI": _("Information"),
        "ABL": _("Immatriculation"),
    }.get(subject, subject or _("Note"))


def document_lines(told: Mapping[str, Any], language: str) -> list[str]:
    """The JSON of `inspect` for one document, on a few lines."""
    currency = told["currency"]
    due = told["due_on"]
    lines = [
        _("%(kind)s %(number)s du %(day)s, %(profile)s")
        % {
            "kind": kind_name(told["kind"]),
            "number": told["number"],
            "day": day(date.fromisoformat(told["issued_on"]), language),
            "profile": told["profile"] or told["syntax"],
        },
        _("de %(seller)s à %(buyer)s") % {"seller": _who(told["seller"]), "buyer": _who(told["buyer"])},
        _("hors taxes %(net)s, TVA %(tax)s, total %(total)s, déjà payé %(prepaid)s, net à payer %(payable)s")
        % {name: money(told[f"{name}_cents"] or 0, currency, language) for name in _SUMS},
    ]
    if due:
        lines.append(_("échéance le %(day)s") % {"day": day(date.fromisoformat(due), language)})
    if told["payment_reference"]:
        lines.append(_("référence de paiement %(reference)s") % {"reference": told["payment_reference"]})
    lines += [_("fait suite à %(number)s") % each for each in told["preceding"]]
    return lines


_SUMS = ("net", "tax", "total", "prepaid", "payable")


def _who(party: Mapping[str, Any]) -> str:
    number = party["siret"] or party["siren"] or party["vat_number"]
    return f"{party['name']} ({number})" if number else str(party["name"])
