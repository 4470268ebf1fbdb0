"""How best to approach one customer: channel, tone, moment and what to offer, each with what it was told from.

What leaves is decided by the plan of the day (`core.day`): its channel, its tone and its day are told as they are. The
offer is a proposal to a person: rules in order, the first that holds names its reason.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

Offer = Literal["none", "wait", "undisputed", "date", "plan", "no_more_promises"]

ALONE: Final = 300_000  # cents overdue from which a plan is worth its work
LATE_DAYS: Final = 60  # of the oldest debt, beyond which a date alone is no longer enough
PROMPT_DAYS: Final = 15  # beyond its terms, up to which a customer that pays late is still a good payer
BROKEN: Final = 2  # promises not kept after which none is offered
MONTHS: Final = (3, 6)  # of a plan: up to ten times `ALONE`, beyond


@dataclass(frozen=True, slots=True)
class Situation:
    """What is known of a customer on a day; days may be unknown.

    `habit_days`: beyond the terms, what it has not paid counted. `late_days`: of its oldest debt. `trend` as
    `core.behaviour` tells it, `broken` promises not kept. Cents are of one currency.
    """

    overdue_cents: int
    disputed_cents: int
    late_days: int
    habit_days: int | None
    trend: str
    broken: int
    in_difficulty: bool


@dataclass(frozen=True, slots=True)
class Proposed:
    """An offer with its reason: the rule that held, its cents and its days or months (0: none)."""

    offer: Offer
    because: str
    cents: int = 0
    days: int = 0
    months: int = 0


def offered(known: Situation) -> Proposed:
    """What to offer, during the amicable phase, to a customer in that situation."""
    due = known.overdue_cents
    if due <= 0:
        return Proposed("none", "nothing_overdue")
    if known.disputed_cents > 0:
        return Proposed("undisputed", "part_disputed", cents=max(due - known.disputed_cents, 0))
    if (because := _why_plan(known)) is not None:
        return _plan(due, because)
    if known.broken >= BROKEN:
        return Proposed("no_more_promises", "promises_broken", cents=due)
    if known.habit_days is not None and known.late_days <= known.habit_days <= PROMPT_DAYS:
        return Proposed("wait", "within_habit", cents=due, days=known.habit_days - known.late_days)
    return Proposed("date", "one_date", cents=due, days=PROMPT_DAYS)


def _why_plan(known: Situation) -> str | None:
    """Why a plan of several months is offered; None where it is not: never to who broke its promises twice."""
    if known.in_difficulty:
        return "in_difficulty"
    if known.broken >= BROKEN or known.overdue_cents < ALONE:
        return None
    if known.late_days > LATE_DAYS:
        return "long_and_large"
    return "getting_worse" if known.trend == "worse" else None


def _plan(cents: int, because: str) -> Proposed:
    months = MONTHS[0] if cents <= 10 * ALONE else MONTHS[1]
    return Proposed("plan", because, cents=-(-cents // months), months=months)
