"""The ladder and the rates as a page shows them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from encours.core.days import next_business_day
from encours.core.interest_rates import InterestRules, yearly_rate
from encours.core.scenario import Scenario, Step
from encours.core.scenario.branches import Branch
from encours.desk.fields import day_field
from encours.law import rates
from encours.law.figures import Reading, UnknownLawError
from encours.law.rates import HalfYear
from encours.words import amounts
from encours.words.languages import nearest
from encours.words.reason_labels import EVENTS, THEN

_BACK = 4


@dataclass(frozen=True, slots=True)
class Rung:
    """A step and the day it would make for an example; None beyond the calendar of public holidays."""

    step: Step
    on: date | None


@dataclass(frozen=True, slots=True)
class HalfYearRates:
    """The rates of a half-year, in hundredths of a percent."""

    code: str
    ecb: Reading
    legal: Reading
    default_bps: int
    own_bps: int
    floor_bps: int
    breached: bool

    @property
    def confirmed(self) -> bool:
        """Whether sources vouch for both."""
        return self.ecb.confirmed and self.legal.confirmed


def ladder(scenario: Scenario, due_on: date) -> list[Rung]:
    """Each step with the business day on which it becomes due, nothing stopping the clock."""
    return [Rung(step, _business_day(due_on, step.offset_days)) for step in scenario.steps]


def _business_day(due_on: date, days: int) -> date | None:
    try:
        return next_business_day(due_on + timedelta(days=days))
    except (UnknownLawError, OverflowError):
        return None


def branch_words(branch: Branch) -> str:
    """What happens, and what is done of it: « le client a répondu : attendre (10 jours) »."""
    language = nearest(get_language())
    days_told = f" ({amounts.days(branch.days, language)})" if branch.days else ""
    event = str(EVENTS[branch.when])
    if branch.over_cents:
        event += f" ({amounts.money(branch.over_cents, 'EUR', language)})"
    return f"{event}{_(' : ')}{THEN[branch.then]}{days_told}"


def example_due(asked: str, on: date) -> date:
    """The due date asked for, else in ten days: every step of the ladder is then to come."""
    try:
        found: date | None = day_field(required=False).clean(asked)
    except ValidationError:
        found = None
    # The calendar of public holidays ends; beyond it no example can be given.
    return found if found and _business_day(found, 0) else on + timedelta(days=10)


def half_years(rules: InterestRules, *, on: date) -> list[HalfYearRates]:
    """The rates of the last half-years, newest first; a half-year that the law's sheets do not reach is left out."""
    half, found = HalfYear.of(on), []
    for _back in range(_BACK):
        try:
            found.append(_rates(half, rules))
        except UnknownLawError:
            break
        half = half.previous
    return found


def _rates(half: HalfYear, rules: InterestRules) -> HalfYearRates:
    day = half.starts_on
    ecb = rates.ecb_rate(on=day, confirmed=rules.confirmed.ecb)
    legal = rates.legal_rate(on=day, confirmed=rules.confirmed.legal)
    own = yearly_rate("b2b", on=day, starts_on=day, rules=rules)
    without = yearly_rate("b2b", on=day, starts_on=day, rules=InterestRules(confirmed=rules.confirmed))
    return HalfYearRates(
        code=half.code,
        ecb=ecb,
        legal=legal,
        default_bps=without.bps,
        own_bps=own.bps,
        floor_bps=rates.floor_multiple(on=day).value * legal.value,
        breached=own.breaches_floor,
    )
