"""What to do first: the money that a minute of work is expected to move, with the figures that say so.

Expected = amount × chance; score = expected ÷ minutes, in cents a minute. Of a debt, the chance is what its age leaves
of it by the creditor's own curve (`core.recovery`): the same that its page and the list of what is unpaid show. Other
chances and minutes are stated below and may be said otherwise by a creditor; amounts of different currencies are
ranked as they are, never converted nor added.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from encours.core.recovery import DEFAULT, Curve, expected_cents


@dataclass(frozen=True, slots=True)
class Weight:
    """How many minutes a kind of work takes, and what part of the amount it moves, in percent.

    `percent` None: the part depends on the step of the message, or on the lateness of the debt.
    """

    minutes: int
    percent: int | None


# Estimates of the house, to be replaced by what a creditor observes.
DEFAULTS: Final[Mapping[str, Weight]] = {
    "task": Weight(5, 10),
    "approve": Weight(1, None),
    "uncertain": Weight(2, None),
    "recalled": Weight(3, 10),  # a letter that may have gone to who does not owe it any more
    "held": Weight(3, None),
    "apply": Weight(3, 60),
    "returned": Weight(6, 50),
    "dispute": Weight(20, 35),
    "address": Weight(4, 25),
    "terms": Weight(2, 15),
    "call": Weight(10, None),
    "callback": Weight(10, None),
    "step": Weight(10, None),
    "reread": Weight(20, 0),
    "promise": Weight(10, 40),  # not kept: who promised once is reached again
    "document": Weight(5, 10),
    "confirm": Weight(3, 2),
    "review": Weight(15, 0),  # no money moves: asked for by a day, so before all
    "factor": Weight(3, 0),
}
# What part of a debt comes in within a month of being asked for once more.
BY_STEP: Final[Mapping[str, int]] = {
    "preventive": 20,
    "friendly": 40,
    "firm": 35,
    "last": 30,
    "formal_notice": 30,
}
_ANY_STEP: Final = 30

LARGE_CENTS: Final = 1_000_000  # overdue of one customer: a person calls, whatever the ladder does
CALM_DAYS: Final = 7  # after a note on the case, nobody is asked to call again


@dataclass(frozen=True, slots=True)
class Candidate:
    """One thing that could be done; `due` says that it was asked for today or before, and comes first."""

    kind: str
    key: int
    amount_cents: int
    currency: str
    days_late: int = 0
    step: str = ""
    due: bool = False


@dataclass(frozen=True, slots=True)
class Ranked:
    """A candidate with the figures of its rank; `by_age` says that its percent is the curve's, at its lateness."""

    candidate: Candidate
    percent: int
    minutes: int
    expected_cents: int
    score_cents: int
    by_age: bool = False


def ranked(
    candidates: Iterable[Candidate], weights: Mapping[str, Weight], curve: Curve = DEFAULT
) -> list[Ranked]:
    """The best first; what was asked for by today before all, equal scores in a stable order."""
    found = [_weighed(one, weights.get(one.kind, DEFAULTS[one.kind]), curve) for one in candidates]
    return sorted(
        found,
        key=lambda one: (
            not one.candidate.due,
            -one.score_cents,
            -one.candidate.amount_cents,
            one.candidate.kind,
            one.candidate.key,
        ),
    )


def _weighed(one: Candidate, weight: Weight, curve: Curve) -> Ranked:
    percent = weight.percent
    by_age = percent is None and not one.step
    if percent is None:
        percent = BY_STEP.get(one.step, _ANY_STEP) if one.step else curve.percent(one.days_late)
    expected = expected_cents(one.amount_cents, percent)
    return Ranked(one, percent, weight.minutes, expected, expected // weight.minutes, by_age)
