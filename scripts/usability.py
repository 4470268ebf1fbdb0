"""What a trial of the desk found: `python scripts/usability.py ANSWERS.csv` (see docs/usability.md).

The file has a row an answer: person, what (task or statement), number (1 to 10), value (seconds, or 1 to 5), how
(of a task: alone, helped, no). It ends with code 0 where the goals are met, 1 where one is not, 2 on a bad file.
"""

from __future__ import annotations

import csv
import sys
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from statistics import mean, median

GIVEN = (30, 60, 60, 45, 60, 60, 60, 45, 60, 45)  # seconds, as desk/guide/trial.py tells them
ALONE = 0.8  # of the people, for each task
SCORE = 75
OUTCOMES = ("alone", "helped", "no")
TEN = 10
_FACTOR = 2.5


@dataclass(frozen=True, slots=True)
class Found:
    """The trial in figures: of each task the share done alone and the median time of those, and the mean score."""

    alone: dict[int, float]
    seconds: dict[int, float]
    score: float | None
    people: int

    @property
    def misses(self) -> list[str]:
        """The goals that are not met, in words."""
        told = [f"task {task}: {share:.0%} alone" for task, share in self.alone.items() if share < ALONE]
        told += [
            f"task {task}: {taken:.0f} s of {GIVEN[task - 1]}"
            for task, taken in self.seconds.items()
            if taken > GIVEN[task - 1]
        ]
        if self.score is not None and self.score < SCORE:
            told.append(f"score {self.score:.1f} of {SCORE}")
        return told


def found(rows: Iterable[dict[str, str]]) -> Found:
    """Count a trial.

    Raises
        ValueError: a row that is no answer, or a form of statements that is not whole.
    """
    outcomes: dict[int, list[str]] = defaultdict(list)
    times: dict[int, list[float]] = defaultdict(list)
    forms: dict[str, dict[int, int]] = defaultdict(dict)
    people = set()
    for line, row in enumerate(rows, start=2):
        number = int(row["number"])
        if not 1 <= number <= TEN or row["what"] not in {"task", "statement"}:
            raise ValueError(f"line {line}: a task or a statement from 1 to {TEN} is expected")
        people.add(row["person"])
        if row["what"] == "statement":
            forms[row["person"]][number] = _told(row["value"], line)
            continue
        if row["how"] not in OUTCOMES:
            raise ValueError(f"line {line}: how it went is one of {', '.join(OUTCOMES)}")
        outcomes[number].append(row["how"])
        if row["how"] == "alone":
            times[number].append(float(row["value"]))
    return Found(
        alone={task: each.count("alone") / len(each) for task, each in sorted(outcomes.items())},
        seconds={task: median(each) for task, each in sorted(times.items())},
        score=mean(score(form) for form in forms.values()) if forms else None,
        people=len(people),
    )


def score(form: dict[int, int]) -> float:
    """The System Usability Scale of one person, from 0 to 100."""
    if len(form) != TEN:
        raise ValueError(f"a form has {TEN} statements, this one {len(form)}")
    return _FACTOR * sum(told - 1 if number % 2 else 5 - told for number, told in form.items())


def _told(value: str, line: int) -> int:
    told = int(value)
    if not 1 <= told <= 5:  # noqa: PLR2004 — the scale
        raise ValueError(f"line {line}: a statement is told from 1 to 5")
    return told


def main(path: Path) -> int:
    """Print what a file of answers says."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            told = found(csv.DictReader(file, delimiter=";"))
    except (OSError, KeyError, ValueError) as wrong:
        print(f"{path.name}: {wrong}", file=sys.stderr)
        return 2
    print(f"{told.people} people; score {'–' if told.score is None else f'{told.score:.1f}'} (goal {SCORE})")
    for task, share in told.alone.items():
        taken = told.seconds.get(task)
        print(
            f"task {task}: {share:.0%} alone, {'–' if taken is None else f'{taken:.0f} s'} of {GIVEN[task - 1]} s"
        )
    for miss in told.misses:
        print(f"missed: {miss}")
    return 1 if told.misses else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
