"""A person's own figures: nothing below the sample, and lessons that its own results suggest."""

from __future__ import annotations

import dataclasses

from encours.core import activity
from encours.core.activity import SAMPLE, own


def skill(told: activity.Own, code: str) -> activity.Skill:
    return next(each for each in told.skills if each.code == code)


def test_below_the_sample_nothing_is_shown() -> None:
    told = own({"note": SAMPLE - 1}, {"note": SAMPLE})
    assert (skill(told, "notes").acts, skill(told, "notes").before) == (None, SAMPLE)
    assert all(result.share is None for result in told.results)
    assert told.lessons == ()


def test_acts_of_a_skill_are_added_up() -> None:
    told = own({"apply_line": 15, "set_aside": 4, "confirm_same": 3}, {})
    assert skill(told, "applications").acts == 22


def test_many_applications_undone_suggest_the_lesson_on_matching() -> None:
    assert "matching" in own({"apply_line": 40, "undo_application": 5, "note": 9}, {}).lessons
    assert "matching" not in own({"apply_line": 40, "undo_application": 4, "note": 9}, {}).lessons


def test_few_notes_suggest_the_lesson_on_notes_and_enough_do_not() -> None:
    assert own({"hold": 99, "approve": 40}, {}).lessons == ("notes",)
    assert own({"approve": 40, "note": 4}, {}).lessons == ()


def test_each_lesson_is_suggested_by_some_result() -> None:
    poor = {"apply_line": 20, "undo_application": 10, "approve": 10, "withdraw": 10, "open_dispute": 20}
    assert set(own(poor, {}).lessons) == set(activity.LESSONS)


def test_the_figures_know_of_one_person_only() -> None:
    """No name, no other person, no average to be compared with."""
    for shape in (activity.Own, activity.Skill, activity.Result):
        named = {field.name for field in dataclasses.fields(shape)}
        assert not named & {"person", "author", "name", "rank", "average", "team", "others"}
