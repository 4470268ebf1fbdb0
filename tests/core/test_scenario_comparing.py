"""Two versions of a scenario, step by step."""

from __future__ import annotations

from dataclasses import replace

from encours.core.scenario import DEFAULT_SCENARIO
from encours.core.scenario.comparing import Change, compared

FIRST, SECOND, THIRD, *LAST = DEFAULT_SCENARIO.steps


def test_a_version_compared_to_itself_says_nothing_changed() -> None:
    found = compared(DEFAULT_SCENARIO, DEFAULT_SCENARIO)
    assert found.limits == ()
    assert [(one.before, one.changes) for one in found.steps] == [
        (step, ()) for step in DEFAULT_SCENARIO.steps
    ]


def test_each_field_that_changed_is_told_before_and_after() -> None:
    later = replace(THIRD, offset_days=17, fallback_channel="letter")
    after = replace(DEFAULT_SCENARIO, steps=(FIRST, SECOND, later, *LAST), cap_days=45)
    found = compared(DEFAULT_SCENARIO, after)
    assert found.limits == (Change("cap_days", 30, 45),)
    assert [len(one.changes) for one in found.steps] == [0, 0, 2, 0, 0]
    assert found.steps[2].changes == (
        Change("offset_days", 15, 17),
        Change("fallback_channel", None, "letter"),
    )


def test_a_step_that_is_gone_stands_at_its_place_and_one_that_is_new_has_nothing_before() -> None:
    shorter = replace(DEFAULT_SCENARIO, steps=(FIRST, SECOND))
    gone = compared(DEFAULT_SCENARIO, shorter).steps
    assert [one.after is None for one in gone] == [False, False, True, True, True]
    new = compared(shorter, DEFAULT_SCENARIO).steps
    assert [one.before is None for one in new] == [False, False, True, True, True]


def test_a_step_that_moved_says_so() -> None:
    moved = replace(
        DEFAULT_SCENARIO, steps=(FIRST, replace(SECOND, position=3), replace(THIRD, position=2), *LAST)
    )
    changes = {one.after.code: one.changes for one in compared(DEFAULT_SCENARIO, moved).steps if one.after}
    assert changes["friendly"] == (Change("position", 2, 3),)
