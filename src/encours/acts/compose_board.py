"""Arranging one's own dashboard: a convenience of a person, so no entry of history; stale forms are refused."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.db import transaction

from encours.acts.rules import same_version
from encours.core.boards import tiles
from encours.core.boards.tiles import KINDS, MEASURE, OWN, Place
from encours.records.boards.models import Board
from encours.records.boards.reading import board_of, indicators
from encours.records.parties.models import Creditor
from encours.records.people.models import User

WHAT = "Le tableau"


@dataclass(frozen=True, slots=True)
class Owner:
    """Whose board it is, and the profile whose tiles it starts from."""

    creditor: Creditor
    user: User
    role: str


def add_tile(owner: Owner, code: str, *, known: set[str], made_from: int) -> None:
    """Put a tile at the end; `known` are the codes of measures that may be named.

    Raises
        RuleError: no such tile, there already, a full board, a stale form.
    """
    own = {OWN + one for one in indicators(owner.creditor.pk)}
    every = {*KINDS, *own, *(MEASURE + one for one in known)}
    _change(owner, made_from, lambda places: tiles.added(places, code, every))


def remove_tile(owner: Owner, code: str, *, made_from: int) -> None:
    """Take a tile away."""
    _change(owner, made_from, lambda places: tiles.removed(places, code))


def shift_tile(owner: Owner, code: str, *, by: int, made_from: int) -> None:
    """Move a tile before or after its neighbours."""
    _change(owner, made_from, lambda places: tiles.shifted(places, code, by))


def move_tile(owner: Owner, code: str, *, to: int, made_from: int) -> None:
    """Put a tile at a rank, counted from 0."""
    _change(owner, made_from, lambda places: tiles.moved(places, code, to))


def resize_tile(owner: Owner, code: str, *, width: int, made_from: int) -> None:
    """Give a tile another width, in twelfths of the page."""
    _change(owner, made_from, lambda places: tiles.resized(places, code, width))


def reset_board(owner: Owner, *, made_from: int) -> None:
    """Go back to the tiles of the profile."""
    _change(owner, made_from, lambda _places: [])


def _change(owner: Owner, made_from: int, changed: Callable[[list[Place]], list[Place]]) -> None:
    """Write the tiles of a board, made the first time it is arranged.

    A board emptied of its last tile is that of the profile again.
    """
    with transaction.atomic():
        board, _made = Board.objects.select_for_update().get_or_create(
            creditor=owner.creditor, user=owner.user, defaults={"version": 0}
        )
        same_version(board.version, made_from, WHAT)
        places, _version = board_of(owner.creditor.pk, owner.user.pk, owner.role)
        board.tiles = tiles.written(changed(places))
        board.version += 1
        board.save(update_fields=["tiles", "version"])
