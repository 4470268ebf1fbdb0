"""Two versions of a scenario, step by step: what each says that the other does not."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any

from encours.core.scenario.ladder import Scenario, Step


@dataclass(frozen=True, slots=True)
class Change:
    """What one field says before and after."""

    name: str
    before: Any
    after: Any


@dataclass(frozen=True, slots=True)
class StepCompared:
    """A step of either version, known by its code; `before` or `after` is None where that version has it not."""

    before: Step | None
    after: Step | None
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class Compared:
    """What changed of the limits, and each step in the order of the later version, those gone at their place."""

    limits: tuple[Change, ...]
    steps: tuple[StepCompared, ...]


def compared(before: Scenario, after: Scenario) -> Compared:
    """Compare two versions; a step moved to another position says so as a change of its `position`."""
    codes = [step.code for step in after.steps]
    gone = [step for step in before.steps if step.code not in codes]
    together = sorted([*after.steps, *gone], key=lambda step: (step.position, step.code not in codes))
    return Compared(
        tuple(_changes(before, after, skip=("steps",))),
        tuple(_step(before.by_code(step.code), after.by_code(step.code)) for step in together),
    )


def _step(before: Step | None, after: Step | None) -> StepCompared:
    both = before is not None and after is not None
    return StepCompared(before, after, tuple(_changes(before, after)) if both else ())


def _changes(before: Any, after: Any, *, skip: tuple[str, ...] = ()) -> list[Change]:
    names = [one.name for one in fields(after) if one.name not in skip]
    told = [Change(name, getattr(before, name), getattr(after, name)) for name in names]
    return [one for one in told if one.before != one.after]
