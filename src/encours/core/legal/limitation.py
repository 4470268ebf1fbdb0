"""Until when a debt may be claimed before a judge."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final

from encours.core.legal.facts import CaseFacts
from encours.law.figures import figure

_NEAR: Final = timedelta(days=120)


def limitation_on(facts: CaseFacts, *, on: date) -> date | None:
    """The day the oldest debt is prescribed; an acknowledgement begins the time again (C. civ., art. 2231)."""
    if facts.oldest_due_on is None:
        return None
    code = "consumer_limitation_years" if facts.regime == "consumer" else "limitation_years"
    begins = max(facts.oldest_due_on + timedelta(days=1), facts.acknowledged_on or facts.oldest_due_on)
    year = begins.year + figure("procedures", code).reading(on=on).value
    leap = begins.month == 2 and begins.day == 29  # noqa: PLR2004 — the last day of February
    return begins.replace(year=year, day=28 if leap else begins.day)


def near_limitation(facts: CaseFacts, *, on: date) -> bool:
    """Whether that day is near enough to hurry."""
    limit = limitation_on(facts, on=on)
    return limit is not None and limit - on <= _NEAR
