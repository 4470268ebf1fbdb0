"""What follows a message, if nothing is paid and nothing happens: the next steps, each with its earliest day.

The clocks, the gap and the open days are those of `core.day.steps`, begun at the day of this message; a test holds
the first step to what the plan of the days to come says. A hold, a cap or an event to come can only put a step off,
so a day told here is the earliest, never a promise.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from encours.core.day.clocks import open_days
from encours.core.gate import Addressee, Item
from encours.core.scenario import Scenario, Step

MOST: Final = 3  # steps told: beyond them nothing is known well enough to be said
_TOLD_OF_PEOPLE: Final = frozenset({"call"})  # what people do that a customer sees
_AFTER_NOTICE: Final = frozenset({"agency", "lawyer", "bailiff"})  # the notice itself says what may follow it
_EPOCH: Final = date(1970, 1, 1)


@dataclass(frozen=True, slots=True)
class Ahead:
    """A step to come, and the first day on which it may leave."""

    step: Step
    on: date


@dataclass(frozen=True, slots=True)
class _Next:
    """The next step of an item and its earliest day; None: the day would keep it waiting for a person."""

    item: Item
    step: Step
    on: date


def steps_ahead(
    moved: Iterable[tuple[Item, int]],
    customer: Addressee,
    scenario: Scenario,
    *,
    on: date,
    provisional: Collection[str] = (),
) -> list[Ahead]:
    """The steps after a message that leaves `on`, at most three.

    `moved` gives each item with the step that the message makes for it. What waits for a person to confirm (an assumed
    due date, a rate, a part contested before a formal notice) has no day: it is not told, nor what comes after it.
    """
    reached = {item.receivable_id: (item, position, on) for item, position in moved}
    told: list[Ahead] = []
    last = on
    while len(told) < MOST:
        nexts = [
            found
            for item, position, since in reached.values()
            if (found := _next(item, position, since, last, customer, scenario, provisional)) is not None
        ]
        if not nexts:
            break
        day = min(one.on for one in nexts)
        leaving = [one for one in nexts if one.on == day]
        step = max((one.step for one in leaving), key=lambda one: one.position)
        if step.kind in _AFTER_NOTICE:
            break
        if not step.preventive and (not step.by_person or step.kind in _TOLD_OF_PEOPLE):
            told.append(Ahead(step, day))
        reached |= {one.item.receivable_id: (one.item, one.step.position, day) for one in leaving}
        last = last if step.by_person else day
    return told


def _next(
    item: Item,
    position: int,
    since: date,
    last: date,
    customer: Addressee,
    scenario: Scenario,
    provisional: Collection[str],
) -> _Next | None:
    """The next step of an item whose step `position` was delivered `since`; the customer's last message left `last`."""
    region = customer.region or ""
    if item.due_on is None:
        return None
    gap = last + timedelta(days=scenario.min_gap_days)
    after = scenario.step(position + 1)
    if after is not None and after.preventive and not customer.no_courtesy:
        ready = max(_clocks(item.due_on, after, since), gap)
        if (day := landed(ready, region)) <= item.due_on and item.claim_cents >= after.minimum_cents:
            return _Next(item, after, day)
    step = scenario.step(max(position, scenario.preventive_count) + 1)
    while step is not None and step.courtesy and customer.no_courtesy:
        step = scenario.step(step.position + 1)
    if step is None or _waits_for_a_person(item, step, customer, provisional):
        return None
    ready = _clocks(item.due_on + timedelta(days=item.held_days), step, since)
    day = landed(ready if step.by_person else max(ready, gap), region)
    if not step.courtesy and customer.soft_until is not None and day <= customer.soft_until:
        day = landed(customer.soft_until + timedelta(days=1), region)
    return _Next(item, step, day)


def _clocks(due_on: date, step: Step, since: date) -> date:
    """When both clocks are done: from the due date, and from the last step."""
    return max(due_on + timedelta(days=step.offset_days), since + timedelta(days=step.gap_days))


def _waits_for_a_person(item: Item, step: Step, customer: Addressee, provisional: Collection[str]) -> bool:
    if item.claim_cents < step.minimum_cents or (step.formal and item.disputed_cents > 0):
        return True
    unsure = item.due_assumed or customer.regime_assumed
    if customer.regime != "consumer":
        unsure = unsure or customer.regime in provisional
    return unsure and not step.courtesy and not step.by_person


def landed(day: date, region: str = "") -> date:
    """The day itself where it is open, else the next that is, as the plan counts them (`clocks.OpenDays`)."""
    calendar, number = open_days(region), (day - _EPOCH).days
    row = number - calendar.first
    if 0 <= row < len(calendar.table):
        return _EPOCH + timedelta(days=int(calendar.table[row]))
    weekday = day.weekday()
    return day if weekday < 5 else day + timedelta(days=7 - weekday)  # noqa: PLR2004 — Saturday
