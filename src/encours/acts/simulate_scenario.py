"""Simulating scenarios: followed among debtors drawn from how the creditor's own paid. Nothing is written."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from random import Random
from typing import Any, Final

import polars as pl

from encours import __version__
from encours.acts.engines import Engine, Local
from encours.acts.replay_scenario import Progress, Tried, prices_of
from encours.core.interest_rates import provisional_regimes
from encours.core.money import rounded
from encours.core.refusals import RuleError
from encours.core.replay import Book, House, Sent, business_days
from encours.core.replay.parts import tasks
from encours.core.scenario import Scenario
from encours.core.simulation import (
    Course,
    Habits,
    calibration,
    cut_of,
    fitted,
    less,
    outcomes,
    really,
    spread,
)
from encours.core.simulation.calibrating import FEWEST
from encours.core.simulation.parts import FOLLOWED, FollowPart, summed
from encours.records.frames.dated import Past, past_of
from encours.records.frames.doorway import snapshot
from encours.records.frames.knowledge import Knowledge
from encours.records.frames.measured_words import voices
from encours.records.parties.models import Creditor
from encours.records.policies.reading import current_scenario, interest_rules

# Drawn at random of more: what differs from draw to draw is then what differs among them.
MOST_CUSTOMERS = 500
MOST_RUNS = 1_000
MONEY_BPS: Final = 500  # what money costs a year where nobody said: 5 %, told with the result
_PARTS: Final = 1_000_000  # complaints are told in millionths of the messages


@dataclass(frozen=True, slots=True)
class Draws:
    """How debtors are drawn: invoices due over the period, how often, from which seed, at which cost of money."""

    from_on: date
    to_on: date
    runs: int = 100
    seed: str = "1"
    money_bps: int = MONEY_BPS


@dataclass(frozen=True, slots=True)
class Fitted:
    """A creditor's past with what simulations of it rest on; `book` is of the customers drawn."""

    past: Past
    book: Book
    habits: Habits
    prices: pl.DataFrame
    complaints: int
    days: list[date]
    draws: Draws
    house: House
    provisional: dict[date, frozenset[str]]
    engine: Engine


def simulate_scenarios(
    creditor: Creditor,
    tried: Sequence[Tried],
    draws: Draws,
    *,
    whom: pl.Series | None = None,
    engine: Engine | None = None,
    progress: Progress | None = None,
) -> dict[str, Any]:
    """Follow each scenario among the same simulated debtors; the first is what others are compared with.

    The invoices are those that fell due over the period (of the customers `whom`, where told); each is paid as one of
    the same customer was, or of any where it has few (`core.simulation`). The same seed gives the same, to the cent,
    whatever the `engine`, which maps the parts of the customers.

    Raises
        RuleError: `replay_no_day`, the period has no business day; `simulation_unknown`, no invoice tells how
            debtors pay, or none fell due; `runs_wrong`, too many draws.
    """
    on = fitted_to(creditor, draws, whom=whom, engine=engine)
    share = shares(progress, len(tried) + 1)
    mine = [drawn(on, one, progress=share(rank)) for rank, one in enumerate(tried)]
    return told_of(on) | {
        "calibration": calibrated(on, current_scenario(creditor.pk)[0], progress=share(len(tried))),
        "scenarios": [measured(one, each, mine[0]) for one, each in zip(tried, mine, strict=True)],
    }


def fitted_to(
    creditor: Creditor, draws: Draws, *, whom: pl.Series | None = None, engine: Engine | None = None
) -> Fitted:
    """Read the past of a creditor and how its debtors pay; raises as `simulate_scenarios`."""
    if not 1 <= draws.runs <= MOST_RUNS:
        raise RuleError("runs_wrong", "Faire de un à mille tirages.")
    days = business_days(draws.from_on, draws.to_on)
    with snapshot():
        past = past_of(creditor, from_on=draws.from_on, to_on=draws.to_on)
        prices = prices_of(creditor, on=draws.to_on)
        complained = voices(creditor.pk, Knowledge(draws.to_on)).filter(
            pl.col("on").is_between(draws.from_on, draws.to_on),
            pl.col("kind").is_in(["complaint", "opt_out"]),
        )
    if whom is not None:
        past = replace(past, book=past.book.of(whom), before=past.before.of(whom), ran=past.ran.of(whom))
    sent = _both(past.before, past.ran).standing(past.book.returned, on=draws.to_on)
    habits = fitted(past.book, sent, on=draws.to_on)
    book = _due(past.book, draws.from_on, draws.to_on, seed=draws.seed)
    if habits.seen.is_empty() or book.receivables.is_empty():
        raise RuleError("simulation_unknown", "Aucune facture ne dit encore comment ces clients paient.")
    return Fitted(
        past=past,
        book=book,
        habits=habits,
        prices=prices,
        complaints=rounded(_PARTS * len(complained), len(past.ran.messages)) if len(past.ran.messages) else 0,
        days=days,
        draws=draws,
        house=House(creditor.currency, creditor.shadow),
        provisional=_provisional(creditor, days),
        engine=engine or Local(),
    )


