"""The tiles of a board: their codes, their widths, and what each profile sees first.

A tile is named by a code: one of `KINDS`, `m.` before the code of a measure, or `k.` before that of a figure of
one's own. A board is a list of tiles in order, each with its width in twelfths of the page.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from encours.core.refusals import RuleError

WIDTHS: Final = (2, 3, 4, 6, 8, 12)
MOST: Final = 24  # tiles of one board
MEASURE, OWN = "m.", "k."
_CODE = re.compile(r"[a-z][a-z0-9_]{0,59}")


@dataclass(frozen=True, slots=True)
class Kind:
    """A tile that can be put on a board; `whole` where it tells what a part of the customers does not have."""

    code: str
    width: int
    whole: bool = False


@dataclass(frozen=True, slots=True)
class Place:
    """A tile on a board."""

    code: str
    width: int


KINDS: Final[Mapping[str, Kind]] = {
    kind.code: kind
    for kind in (
        Kind("outstanding", 2),
        Kind("overdue", 2),
        Kind("past_due", 2),
        Kind("over_90", 2),
        Kind("dso", 2, whole=True),
        Kind("cei", 2, whole=True),
        Kind("unapplied", 2),
        Kind("disputed", 2),
        Kind("risk", 2, whole=True),
        Kind("proposals", 2),
        Kind("cash", 2, whole=True),
        Kind("ageing", 4),
        Kind("dso_trend", 4, whole=True),
        Kind("open_trend", 6, whole=True),
        Kind("cash_months", 6, whole=True),
        Kind("debtors", 4),
        Kind("cases", 3, whole=True),
        Kind("currencies", 4),
        Kind("todo", 4),
    )
}

_BY_ROLE: Final[Mapping[str, str]] = {
    "cfo": (
        "outstanding:2 overdue:2 past_due:2 over_90:2 dso:2 cei:2 "
        "cash:2 unapplied:2 disputed:2 risk:2 proposals:2 m.stop_latency:2 "
        "ageing:4 dso_trend:4 debtors:4 cases:6 cash_months:6"
    ),
    "manager": (
        "outstanding:2 overdue:2 past_due:2 over_90:2 proposals:2 disputed:2 "
        "todo:4 cases:4 ageing:4 open_trend:6 debtors:4 m.stop_latency:2"
    ),
    "collector": "overdue:3 proposals:3 unapplied:3 disputed:3 todo:4 cases:4 debtors:4 ageing:6 cash_months:6",
    "legal": "disputed:3 over_90:3 risk:3 overdue:3 todo:4 cases:4 debtors:4 ageing:6 currencies:6",
    "banker": (
        "outstanding:3 overdue:3 over_90:3 dso:3 risk:3 cash:3 past_due:3 cei:3 "
        "ageing:6 debtors:6 dso_trend:6 cash_months:6"
    ),
    "salesperson": "outstanding:3 overdue:3 past_due:3 disputed:3 debtors:6 ageing:6",
    "auditor": (
        "outstanding:2 overdue:2 unapplied:2 disputed:2 over_90:2 dso:2 currencies:6 ageing:6 open_trend:6 cases:6"
    ),
    "administrator": "outstanding:3 overdue:3 dso:3 proposals:3 todo:4 cases:4 ageing:4 open_trend:6 cash_months:6",
}


def default_board(role: str) -> list[Place]:
    """What a profile sees before it arranges anything."""
    words = _BY_ROLE.get(role, _BY_ROLE["auditor"]).split()
    return [Place(code, int(width)) for code, _, width in (word.partition(":") for word in words)]


def read(stored: Sequence[Sequence[Any]]) -> list[Place]:
    """The tiles of a stored board."""
    return [Place(str(code), int(width)) for code, width in stored]


def written(places: Iterable[Place]) -> list[list[Any]]:
    """The tiles as they are stored."""
    return [[place.code, place.width] for place in places]


def added(places: Sequence[Place], code: str, known: Iterable[str]) -> list[Place]:
    """Add a tile at the end.

    Raises
        RuleError: no such tile, it is there already, or the board is full.
    """
    if code not in set(known):
        raise RuleError("tile_unknown", "Cette tuile n'existe pas : en choisir une dans la liste.")
    if any(place.code == code for place in places):
        raise RuleError("tile_there", "Cette tuile est déjà sur le tableau.")
    if len(places) >= MOST:
        raise RuleError("board_full", f"Un tableau tient en {MOST} tuiles : en retirer une d'abord.")
    return [*places, Place(code, KINDS[code].width if code in KINDS else 2)]


def removed(places: Sequence[Place], code: str) -> list[Place]:
    """Take a tile away."""
    _index(places, code)
    return [place for place in places if place.code != code]


def moved(places: Sequence[Place], code: str, to: int) -> list[Place]:
    """Put a tile at a rank, counted from 0; beyond either end it is the first or the last."""
    index = _index(places, code)
    rest = [place for place in places if place.code != code]
    at = max(0, min(to, len(rest)))
    return [*rest[:at], places[index], *rest[at:]]


def shifted(places: Sequence[Place], code: str, by: int) -> list[Place]:
    """Move a tile by so many ranks."""
    return moved(places, code, _index(places, code) + by)


def resized(places: Sequence[Place], code: str, width: int) -> list[Place]:
    """Give a tile another width.

    Raises
        RuleError: not one of `WIDTHS`.
    """
    _index(places, code)
    if width not in WIDTHS:
        raise RuleError("width_unknown", "Cette largeur n'existe pas : en choisir une dans la liste.")
    return [replace(place, width=width) if place.code == code else place for place in places]


def own_code(code: str) -> str:
    """The code of a figure of one's own that a tile names; empty for another kind of tile."""
    name = code.removeprefix(OWN)
    return name if name != code and _CODE.fullmatch(name) else ""


def measure_code(code: str) -> str:
    """The code of the measure that a tile names; empty for another kind of tile."""
    name = code.removeprefix(MEASURE)
    return name if name != code and _CODE.fullmatch(name) else ""


def _index(places: Sequence[Place], code: str) -> int:
    for rank, place in enumerate(places):
        if place.code == code:
            return rank
    raise RuleError("tile_gone", "Cette tuile n'est plus sur le tableau.")
