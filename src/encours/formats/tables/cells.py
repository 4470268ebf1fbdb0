"""The rows of a table as they are written, field by field: to be put right by a person."""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Mapping as Named

import polars as pl

from encours.core.mapping.plan import Mapping
from encours.formats.tables import columns
from encours.formats.tables.looking import look
from encours.formats.tables.reading import headed

_NAMED = ("account", "number")


def cells_at(content: bytes, mapping: Mapping, line: int) -> dict[str, str]:
    """The cells of one row as they are written, by field: to be put right by a person."""
    for frame, places in _frames(content, mapping):
        found = frame.filter(pl.col("line") == line)
        if len(found):
            return _told(found.row(0, named=True), places, mapping)
    return {}


def rows_beside(
    content: bytes, mapping: Mapping, line: int, cells: Named[str, str], again: Named[int, dict[str, str]]
) -> list[dict[str, str]]:
    """The other rows of the same invoice: their cells, by field; `again` says those of lines written again since."""
    wanted = _invoice_of(cells)
    if not all(wanted.values()) or not set(_NAMED) <= {*mapping.columns, *mapping.fixed}:
        return []
    found = [row for place, row in sorted(again.items()) if place != line and _invoice_of(row) == wanted]
    stale = pl.col("line").is_in([line, *again])
    for frame, places in _frames(content, mapping):
        same = [
            columns.clean(pl.col(f"c{places[name]}")) == wanted[name] for name in _NAMED if name in places
        ]
        others = frame.filter(pl.all_horizontal(same), ~stale)
        found += [_told(row, places, mapping) for row in others.iter_rows(named=True)]
    return found


def _invoice_of(cells: Named[str, str]) -> dict[str, str]:
    """The customer and the number that a row names."""
    return {name: " ".join(cells.get(name, "").split()) for name in _NAMED}


def _frames(content: bytes, mapping: Mapping) -> Iterator[tuple[pl.DataFrame, dict[str, int]]]:
    seen = headed(look(content, mapping.sheet), mapping)
    places = {name: seen.header.names.index(heading) for name, heading in mapping.columns.items()}
    for frame in seen.frames(mapping.decimal):
        yield frame, places


def _told(row: Named[str, str], places: Named[str, int], mapping: Mapping) -> dict[str, str]:
    return mapping.fixed | {name: row[f"c{place}"] or "" for name, place in places.items()}
