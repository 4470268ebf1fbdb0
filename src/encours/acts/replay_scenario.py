"""Replaying a scenario on a creditor's own past, from the facts as known each day. Nothing is written."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

import polars as pl

from encours.acts.engines import Engine, Local
from encours.core.interest_rates import provisional_regimes
from encours.core.replay import Book, House, Replayed, Sent, business_days, judged
from encours.core.replay.judging import PRICE
from encours.core.replay.parts import REPLAYED, ReplayOfPart, replayed, tasks
from encours.core.scenario import Scenario
from encours.core.scenario.branches import events_in
from encours.records.frames.dated import Past, past_of
from encours.records.frames.doorway import snapshot
from encours.records.frames.knowledge import Knowledge
from encours.records.frames.ladders import versions_of
from encours.records.frames.measured_words import costs
from encours.records.parties.models import Creditor, Customer
from encours.records.policies.models import Scenario as Scenarios
from encours.records.policies.models import ScenarioVersion
from encours.records.policies.reading import interest_rules, latest_version

Progress = Callable[[int, int], object]


@dataclass(frozen=True, slots=True)
class Tried:
    """A scenario to be tried: its name and ladder, the version it is (None: not published)."""

    name: str
    ladder: Scenario
    version: ScenarioVersion | None = None


def replay_scenario(
    creditor: Creditor,
    tried: Tried,
    *,
    from_on: date,
    to_on: date,
    engine: Engine | None = None,
    progress: Progress | None = None,
) -> dict[str, Any]:
    """Replay a scenario over a period, on the customers that follow it today (`judged` says what comes of it).

    One not published is tried on those of the scenario of its name, or on all of them where there is none. What needs a
    person's agreement is taken as agreed on the day itself, and what a person does as done. Branches are not followed:
    what would have been answered to other messages nobody knows; `branches_left_out` names their events. `engine` maps
    the parts of the customers, those of this machine unless told; it changes nothing but the time.

    Raises
        RuleError: `replay_no_day`, the period has no business day.
    """
    days = business_days(from_on, to_on)
    rules = interest_rules(creditor)
    with snapshot():
        past = past_of(creditor, from_on=days[0], to_on=days[-1])
        prices = prices_of(creditor, on=days[-1])
        whom = followers(creditor, tried)
    if whom is not None:
        past = _of(past, whom)

    house = House(creditor.currency, creditor.shadow, past.standings)
    provisional = {on: frozenset(provisional_regimes(on=on, rules=rules)) for on in days}
    work = ReplayOfPart(tried.ladder, days, house, provisional)
    done = in_parts(past.book, work, before=past.before, engine=engine or Local(), progress=progress)
    told = judged(past.book, done, past.ran, prices, decided=past.decided)
    return told | {"branches": sorted(events_in(tried.ladder))}


def in_parts(
    book: Book, work: ReplayOfPart, *, before: Sent, engine: Engine, progress: Progress | None = None
) -> Replayed:
    """Replay all customers in as many parts as the engine wants: the same as all of them at once.

    Customers of one group stay together; where only so many messages may leave in a day, all do.
    """
    parts = 1 if work.house.limited() else engine.parts(len(book.people))
    told = tasks(book, before, parts=parts)
    return replayed(engine.mapped(work, told, REPLAYED, progress), work.days)


def period_to_replay(today: date) -> tuple[date, date]:
    """The twelve months that end the day before: what is replayed unless told otherwise."""
    last = today - timedelta(days=1)
    return date.fromordinal(last.toordinal() - 364), last


def followers(creditor: Creditor, tried: Tried) -> pl.Series | None:
    """The customers on whom a scenario is tried; None for all of them."""
    mine = Scenarios.objects.of([creditor.pk])
    followed = (
        mine.filter(pk=tried.version.scenario_id).first()
        if tried.version
        else mine.filter(name=tried.name).first()
    )
    if followed is None:
        return None
    others = versions_of(creditor.pk, but=latest_version(creditor.pk).pk)
    if others.is_empty():
        return None if followed.usual else pl.Series([], dtype=pl.Int64)
    theirs = dict(ScenarioVersion.objects.of([creditor.pk]).values_list("pk", "scenario_id"))
    scenario = pl.col("scenario_version_id").replace_strict(theirs, return_dtype=pl.Int64)
    if not followed.usual:
        return others.filter(scenario == followed.pk)["customer_id"]
    elsewhere = others.filter(scenario != followed.pk)["customer_id"]
    everybody = Customer.objects.of([creditor.pk]).values_list("pk", flat=True)
    return pl.Series(sorted(set(everybody) - set(elsewhere)), dtype=pl.Int64)


def prices_of(creditor: Creditor, *, on: date) -> pl.DataFrame:
    """What a message by each channel costs, as recorded among the costs of the measures."""
    told = costs(creditor.pk, Knowledge(on)).filter(
        pl.col("basis") == "action", pl.col("currency") == creditor.currency
    )
    return told.select(channel="action", cents="amount_cents", from_on="from_on", to_on="to_on").select(
        *PRICE
    )


def _of(past: Past, whom: pl.Series) -> Past:
    book: Book = past.book.of(whom)
    before: Sent = past.before.of(whom)
    return replace(past, book=book, before=before, ran=past.ran.of(whom))
