"""Arranging tiles: added once, moved, resized, removed; each profile starts with its own."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from encours.core.boards.tiles import (
    KINDS,
    MOST,
    WIDTHS,
    Place,
    added,
    default_board,
    measure_code,
    moved,
    own_code,
    read,
    removed,
    resized,
    shifted,
    written,
)
from encours.core.refusals import RuleError

ROLES = (
    "administrator", "manager", "collector", "legal", "cfo", "salesperson", "auditor", "banker", "read_only",
)  # fmt: skip
THREE = [Place("overdue", 2), Place("dso", 2), Place("ageing", 4)]


def codes(places: list[Place]) -> list[str]:
    return [place.code for place in places]


@pytest.mark.parametrize("role", ROLES)
def test_each_profile_starts_with_tiles_that_exist_each_once(role: str) -> None:
    board = default_board(role)
    assert len(set(codes(board))) == len(board) > 3
    assert {place.width for place in board} <= set(WIDTHS)
    assert all(place.code in KINDS or measure_code(place.code) for place in board)


def test_the_cfo_and_the_collector_do_not_start_alike() -> None:
    assert codes(default_board("cfo")) != codes(default_board("collector"))


def test_a_tile_moves_by_a_rank_and_stops_at_either_end() -> None:
    assert codes(shifted(THREE, "ageing", -1)) == ["overdue", "ageing", "dso"]
    assert codes(shifted(THREE, "overdue", -1)) == codes(THREE)
    assert codes(shifted(THREE, "ageing", 1)) == codes(THREE)
    assert codes(moved(THREE, "overdue", 99)) == ["dso", "ageing", "overdue"]


def test_a_tile_is_added_once_at_the_end() -> None:
    assert codes(added(THREE, "cash", KINDS)) == [*codes(THREE), "cash"]
    with pytest.raises(RuleError, match="déjà"):
        added(THREE, "dso", KINDS)
    with pytest.raises(RuleError, match="n'existe pas"):
        added(THREE, "unknown", KINDS)


def test_a_board_holds_so_many_tiles_and_no_more() -> None:
    full = [Place(f"m.measure_{rank}", 2) for rank in range(MOST)]
    with pytest.raises(RuleError, match="retirer une"):
        added(full, "dso", KINDS)


def test_a_tile_takes_a_width_that_exists() -> None:
    assert resized(THREE, "dso", 6)[1] == Place("dso", 6)
    with pytest.raises(RuleError, match="largeur"):
        resized(THREE, "dso", 5)


def test_a_tile_that_is_gone_is_said_to_be() -> None:
    for change in (lambda: removed(THREE, "cash"), lambda: shifted(THREE, "cash", 1)):
        with pytest.raises(RuleError, match="n'est plus"):
            change()


@given(st.lists(st.tuples(st.integers(0, 2), st.integers(-5, 9)), max_size=12))
def test_moving_tiles_never_loses_nor_doubles_one(moves: list[tuple[int, int]]) -> None:
    places = list(THREE)
    for which, to in moves:
        places = moved(places, THREE[which].code, to)
    assert sorted(codes(places)) == sorted(codes(THREE))
    assert read(written(places)) == places


def test_the_code_of_a_tile_says_what_it_is_of() -> None:
    assert (own_code("k.contested"), own_code("dso"), own_code("k.")) == ("contested", "", "")
    assert (measure_code("m.cei"), measure_code("k.cei"), measure_code("m.DROP")) == ("cei", "", "")
