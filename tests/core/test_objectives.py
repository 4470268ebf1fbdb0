"""Objectives follow a straight line from start to target, and the work they ask stands beside the hours there are."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from encours.core.objectives import Aim, course, expected_on, load

START = date(2026, 1, 1)
DSO = Aim(600, 450, START, START + timedelta(days=100))  # from 60.0 to 45.0 days
RATE = Aim(7_000, 8_500, START, START + timedelta(days=100))  # from 70 % to 85 %


@pytest.mark.parametrize(("after", "expected"), [(-5, 600), (0, 600), (50, 525), (100, 450), (130, 450)])
def test_the_straight_line_leads_from_start_to_target(after: int, expected: int) -> None:
    assert expected_on(DSO, START + timedelta(days=after)) == expected


@pytest.mark.parametrize(
    ("aim", "now", "after", "state", "done"),
    [
        (DSO, None, 10, "unmeasured", None),
        (DSO, 520, 50, "on_course", 53),
        (DSO, 530, 50, "behind", 47),
        (DSO, 450, 50, "reached", 100),
        (DSO, 460, 100, "missed", 93),
        (DSO, 640, 50, "behind", -27),
        (RATE, 7_800, 50, "on_course", 53),
        (RATE, 7_700, 50, "behind", 47),
        (RATE, 8_600, 10, "reached", 107),
    ],
)
def test_one_is_on_course_when_as_far_as_the_line(
    aim: Aim, now: int | None, after: int, state: str, done: int | None
) -> None:
    found = course(aim, now, on=START + timedelta(days=after))
    assert (found.state, found.done) == (state, done)


@given(
    start=st.integers(-(10**9), 10**9),
    move=st.integers(-(10**9), 10**9).filter(bool),
    days=st.integers(1, 2_000),
    after=st.integers(-100, 2_100),
)
def test_the_line_never_leaves_its_ends_and_is_always_on_course_itself(
    start: int, move: int, days: int, after: int
) -> None:
    aim = Aim(start, start + move, START, START + timedelta(days=days))
    on = START + timedelta(days=after)
    expected = expected_on(aim, on)
    assert min(start, start + move) <= expected <= max(start, start + move)
    assert course(aim, expected, on=on).state in {"on_course", "reached"}


def test_work_is_items_by_minutes_and_capacity_weeks_by_hours() -> None:
    on = date(2026, 3, 2)
    asked = load(items=47, minutes_an_item=12, minutes_a_week=240, on=on, target_on=on + timedelta(weeks=6))
    assert (asked.work_minutes, asked.capacity_minutes, asked.spare) == (564, 1_440, 876)
    late = load(items=47, minutes_an_item=12, minutes_a_week=240, on=on, target_on=on - timedelta(days=3))
    assert (late.capacity_minutes, late.spare) == (0, -564)
