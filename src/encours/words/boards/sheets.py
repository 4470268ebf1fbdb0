"""A board to take away: its figures and the table of each tile as XLSX, or all of it as one CSV."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from django.utils.translation import gettext as _

from encours.core.boards.basis import Basis
from encours.words.boards.figures import unit_name
from encours.words.boards.tile import Table, Tile, cell_of
from encours.words.sheets import Column, csv_lines, xlsx_book


def xlsx_board(basis: Basis, tiles: Sequence[Tile]) -> bytes:
    """A first sheet with the figures, then one a table."""
    first = (_("Chiffres"), _figure_columns(), _figure_rows(basis, tiles))
    tables = [tile for tile in tiles if tile.table is not None and not (tile.value and tile.chart is None)]
    return xlsx_book([first, *((tile.title, *_sheet(tile.table)) for tile in tables if tile.table)])


def csv_board(basis: Basis, tiles: Sequence[Tile], language: str) -> Iterator[str]:
    """Every cell of every table on its own line: tile, line, column, value, unit."""
    columns = [
        Column(_("Tuile")),
        Column(_("Ligne")),
        Column(_("Colonne")),
        Column(_("Valeur"), "figure"),
        Column(_("Unité")),
        Column(_("Au"), "day"),
    ]
    return csv_lines(columns, _cells(basis, tiles), language)


def table_of(tile: Tile) -> tuple[list[Column], Sequence[Sequence[Any]]]:
    """The table of one tile, as a sheet."""
    return _sheet(tile.table) if tile.table else ([], [])


def _figure_columns() -> list[Column]:
    return [
        Column(_("Indicateur"), width=38),
        Column(_("Valeur"), "figure"),
        Column(_("Unité")),
        Column(_("Au"), "day"),
        Column(_("À côté"), width=48),
    ]


def _figure_rows(basis: Basis, tiles: Sequence[Tile]) -> Iterator[list[Any]]:
    for tile in tiles:
        if tile.unit:
            unit = basis.currency if tile.unit == "cents" else unit_name(tile.unit)
            yield [tile.title, cell_of(tile.figure, tile.unit), unit, basis.on, tile.note]


def _sheet(table: Table) -> tuple[list[Column], Sequence[Sequence[Any]]]:
    wide = 36 if table.columns else 16
    columns = [
        Column(title, kind, wide if rank == 0 else 18) for rank, (title, kind) in enumerate(table.columns)
    ]
    return columns, table.rows


def _cells(basis: Basis, tiles: Sequence[Tile]) -> Iterator[list[Any]]:
    for tile in tiles:
        if tile.table is None:
            continue
        for row in tile.table.rows:
            for (title, kind), cell in zip(tile.table.columns[1:], row[1:], strict=True):
                unit = tile.table.currency if kind == "amount" else _unit_of(kind, tile)
                yield [tile.title, row[0], title, (kind, cell), unit, basis.on]


def _unit_of(kind: str, tile: Tile) -> str:
    if kind == "tenths":
        return unit_name(tile.unit or "days")
    return unit_name("share" if kind == "share" else "count")
