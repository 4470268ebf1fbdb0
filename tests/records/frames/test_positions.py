"""Positions compared with those stored: what is new, what moved, what is gone, by one number each."""

from __future__ import annotations

from datetime import date
from typing import Any

import polars as pl
import pytest

from encours.core.frames import Position
from encours.core.reasons import ReasonCode
from encours.core.segments import Segment
from encours.records.frames.positions import marked, position_changes

_KINDS = {
    name: pl.String if name in {"segment", "reason"} else pl.Date if name.endswith("_on") else pl.Int64
    for name in Position.column_names()
}
_ONE: dict[str, Any] = {
    "receivable_id": 7,
    "customer_id": 3,
    "step": 2,
    "next_step": 3,
    "next_on": date(2026, 3, 10),
    "segment": "standard",
    "reason": "proposed",
    "reason_on": date(2026, 3, 10),
    "reason_figure": 3,
}


def positions(*rows: dict[str, Any]) -> pl.DataFrame:
    return pl.DataFrame([_ONE | row for row in rows], schema=_KINDS, orient="row")


def stored(frame: pl.DataFrame) -> pl.DataFrame:
    return marked(frame).select("receivable_id", "mark")


@pytest.mark.parametrize(
    "change",
    [
        {"customer_id": 4},
        {"step": 1},
        {"next_step": 4},
        {"next_step": None},
        {"next_on": date(2026, 3, 11)},
        {"next_on": None},
        {"segment": "late"},
        {"reason": "gap"},
        {"reason_on": None},
        {"reason_figure": 4},
        {"reason_figure": 0},
        {"reason_figure": None},
        {"step": 3, "next_step": 2},
        {"next_on": date(2026, 3, 11), "reason_on": date(2026, 3, 9)},
    ],
)
def test_whatever_changes_in_a_position_it_is_written_again(change: dict[str, Any]) -> None:
    new, moved, gone = position_changes(positions(change), stored(positions({})))
    assert (len(new), len(moved), len(gone)) == (0, 1, 0)
    assert moved.drop("mark").equals(positions(change))


def test_a_position_that_says_the_same_is_left_alone() -> None:
    same = positions({}, {"receivable_id": 8, "next_on": None, "reason_figure": None})
    assert [len(found) for found in position_changes(same, stored(same).reverse())] == [0, 0, 0]


def test_new_moved_and_gone_are_told_apart_when_the_items_are_others() -> None:
    before = positions({"receivable_id": 1}, {"receivable_id": 2}, {"receivable_id": 3})
    after = positions({"receivable_id": 2}, {"receivable_id": 3, "step": 9}, {"receivable_id": 4})
    new, moved, gone = position_changes(after, stored(before))
    assert (new["receivable_id"].to_list(), moved["receivable_id"].to_list(), gone.to_list()) == (
        [4],
        [3],
        [1],
    )
    assert new.columns == moved.columns == [*Position.column_names(), "mark"]


def test_a_position_stored_before_there_were_marks_is_written_again() -> None:
    old = stored(positions({})).with_columns(mark=pl.lit(None, dtype=pl.Int64))
    assert [len(found) for found in position_changes(positions({}), old)] == [0, 1, 0]
    other = position_changes(positions({}, {"receivable_id": 8}), old)
    assert [len(found) for found in other] == [1, 1, 0]


def test_every_segment_and_reason_has_a_mark_of_its_own() -> None:
    rows = positions(
        *({"reason": str(code)} for code in ReasonCode), *({"segment": str(code)} for code in Segment)
    )
    assert marked(rows.unique())["mark"].n_unique() == len(ReasonCode) + len(Segment) - 1


def test_a_mark_is_the_same_for_ever() -> None:
    """Were it another one day, that day would write every position again."""
    nothing = dict.fromkeys(("next_step", "next_on", "reason_on", "reason_figure"))
    assert marked(positions({}, nothing))["mark"].to_list() == [3204179207057510914, 532848036639734172]
