"""What people do, by skill, from the acts of the history: a person's own figures, and lessons they suggest.

Nothing here compares two people. A figure of few acts is no figure: below the sample it is not shown.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from encours.core.money import rounded

DAYS: Final = 90  # the period shown, and the one before it
SAMPLE: Final = 20  # acts of a skill below which nothing is shown
FEWEST_PEOPLE: Final = 5  # people below whom a total of a team is not kept
FIRST_DAYS: Final = 30  # days during which only the person sees, before any total is shown

SKILLS: Final[Mapping[str, tuple[str, ...]]] = {
    "calls": ("call", "log_call"),
    "messages": ("send", "move", "withdraw", "type_recipient", "choose_offer", "answer_uncertain"),
    "approvals": ("approve",),
    "applications": (
        "apply_line",
        "accept_proposal",
        "refuse_proposal",
        "set_aside",
        "confirm_same",
        "undo_application",
    ),
    "disputes": ("open_dispute", "close_dispute"),
    "notes": ("note",),
    "files": ("edit_customer", "add_contact", "edit_contact", "confirm_terms", "confirm_regime"),
}
SKILL_OF: Final[Mapping[str, str]] = {act: skill for skill, acts in SKILLS.items() for act in acts}


@dataclass(frozen=True, slots=True)
class Skill:
    """A skill of one person: acts of the period and of the one before; None where the sample is too small."""

    code: str
    acts: int | None
    before: int | None


@dataclass(frozen=True, slots=True)
class Result:
    """What came of some acts: a share in whole percents, and of how many; None below the sample."""

    code: str
    share: int | None
    sample: int


@dataclass(frozen=True, slots=True)
class Own:
    """A person's own figures."""

    skills: tuple[Skill, ...]
    results: tuple[Result, ...]
    lessons: tuple[str, ...]


def own(now: Mapping[str, int], before: Mapping[str, int]) -> Own:
    """Put a person's acts together, by name of act, of the period and of the one before."""
    skills = tuple(
        Skill(code, _enough(_sum(now, acts)), _enough(_sum(before, acts))) for code, acts in SKILLS.items()
    )
    results = (
        _result("undone", now.get("undo_application", 0), _sum(now, ("apply_line", "accept_proposal"))),
        _result("withdrawn", now.get("withdraw", 0), now.get("approve", 0) + now.get("withdraw", 0)),
        _result("closed", now.get("close_dispute", 0), now.get("open_dispute", 0)),
        _result("noted", now.get("note", 0), _sum(now, tuple(SKILL_OF))),
    )
    return Own(skills, results, _lessons(results))


# From which share on a result suggests a lesson, and whether above or below it.
_SUGGESTED: Final[Mapping[str, tuple[str, int, bool]]] = {
    "undone": ("matching", 10, True),
    "withdrawn": ("reminders", 30, True),
    "closed": ("disputes", 50, False),
    "noted": ("notes", 5, False),
}
LESSONS: Final = tuple(lesson for lesson, _share, _above in _SUGGESTED.values())


def _lessons(results: tuple[Result, ...]) -> tuple[str, ...]:
    found = []
    for result in results:
        lesson, limit, above = _SUGGESTED[result.code]
        if result.share is not None and (result.share > limit if above else result.share < limit):
            found.append(lesson)
    return tuple(found)


def _result(code: str, part: int, whole: int) -> Result:
    return Result(code, rounded(100 * part, whole) if whole >= SAMPLE else None, whole)


def _enough(count: int) -> int | None:
    return count if count >= SAMPLE else None


def _sum(counts: Mapping[str, int], acts: tuple[str, ...]) -> int:
    return sum(counts.get(act, 0) for act in acts)
