"""What it is worth to lend a customer time: signs read from what the house knows, and the grade they come to.

The grade is that of the worst sign; nothing is added up, so that who reads it can say why. The thresholds are the
house's conventions, no norm's: a person may grade otherwise, with a reason.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

GRADES: Final = ("low", "moderate", "high", "severe")  # from the least to the worst
_FEW = 3  # invoices: fewer say too little of how a customer pays
_SOME_UNPAID, _HALF_UNPAID = 21, 50  # percent not paid within thirty days beyond the terms
_LATE, _VERY_LATE = 15, 60  # days beyond the terms
_OLD = 90  # days overdue
_TIGHT = 90  # percent of the limit


@dataclass(frozen=True, slots=True)
class RiskFacts:
    """One customer on a day, in the currency of the books; null where nothing tells."""

    currency: str
    exposure_cents: int
    limit_cents: int | None
    overdue_cents: int
    days_late: int
    solvency: int | None
    days_beyond: int | None
    observed: int
    broken_promises: int
    rating: str
    insolvent: bool
    ceased: bool
    doubtful: bool


@dataclass(frozen=True, slots=True)
class Sign:
    """What one fact says of the risk: the grade it calls for, its code, its figures; `words.risk` says it."""

    grade: str
    code: str
    facts: Mapping[str, Any] = field(default_factory=dict)


def signs(facts: RiskFacts) -> list[Sign]:
    """Every sign that the facts give, the worst first; at least one."""
    found = [*_of_standing(facts), *_of_paying(facts), *_of_owing(facts)]
    return sorted(found, key=lambda one: -GRADES.index(one.grade))


def graded(found: Sequence[Sign]) -> str:
    """The grade of the worst sign."""
    return max((one.grade for one in found), key=GRADES.index, default="low")


def _of_standing(facts: RiskFacts) -> list[Sign]:
    told = (("insolvent", facts.insolvent), ("ceased", facts.ceased), ("doubtful", facts.doubtful))
    return [Sign("severe", code) for code, there in told if there]


def _of_paying(facts: RiskFacts) -> list[Sign]:
    if facts.observed < _FEW:
        return [Sign("moderate", "little_known", {"n": facts.observed}), *_promises(facts)]
    found = []
    if facts.solvency is not None:
        found.append(
            Sign(
                _step(100 - facts.solvency, _SOME_UNPAID, _HALF_UNPAID),
                "solvency",
                {"percent": facts.solvency},
            )
        )
    if facts.days_beyond is not None:
        found.append(Sign(_step(facts.days_beyond, _LATE, _VERY_LATE), "beyond", {"n": facts.days_beyond}))
    return [*found, *_promises(facts)]


def _promises(facts: RiskFacts) -> list[Sign]:
    if not facts.broken_promises:
        return []
    return [
        Sign("moderate" if facts.broken_promises == 1 else "high", "broken", {"n": facts.broken_promises})
    ]


def _of_owing(facts: RiskFacts) -> list[Sign]:
    found = []
    if facts.overdue_cents > 0:
        money = {"cents": facts.overdue_cents, "currency": facts.currency, "n": facts.days_late}
        found.append(Sign("high" if facts.days_late >= _OLD else "moderate", "overdue", money))
    if facts.limit_cents is None:
        return found
    money = {"cents": facts.exposure_cents, "limit": facts.limit_cents, "currency": facts.currency}
    if facts.exposure_cents > facts.limit_cents:
        found.append(Sign("high", "beyond_limit", money))
    elif facts.limit_cents and 100 * facts.exposure_cents >= _TIGHT * facts.limit_cents:
        found.append(Sign("moderate", "near_limit", money))
    else:
        found.append(Sign("low", "within_limit", money))
    return found


def _step(value: int, moderate: int, high: int) -> str:
    """Below `moderate` nothing is to be feared; from `high` on, it is."""
    if value >= high:
        return "high"
    return "moderate" if value >= moderate else "low"
