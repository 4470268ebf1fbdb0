"""Every tile by its code, told in the reader's language; one that cannot be told says why."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import Final

from django.utils.translation import gettext as _

from encours.core.boards.basis import Basis
from encours.core.boards.tiles import KINDS, MEASURE, OWN, Place, measure_code, own_code
from encours.words.boards import charts, stats
from encours.words.boards.figures import better, name, units, value
from encours.words.boards.names import tile_name
from encours.words.boards.tile import Tile

_TOLD: Final[Mapping[str, Callable[[Basis], Tile]]] = {
    "ageing": charts.ageing,
    "debtors": charts.debtors,
    "cases": charts.cases,
    "cash": charts.cash,
    "cash_months": charts.cash_months,
    "dso_trend": charts.dso_trend,
    "open_trend": charts.open_trend,
    "currencies": charts.currencies,
    "outstanding": lambda basis: stats.known(basis, "outstanding", "outstanding_cents", "", stats.open_items),
    "overdue": lambda basis: stats.known(basis, "overdue", "overdue_cents", "lower", stats.overdue_items),
    "past_due": lambda basis: stats.known(
        basis, "past_due", "past_due_ratio", "lower", lambda _basis: _("des créances")
    ),
    "over_90": lambda basis: stats.known(basis, "over_90", "over_90_ratio", "lower", stats.over_90),
    "unapplied": lambda basis: stats.known(
        basis, "unapplied", "unapplied_cents", "lower", stats.part_of_open("unapplied_cents")
    ),
    "disputed": lambda basis: stats.known(
        basis, "disputed", "disputed_cents", "lower", stats.part_of_open("disputed_cents")
    ),
    "proposals": lambda basis: stats.known(basis, "proposals", "proposals", "", stats.proposed),
    "cei": lambda basis: stats.known(basis, "cei", "cei", "higher"),
    "risk": lambda basis: stats.known(basis, "risk", "overdue_at_risk", "lower"),
}

_SAID_BY_KINDS: Final = frozenset({"outstanding", "overdue", "past_due_ratio", "over_90_ratio", "cei"})


def tiles(basis: Basis, places: Iterable[Place]) -> list[Tile]:
    """The tiles of a board, each with its width."""
    return [replace(tile(basis, place.code), width=place.width) for place in places]


def tile(basis: Basis, code: str) -> Tile:
    """One tile told, or the sentence that says why it cannot be."""
    why = _why_absent(basis, code)
    if why:
        return Tile(code, title_of(basis, code), absent=why)
    if own_code(code):
        return stats.own(basis, code, own_code(code))
    if measure_code(code):
        return stats.known(basis, code, measure_code(code), better(measure_code(code)))
    return (
        _dso(basis) if code == "dso" else _TOLD[code](basis) if code in _TOLD else Tile(code, tile_name(code))
    )


def _why_absent(basis: Basis, code: str) -> str:
    if code == "todo":
        return ""
    if not exists(basis, code):
        return _("Cette tuile n’existe plus : la retirer du tableau.")
    if basis.too_many:
        return _("Vous suivez trop de clients pour que cette page compte tout : voyez vos listes.")
    if basis.figures is None:
        return _("Aucune journée n’est encore calculée.")
    if basis.narrow and not _of_a_part(code):
        return _("Ce chiffre est celui de tout le créancier, que vous ne voyez pas.")
    return ""


def exists(basis: Basis, code: str) -> bool:
    """Whether there is such a tile."""
    return code in KINDS or measure_code(code) in units() or own_code(code) in basis.own


def title_of(basis: Basis, code: str) -> str:
    """The name of a tile, without its figures."""
    if own_code(code):
        row = basis.own.get(own_code(code))
        return row.name if row else own_code(code)
    return name(measure_code(code)) if measure_code(code) else tile_name(code)


def choices(basis: Basis) -> list[tuple[str, list[tuple[str, str]]]]:
    """Every tile that can be put on a board, by group: code and name."""
    known = [(code, tile_name(code)) for code in KINDS]
    own = [(OWN + row.code, row.name) for row in basis.own.values()]
    measures = [(MEASURE + code, name(code)) for code in units() if code not in _SAID_BY_KINDS]
    groups = [(_("Tuiles"), known), (_("Mes indicateurs"), own), (_("Mesures"), measures)]
    return [(title, sorted(rows, key=lambda row: row[1])) for title, rows in groups if rows]


def _of_a_part(code: str) -> bool:
    """Whether a tile can be told over a part of the customers."""
    return code in KINDS and not KINDS[code].whole


def _dso(basis: Basis) -> Tile:
    """By exhaustion of sales where they suffice, else over twelve months."""
    figures = basis.figures or {}
    if value(figures, "dso_count_back") is not None or value(figures, "dso_simple") is None:
        made = stats.known(basis, "dso", "dso_count_back", "lower", lambda _basis: _("par épuisement"))
    else:
        made = stats.known(basis, "dso", "dso_simple", "lower", lambda _basis: _("sur douze mois"))
    return made


def unit(code: str) -> str:
    """The unit of a known figure; a plain count for another."""
    return units().get(code, "count")
