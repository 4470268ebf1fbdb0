"""Which measures a board is told from, so that no other is read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from encours.core.boards.basis import Own
from encours.core.boards.expressions import names
from encours.core.boards.tiles import measure_code, own_code
from encours.core.measures import DEFINITIONS
from encours.core.refusals import RuleError

_OF_KINDS = {
    "cei": ("cei",),
    "risk": ("overdue_at_risk",),
    "dso": ("dso_count_back", "dso_simple"),
    "dso_trend": ("dso_count_back", "dso_simple"),
    "past_due": ("past_due_ratio",),
    "over_90": ("over_90_ratio",),
}


def needed(tiles: Iterable[str], own: Mapping[str, Own]) -> frozenset[str]:
    """The codes of the measures behind these tiles, those of formulas of one's own included."""
    found: set[str] = set()
    for code in tiles:
        found |= {measure_code(code), *_OF_KINDS.get(code, ())}
        row = own.get(own_code(code))
        if row is not None:
            found |= _named(row.expression)
    return frozenset(found & DEFINITIONS.keys())


def _named(expression: str) -> frozenset[str]:
    try:
        return names(expression)
    except RuleError:  # a formula kept before a rule changed: its tile says so
        return frozenset()
