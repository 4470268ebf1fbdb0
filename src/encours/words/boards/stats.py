"""Tiles that say one figure: its value, what it is a part of, and what became of it in a month."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from fractions import Fraction
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from encours.core.boards.basis import Basis
from encours.core.boards.tiles import KINDS
from encours.words.boards.figures import month_before, name, own_value, unit_of, value
from encours.words.boards.names import tile_name
from encours.words.boards.tile import Columns, Table, Tile, cell_of, in_parts, said

_Note = Callable[[Basis], str]


def known(basis: Basis, code: str, figure: str, better: str = "", note: _Note | None = None) -> Tile:
    """The tile of a known figure."""
    return figure_tile(
        basis,
        Tile(
            code,
            tile_name(code) if code in KINDS else name(figure),
            unit=unit_of(figure),
            note=note(basis) if note else "",
        ),
        lambda figures: value(figures, figure),
        better,
    )


def own(basis: Basis, code: str, key: str) -> Tile:
    """The tile of a figure of one's own."""
    row = basis.own.get(key)
    if row is None:
        return Tile(code, key, absent=_("Cet indicateur a été retiré."))
    return figure_tile(
        basis,
        Tile(code, row.name, unit=row.unit, note=row.expression),
        lambda figures: own_value(figures, row.expression),
        row.better,
    )


def figure_tile(
    basis: Basis, tile: Tile, of: Callable[[Mapping[str, Any]], Fraction | None], better: str
) -> Tile:
    """Fill the tile of one figure, found in the figures of any day."""
    now = of(basis.figures or {})
    kind, cell = cell_of(now, tile.unit)
    columns: Columns = ((_("Indicateur"), "text"), (_("Valeur"), kind))
    made = replace(
        tile,
        value=said(now, tile.unit, basis.currency),
        note=tile.note if now is not None else _("rien à calculer encore"),
        table=Table(columns, [[tile.title, cell]], basis.currency),
        figure=now,
    )
    before = month_before(basis.history, basis.on)
    then = of(before[1]) if before else None
    if now is None or then is None or before is None:
        return made
    change, tone = changed(now, then, tile.unit, better)
    days = (basis.on - before[0]).days
    return replace(
        made, change=_("%(change)s en %(days)s jours") % {"change": change, "days": days}, change_tone=tone
    )


def changed(now: Fraction, then: Fraction, unit: str, better: str) -> tuple[str, str]:
    """What became of a figure, and the tone of it: in percents for an amount, else in its own unit."""
    moved = now - then
    if unit in {"cents", "count"}:
        if not then:
            return _("parti de zéro") if moved else _("stable"), "quiet"
        moved = moved / abs(then)
        words, still = said(moved, "share", ""), not in_parts(moved, 1_000)
    elif unit == "share":
        words, still = (
            _("%(points)s pt") % {"points": said(moved * 100, "count", "")},
            not in_parts(moved, 1_000),
        )
    else:
        words, still = said(moved, unit, ""), not in_parts(moved, 10)
    if still:
        return _("stable"), "quiet"
    tone = "quiet" if not better else "ok" if (moved < 0) == (better == "lower") else "late"
    return f"+{words}" if moved > 0 else words, tone


def open_items(basis: Basis) -> str:
    """How many items are open."""
    count = int(value(basis.figures or {}, "items") or 0)
    return ngettext("%(num)s poste ouvert", "%(num)s postes ouverts", count) % {"num": count}


def overdue_items(basis: Basis) -> str:
    """How many items are overdue."""
    count = int(value(basis.figures or {}, "overdue_items") or 0)
    return ngettext("%(num)s poste échu", "%(num)s postes échus", count) % {"num": count}


def proposed(basis: Basis) -> str:
    """What the proposals claim."""
    return said(value(basis.figures or {}, "proposed_cents"), "cents", basis.currency)


def over_90(basis: Basis) -> str:
    """What is overdue beyond ninety days."""
    cents = value(basis.figures or {}, "over_90_cents")
    return "" if cents is None else said(cents, "cents", basis.currency)


def part_of_open(code: str) -> _Note:
    """What part of open debts a figure is."""

    def note(basis: Basis) -> str:
        figures = basis.figures or {}
        part, whole = value(figures, code), value(figures, "receivable_cents")
        if part is None or not whole:
            return ""
        return _("%(share)s des créances") % {"share": said(part / whole, "share", "")}

    return note
