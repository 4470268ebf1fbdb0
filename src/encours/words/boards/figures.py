"""The figures that tiles and figures of one's own are made of: their codes, names and units, found in a run."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from fractions import Fraction
from typing import Any

from django.utils.translation import gettext as _

from encours.core.boards.expressions import computed, names
from encours.core.measures import DEFINITIONS
from encours.core.refusals import RuleError
from encours.words.measures import name_of

_A_MONTH = 28
_SUMS = {
    "outstanding_cents": "cents",
    "receivable_cents": "cents",
    "overdue_cents": "cents",
    "disputed_cents": "cents",
    "credits_cents": "cents",
    "unapplied_cents": "cents",
    "proposed_cents": "cents",
    "items": "count",
    "overdue_items": "count",
    "customers": "count",
    "proposals": "count",
}
_OF_BOARDS = {
    "over_90_cents": "cents",
    "cash_month_cents": "cents",
    "cash_last_month_cents": "cents",
    "debtors": "count",
}


def units() -> dict[str, str]:
    """Every figure that can be named, and its unit."""
    return {**_SUMS, **_OF_BOARDS, **{code: one.unit for code, one in DEFINITIONS.items()}}


def unit_of(code: str) -> str:
    """The unit of a known figure."""
    return units()[code]


def name(code: str) -> str:
    """A figure in the reader's language."""
    return {
        "outstanding_cents": _("Solde, avoirs déduits"),
        "receivable_cents": _("Créances ouvertes"),
        "overdue_cents": _("Échu"),
        "disputed_cents": _("En litige"),
        "credits_cents": _("Avoirs ouverts"),
        "unapplied_cents": _("Encaissements non affectés"),
        "proposed_cents": _("Montant des relances proposées"),
        "items": _("Postes ouverts"),
        "overdue_items": _("Postes échus"),
        "customers": _("Clients"),
        "proposals": _("Relances proposées"),
        "over_90_cents": _("Échu de plus de 90 jours"),
        "cash_month_cents": _("Encaissé ce mois-ci"),
        "cash_last_month_cents": _("Encaissé le mois dernier à la même date"),
        "debtors": _("Clients qui doivent"),
    }.get(code) or (name_of(code) if code in DEFINITIONS else code)


def better(code: str) -> str:
    """Which way is better for a measure: lower, higher, or neither."""
    return DEFINITIONS[code].better if code in DEFINITIONS else ""


def unit_name(unit: str) -> str:
    """A unit in the reader's language."""
    return {
        "cents": _("montant"),
        "share": _("pourcentage"),
        "days": _("jours"),
        "hours": _("heures"),
        "seconds": _("secondes"),
        "count": _("nombre"),
        "score": _("note"),
        "index": _("indice"),
    }.get(unit, unit)


def value(figures: Mapping[str, Any], code: str) -> Fraction | None:
    """The figure of a day by its code, exactly as the run kept it; None where it kept none."""
    measure = figures.get("measures", {}).get(code)
    if measure is not None:
        if measure.get("figure"):
            return Fraction(measure["figure"])  # exact, as a measure is kept
        return None if measure["value"] is None else Fraction(measure["value"], measure.get("parts", 1))
    found = figures.get("boards", {}).get(code) if code in _OF_BOARDS else figures.get(code)
    return None if found is None else Fraction(found)


def own_value(figures: Mapping[str, Any], expression: str) -> Fraction | None:
    """A figure of one's own on a day, in exact fractions; None where its formula no longer stands."""
    try:
        return computed(expression, {code: value(figures, code) for code in names(expression)})
    except RuleError:
        return None


def month_before(
    history: Sequence[tuple[date, Mapping[str, Any]]], on: date
) -> tuple[date, Mapping[str, Any]] | None:
    """The last day of a history that is at least a month before; a few days short of one will do."""
    return next(((day, told) for day, told in reversed(history) if (on - day).days >= _A_MONTH), None)
