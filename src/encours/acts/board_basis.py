"""What a board of the whole creditor is told from: its run, and the measures that are kept or quickly computed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from typing import Any, Final

from encours.acts.measuring import measure
from encours.core.boards.basis import Basis
from encours.core.boards.needs import needed
from encours.core.measures import Measure
from encours.core.measures.kept import to_plain
from encours.records.boards.reading import basis_of_run, indicators
from encours.records.facts import Sight
from encours.records.parties.models import Creditor

AT_ONCE: Final = 5_000  # open items up to which a measure that is not kept is computed for the page


def board_basis(
    creditor: Creditor, sight: Sight, *, on: date, tiles: Iterable[str], day: date | None = None
) -> Basis:
    """Read the last run, or that of a past `day`, with the measures that these tiles name."""
    own = indicators(creditor.pk)
    codes = needed(tiles, own)
    found = basis_of_run(creditor, sight, on=on, own=own, codes=codes, day=day)
    if found.figures is None or found.figures.get("items", 0) > AT_ONCE:
        return found
    lacking = sorted(codes - found.figures.get("measures", {}).keys())
    if not lacking:
        return found
    made = measure(lacking, creditor, on=found.on, known="then" if day else "now")
    return _with(found, made)


def _with(basis: Basis, made: Iterable[Measure]) -> Basis:
    figures: dict[str, Any] = dict(basis.figures or {})
    figures["measures"] = {**figures.get("measures", {}), **{one.formula: to_plain(one) for one in made}}
    return replace(basis, figures=figures, history=[*basis.history[:-1], (basis.on, figures)])
