"""Objectives: where a measure should be on a day, told by a straight line from where it was; and what work it asks.

Figures are whole parts of the measure's unit, as they are kept.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Literal

from encours.core.money import rounded

State = Literal["unmeasured", "reached", "on_course", "behind", "missed"]
_WEEK = 7


@dataclass(frozen=True, slots=True)
class Aim:
    """A start, another value to reach, and their days; whoever wants fewer days aims lower than the start."""

    start: int
    target: int
    start_on: date
    target_on: date

    @property
    def downwards(self) -> bool:
        """Whether lower is better here."""
        return self.target < self.start


@dataclass(frozen=True, slots=True)
class Course:
    """Where one is: `expected` by the straight line that day, `done` the share of the way in whole percents."""

    state: State
    expected: int
    done: int | None


def course(aim: Aim, now: int | None, *, on: date) -> Course:
    """Say whether the objective is on course: at least as far as the straight line, on the day of the figure."""
    expected = expected_on(aim, on)
    if now is None:
        return Course("unmeasured", expected, None)
    done = rounded((now - aim.start) * (-100 if aim.downwards else 100), abs(aim.target - aim.start))
    if _at_least(aim, now, aim.target):
        return Course("reached", expected, done)
    if on >= aim.target_on:
        return Course("missed", expected, done)
    return Course("on_course" if _at_least(aim, now, expected) else "behind", expected, done)


def expected_on(aim: Aim, on: date) -> int:
    """The straight line from start to target, on a day; before it the start, after it the target."""
    whole = (aim.target_on - aim.start_on).days
    gone = min(max((on - aim.start_on).days, 0), whole)
    if whole <= 0:
        return aim.target
    return aim.start + rounded((aim.target - aim.start) * gone, whole)


def _at_least(aim: Aim, now: int, wanted: int) -> bool:
    return now <= wanted if aim.downwards else now >= wanted


@dataclass(frozen=True, slots=True)
class Load:
    """The work an objective asks and the hours there are for it, in minutes; `spare` is negative when short."""

    items: int
    work_minutes: int
    weeks: Fraction
    capacity_minutes: int

    @property
    def spare(self) -> int:
        """Minutes left over, or missing."""
        return self.capacity_minutes - self.work_minutes


def load(*, items: int, minutes_an_item: int, minutes_a_week: int, on: date, target_on: date) -> Load:
    """Items concerned × minutes of one, beside the minutes of each week until the target's day."""
    weeks = Fraction(max((target_on - on).days, 0), _WEEK)
    capacity = rounded(minutes_a_week * weeks.numerator, weeks.denominator)
    return Load(items, items * minutes_an_item, weeks, capacity)
