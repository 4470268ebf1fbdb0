"""What a message offers its customer: by the rules of `core.approach` where its step offers, or as a person chose.

An offer is a proposal of when to pay: it moves no due date and gives nothing up. None stands beside a formal notice,
which asks for all at once, nor before the due date; a public debtor, whose terms the law sets, is offered no time.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from typing import Any, Final, Literal, cast

from encours.core.approach import PROMPT_DAYS, Situation, offered
from encours.core.scenario import Step

Kind = Literal["undisputed", "date", "part", "plan"]
CHOICES: Final = ("none", "date", "part", "plan")
"""What a person may choose for one message; "" is by rule."""
LEAST: Final[Mapping[str, int]] = {"date": 1, "part": 10, "plan": 2}
MOST: Final[Mapping[str, int]] = {"date": 60, "part": 90, "plan": 12}
"""Days until a date, percents paid first, months of a plan."""
TIMED: Final = ("date", "part", "plan")
SOON_DAYS: Final = 7
"""Until the part that is paid first; the rest follows as late as a date alone would be, counted from then."""
BY_HAND: Final = "by_hand"


@dataclass(frozen=True, slots=True)
class Choice:
    """What a person chose for a message: `count` days, percents or months."""

    offer: str = ""
    count: int = 0


@dataclass(frozen=True, slots=True)
class Instalment:
    """So much by a day."""

    due_on: date
    cents: int


@dataclass(frozen=True, slots=True)
class Offer:
    """What is offered and why; its instalments sum to `cents`, one of them for what is not a plan."""

    kind: Kind
    because: str
    cents: int
    instalments: tuple[Instalment, ...]

    def to_json(self) -> dict[str, Any]:
        """Ready for a record."""
        told = [{"due_on": one.due_on.isoformat(), "cents": one.cents} for one in self.instalments]
        return asdict(self) | {"instalments": told}


def from_json(told: Mapping[str, Any]) -> Offer:
    """The same, read back."""
    parts = (Instalment(date.fromisoformat(one["due_on"]), one["cents"]) for one in told["instalments"])
    return Offer(told["kind"], told["because"], told["cents"], tuple(parts))


def may_offer(step: Step | None) -> bool:
    """Whether a message of this step may offer anything: a reminder after the due date, but a formal notice."""
    return step is not None and not (step.by_person or step.preventive or step.formal)


def offer_of(
    known: Situation,
    step: Step | None,
    *,
    total_cents: int,
    regime: str,
    on: date,
    choice: Choice | None = None,
) -> Offer | None:
    """What a message of that step, which asks for `total_cents`, offers on a day; None where it offers nothing."""
    if step is None or not may_offer(step) or total_cents <= 0:
        return None
    kind, because, count = _told(known, step, choice or Choice())
    if kind in TIMED and regime == "public":
        return None
    if kind == "date":
        parts: tuple[Instalment, ...] = (Instalment(on + timedelta(days=count), total_cents),)
    elif kind == "part":
        parts = _halves(total_cents, count, on)
    elif kind == "plan":
        parts = _monthly(total_cents, count, on)
    elif kind == "undisputed":
        parts = (Instalment(on, total_cents),)
    else:
        return None
    return Offer(cast("Kind", kind), because, total_cents, parts)


def _told(known: Situation, step: Step, choice: Choice) -> tuple[str, str, int]:
    """What is to be offered, why, and the days or months of it."""
    if choice.offer:
        return choice.offer, BY_HAND, choice.count
    if not step.offers:
        return "none", "", 0
    told = offered(known)
    return told.offer, told.because, told.days or told.months


def _monthly(cents: int, months: int, on: date) -> tuple[Instalment, ...]:
    """Equal parts a month apart, the first as soon as a date alone would be; the cents that remain go first."""
    first = on + timedelta(days=PROMPT_DAYS)
    each, over = divmod(cents, months)
    parts = (Instalment(_after(first, rank), each + (rank < over)) for rank in range(months))
    return tuple(part for part in parts if part.cents)


def _halves(cents: int, percents: int, on: date) -> tuple[Instalment, ...]:
    """So many percents soon, rounded up to a cent, and what is left of it later."""
    soon = on + timedelta(days=SOON_DAYS)
    first = -(-cents * percents // 100)
    parts = (Instalment(soon, first), Instalment(soon + timedelta(days=PROMPT_DAYS), cents - first))
    return tuple(part for part in parts if part.cents)


def _after(day: date, months: int) -> date:
    """The same day so many months later, or the last of a shorter month."""
    years, month = divmod(day.month - 1 + months, 12)
    year = day.year + years
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
