"""The page of returns as a sheet of paper: the same figures, each with its method."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from encours.core.returns import OfSegment, Returns
from encours.records.parties.models import Creditor
from encours.words.days import day_long
from encours.words.languages import nearest
from encours.words.measures import amount_in_unit


def sheet(
    creditor: Creditor,
    found: Returns,
    start_on: date,
    compared: Sequence[tuple[str, str, str]],
    costs: Sequence[tuple[str, int]],
    segments: Sequence[tuple[str, OfSegment]],
) -> dict[str, Any]:
    """What `channels.letter.account` sets in type, every word and figure written."""
    language = nearest(get_language())

    def money(cents: int | None) -> str:
        return amount_in_unit("cents", cents, found.currency, language)

    title = _("Retour sur investissement")
    cost_rows = [[name, money(cents)] for name, cents in costs]
    net = {"label": _("Gain, coûts déduits"), "amount": money(found.net_cents), "strong": True}
    spent = {"label": _("Coût du recouvrement"), "amount": money(found.cost_cents), "strong": True}
    return {
        "title": title,
        "language": language,
        "footer": creditor.name,
        "sender": {"name": creditor.name, "lines": [f"{creditor.postcode} {creditor.city}".strip()]},
        "recipient": [day_long(found.on, language)],
        "facts": [[_("Point de départ"), day_long(start_on, language)]],
        "labels": {"page": _("Page"), "customer": _("Au jour")},
        "accounts": [
            _table(_("En bref"), [_("Figure"), _("Méthode"), _("Montant")], _brief(found, money), [net]),
            _table(
                _("Avant et après"),
                [_("Mesure"), _("Départ"), _("Maintenant")],
                [*map(list, compared)],
                [],
                2,
            ),
            _table(_("Ce que cela a coûté"), [_("Nature"), _("Montant")], cost_rows, [spent]),
            *([_by_segment(segments, money)] if segments else []),
        ],
        "notes": _notes(found, money),
    }


def _notes(found: Returns, money: Any) -> list[str]:
    return [
        _(
            "Encaissé en 365 jours de plus que dans les 365 jours d’avant le départ : %(cents)s. "
            "Ce chiffre recoupe la trésorerie libérée : il est dit, jamais ajouté."
        )
        % {"cents": money(found.collected_cents)},
        _("La commande « encours roi » recalcule ces chiffres depuis l’historique."),
    ]


def _by_segment(segments: Sequence[tuple[str, OfSegment]], money: Any) -> dict[str, Any]:
    rows = [
        [name, money(one.collected_cents), money(one.cost_cents), money(one.net_cents)]
        for name, one in segments
    ]
    columns = [_("Segment"), _("Encaissé après relance"), _("Coût"), _("Gain, coûts déduits")]
    return _table(_("Par segment"), columns, rows, [], 3)


def _brief(found: Returns, money: Any) -> list[list[str]]:
    return [
        [
            _("Trésorerie libérée"),
            _("(DSO au départ − DSO maintenant) × ventes d’un jour : de l’argent rentré une fois."),
            money(found.freed_cents),
        ],
        [
            _("Intérêts et indemnités"),
            _("Ce que les clients ont payé en plus, enregistré sur les 365 derniers jours."),
            money(found.won_cents),
        ],
        [
            _("Coût du recouvrement"),
            _("Coûts enregistrés des 365 derniers jours, facturation à part."),
            money(found.cost_cents),
        ],
    ]


def _table(
    title: str, columns: list[str], rows: list[list[str]], totals: list[dict[str, Any]], amounts: int = 1
) -> dict[str, Any]:
    wide = len(columns) - amounts - 1
    return {
        "title": title, "columns": columns, "amounts": amounts, "wide": wide, "rows": rows, "totals": totals,
    }  # fmt: skip
