"""The trial with first-time users: its sheet and its count say the same goals, and the count is right."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from encours.desk.guide import trial

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "scripts"))

import usability  # noqa: E402 — a script, found by the line above


def answers(*, seconds: int, how: str = "alone", odd: int = 5, even: int = 1) -> list[dict[str, str]]:
    numbers = range(1, 11)
    tasks = [{"what": "task", "number": str(one), "value": str(seconds), "how": how} for one in numbers]
    told = [
        {"what": "statement", "number": str(one), "value": str(odd if one % 2 else even), "how": ""}
        for one in numbers
    ]
    return [{"person": "A", **row} for row in tasks + told]


def test_the_sheet_and_the_count_give_the_same_times_to_the_same_tasks() -> None:
    assert tuple(each.seconds for each in trial.tasks()) == usability.GIVEN
    assert len(trial.statements()) == usability.TEN


def test_a_trial_where_all_goes_well_misses_nothing() -> None:
    told = usability.found(answers(seconds=25))
    assert (told.score, told.people, told.misses) == (100, 1, [])


def test_what_is_slow_helped_or_disliked_is_a_goal_missed() -> None:
    assert len(usability.found(answers(seconds=61)).misses) == 10
    assert len(usability.found(answers(seconds=25, how="helped")).misses) == 10
    assert usability.found(answers(seconds=25, odd=3, even=3)).misses == ["score 50.0 of 75"]


@pytest.mark.parametrize(("name", "value"), [("number", "11"), ("how", "perhaps"), ("what", "tea")])
def test_a_row_that_is_no_answer_is_refused(name: str, value: str) -> None:
    rows = answers(seconds=25)
    rows[0][name] = value
    with pytest.raises(ValueError, match="line 2"):
        usability.found(rows)