def drawn(on: Fitted, ladder: Tried, *, progress: Progress | None = None) -> list[dict[str, int]]:
    """What each draw came to by one scenario."""
    sums = _followed(on, on.book, _course(on, ladder.ladder), progress=progress)
    told = on.draws
    return outcomes(sums, money_bps=told.money_bps, complaints=on.complaints / _PARTS, seed=told.seed)


def told_of(on: Fitted) -> dict[str, Any]:
    """What a simulation rests on, as it is kept."""
    return {
        "code": __version__,
        "from_on": on.days[0].isoformat(),
        "to_on": on.days[-1].isoformat(),
        "runs": on.draws.runs,
        "seed": on.draws.seed,
        "money_bps": on.draws.money_bps,
        "complaints_per_million": on.complaints,
        "customers": len(on.book.people),
        "of_customers": len(on.past.book.people),
        "invoices": len(on.book.receivables),
        "invoices_seen": len(on.habits.seen),
        "habits": on.habits.counts(),
    }


def measured(ladder: Tried, mine: list[dict[str, int]], first: list[dict[str, int]]) -> dict[str, Any]:
    """What one scenario came to, beside the first."""
    return {
        "name": ladder.name,
        "version": ladder.version.number if ladder.version else None,
        "measures": spread(mine),
        "against_first": spread(less(mine, first)) if mine is not first else None,
    }


def shares(progress: Progress | None, of: int) -> Callable[[int], Progress | None]:
    """The progress of each of several pieces of work, as part of the whole."""

    def share(rank: int) -> Progress | None:
        if progress is None:
            return None
        return lambda done, whole: progress(rank * whole + done, of * whole)

    return share


def _followed(on: Fitted, book: Book, course: Course, *, progress: Progress | None) -> pl.DataFrame:
    """The sums of each draw, the customers in as many parts as the engine wants."""
    parts = on.engine.parts(len(book.people) * on.draws.runs)
    told = tasks(book, Sent.nothing(), parts=min(parts, len(book.people)))
    return summed(on.engine.mapped(FollowPart(course), told, FOLLOWED, progress))


def _course(
    on: Fitted, ladder: Scenario, *, habits: Habits | None = None, days: list[date] | None = None
) -> Course:
    return Course(
        ladder=ladder,
        days=days or on.days,
        seeds=[f"{on.draws.seed}/{run}" for run in range(on.draws.runs)],
        habits=habits or on.habits,
        prices=on.prices,
        house=on.house,
        provisional=on.provisional,
    )


def calibrated(on: Fitted, ladder: Scenario, *, progress: Progress | None) -> dict[str, Any] | None:
    """Debtors fitted before the last months, followed through them by the usual ladder, beside what was.

    None where too few invoices were seen before, or fell due since.
    """
    first, last = on.draws.from_on, on.draws.to_on
    cut = cut_of(first, last)
    habits = fitted(on.past.book, _both(on.past.before, on.past.ran), on=cut)
    book = _due(on.past.book, cut + timedelta(days=1), last, seed=on.draws.seed)
    if min(len(habits.seen), len(book.receivables)) < FEWEST:
        return None
    days = [day for day in on.days if day > cut]
    course = _course(on, ladder, habits=habits, days=days)
    invoices = book.receivables.select("receivable_id")
    wrote = on.past.ran.lines.filter(pl.col("on") > cut).join(invoices, on="receivable_id", how="semi")
    wrote_before = (_both(on.past.before, on.past.ran).messages["on"] <= cut).any()
    messages = wrote.select("customer_id", "on", "step_code").unique().height if wrote_before else None
    real = really(book, from_on=cut + timedelta(days=1), to_on=days[-1], messages=messages)
    told = _followed(on, book, course, progress=progress)
    return calibration(told, real, from_on=cut + timedelta(days=1), to_on=days[-1])


def _provisional(creditor: Creditor, days: list[date]) -> dict[date, frozenset[str]]:
    """The regimes whose rate nobody confirmed, each day."""
    rules = interest_rules(creditor)
    return {on: frozenset(provisional_regimes(on=on, rules=rules)) for on in days}


def _due(book: Book, from_on: date, to_on: date, *, seed: str) -> Book:
    """The invoices that fell due over the period, of some customers drawn at random where there are many."""
    due = book.receivables.filter(
        pl.col("kind") == "invoice",
        pl.col("amount_cents") > 0,
        ~pl.col("double"),
        pl.col("due_on").is_between(from_on, to_on),
    )
    whose = sorted(due["customer_id"].unique())
    if len(whose) > MOST_CUSTOMERS:
        whose = sorted(Random(seed).sample(whose, MOST_CUSTOMERS))  # noqa: S311 — a simulation
    return replace(book, receivables=due).of(pl.Series("customer_id", whose, dtype=pl.Int64))


def _both(before: Sent, ran: Sent) -> Sent:
    return Sent(pl.concat([before.messages, ran.messages]), pl.concat([before.lines, ran.lines]))
