"""What collection brought and what it cost, from measures of one day: nothing is added that overlaps.

Working capital freed is cash that came back once; money received beyond the start overlaps with it and is
told beside, never added. The net result is what was freed, plus interest and indemnities collected, less
what collection cost in the period.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from encours.core.measures import Measure
from encours.core.measures.measure import in_parts
from encours.core.money import rounded

CODES: Final = (
    "working_capital_freed", "cash_effect", "profit_effect", "operating_cost", "hours_freed", "dso_simple",
    "days_gained", "days_to_pay", "cash_in", "net_by_segment",
)  # fmt: skip
COSTS: Final = ("staff", "channel", "provider", "legal", "storage")


@dataclass(frozen=True, slots=True)
class Compared:
    """A measure at the start and now, in whole parts of its unit."""

    code: str
    unit: str
    before: int | None
    now: int | None


@dataclass(frozen=True, slots=True)
class OfSegment:
    """What the reminders of one segment brought in and cost, in cents; `net_cents` is None where no cost is known."""

    segment: str
    collected_cents: int
    cost_cents: int
    reminders: int
    net_cents: int | None


@dataclass(frozen=True, slots=True)
class Returns:
    """The return on collection as of a day, in cents of one currency; None where a figure is not known."""

    on: date
    currency: str
    freed_cents: int | None
    collected_cents: int | None
    won_cents: int
    costs: Mapping[str, int]
    cost_cents: int | None
    hours_tenths: int | None
    compared: tuple[Compared, ...]
    segments: tuple[OfSegment, ...] = ()  # the last one is what no segment alone costs

    @property
    def net_cents(self) -> int | None:
        """Freed, plus interest and indemnities, less costs; unknown while one of its parts is."""
        if self.freed_cents is None or self.cost_cents is None:
            return None
        return self.freed_cents + self.won_cents - self.cost_cents

    @property
    def per_euro_bps(self) -> int | None:
        """Net result for each euro of cost, in hundredths of a percent."""
        if self.net_cents is None or not self.cost_cents:
            return None
        return rounded(self.net_cents * 10_000, self.cost_cents)


def returns(measures: Mapping[str, Measure], *, on: date, currency: str) -> Returns:
    """Put the measures of `CODES` together; one that is missing is unknown."""
    profit, cost = measures.get("profit_effect"), measures.get("operating_cost")
    lines = {line.label: line.facts.get("cost_cents", 0) for line in cost.lines} if cost else {}
    costs = {kind: lines.get(kind, 0) for kind in COSTS}
    won = profit.facts if profit else {}
    return Returns(
        on=on,
        currency=currency,
        freed_cents=_value(measures, "working_capital_freed"),
        collected_cents=_value(measures, "cash_effect"),
        won_cents=won.get("interest_cents", 0) + won.get("indemnity_cents", 0),
        costs=costs,
        cost_cents=None if cost is None or cost.figure is None else sum(costs.values()),
        hours_tenths=_value(measures, "hours_freed"),
        compared=(
            _compared(measures, "dso_simple", "working_capital_freed"),
            _compared(measures, "days_to_pay", "days_gained"),
            _compared(measures, "cash_in", "cash_effect"),
        ),
        segments=_segments(measures.get("net_by_segment")),
    )


def _segments(measure: Measure | None) -> tuple[OfSegment, ...]:
    return tuple(
        OfSegment(
            line.label,
            line.facts.get("collected_cents", 0),
            line.facts.get("cost_cents", 0),
            line.facts.get("reminders", 0),
            in_parts(line.figure, 1),
        )
        for line in (measure.lines if measure else ())
    )


def _value(measures: Mapping[str, Measure], code: str) -> int | None:
    found = measures.get(code)
    return found.value if found else None


def _compared(measures: Mapping[str, Measure], code: str, gain: str) -> Compared:
    now, told = measures.get(code), measures.get(gain)
    before = told.facts.get(f"baseline_{code}") if told else None
    return Compared(code, now.unit if now else "", before, now.value if now else None)
