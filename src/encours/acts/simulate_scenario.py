"""Simulating scenarios: followed among debtors drawn from how the creditor's own paid. Nothing is written."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields, replace
from datetime import date
from random import Random
from typing import Any

import polars as pl

from encours.acts.replay_scenario import Progress, Tried, prices_of
from encours.core.interest_rates import provisional_regimes
from encours.core.refusals import RuleError
from encours.core.replay import Book, House, Sent, business_days, replay
from encours.core.simulation import MEASURES, Debtors, fitted, outcome, part, spread
from encours.records.frames.dated import past_of
from encours.records.frames.doorway import snapshot
from encours.records.parties.models import Creditor
from encours.records.policies.reading import interest_rules

MOST_CUSTOMERS = (
    500  # drawn at random of more: what differs from draw to draw is then what differs among them
)
MOST_RUNS = 1_000


def simulate_scenarios(
    creditor: Creditor,
    tried: Sequence[Tried],
    *,
    from_on: date,
    to_on: date,
    runs: int,
    seed: str,
    progress: Progress | None = None,
) -> dict[str, Any]:
    """Follow each scenario among the same simulated debtors, `runs` times; the first is what others are compared with.

    The invoices are those that fell due over the period; each is paid as one of the same customer was, or of any where
    it has few (`core.simulation`). The same seed gives the same result, to the cent.

    Raises
        RuleError: `replay_no_day`, the period has no business day; `simulation_unknown`, no invoice tells how
            debtors pay; or too many runs.
    """
    if not 1 <= runs <= MOST_RUNS:
        raise RuleError("runs_wrong", "Faire de un à mille tirages.")
    days = business_days(from_on, to_on)
    with snapshot():
        past = past_of(creditor, from_on=from_on, to_on=to_on)
        prices = prices_of(creditor, on=to_on)
    habits = fitted(past.book, _both(past.before, past.ran), on=to_on)
    if habits.seen.is_empty():
        raise RuleError("simulation_unknown", "Aucune facture ne dit encore comment vos clients paient.")
    book = _asked(past.book, from_on, to_on, seed)
    debtors = Debtors(book, habits, seeds=[f"{seed}/{run}" for run in range(runs)])
    told = _in_the_house(creditor, days)
    draws = [
        _draws(debtors, ladder, days, runs, prices, progress=_share(progress, rank, len(tried)), **told)
        for rank, ladder in enumerate(tried)
    ]
    return {
        "from_on": days[0].isoformat(),
        "to_on": days[-1].isoformat(),
        "runs": runs,
        "seed": seed,
        "customers": len(book.people),
        "of_customers": len(past.book.people),
        "invoices": len(book.receivables),
        "habits": habits.counts(),
        "scenarios": [_measured(one, mine, draws[0]) for one, mine in zip(tried, draws, strict=True)],
    }


def _in_the_house(creditor: Creditor, days: list[date]) -> dict[str, Any]:
    """What a replay asks of the creditor: its currency, its mode, the rates that nobody confirmed each day."""
    rules = interest_rules(creditor)
    provisional = {on: frozenset(provisional_regimes(on=on, rules=rules)) for on in days}
    return {
        "house": House(creditor.currency, creditor.shadow),
        "provisional": provisional.__getitem__,
    }


def _measured(ladder: Tried, mine: list[dict[str, int]], first: list[dict[str, int]]) -> dict[str, Any]:
    """What one scenario came to, beside the first."""
    return {
        "name": ladder.name,
        "version": ladder.version.number if ladder.version else None,
        "measures": spread(mine),
        "against_first": spread(_less(mine, first)) if mine is not first else None,
    }


def _draws(
    debtors: Debtors,
    ladder: Tried,
    days: list[date],
    runs: int,
    prices: pl.DataFrame,
    *,
    progress: Progress | None,
    **told: Any,
) -> list[dict[str, int]]:
    """What each draw came to by one scenario, all of them followed in one replay."""
    paid, answers = [debtors.book.moves], debtors.answers()

    def answered(lines: pl.DataFrame, on: date) -> pl.DataFrame:
        paid.append(answers(lines, on))
        return paid[-1]

    done = replay(debtors.book, ladder.ladder, days, answers=answered, progress=progress, **told)
    whole = replace(debtors.book, moves=pl.concat(paid))
    return [outcome(*_of_draw(whole, done.sent, run), prices, to_on=days[-1]) for run in range(runs)]


def _share(progress: Progress | None, rank: int, of: int) -> Progress | None:
    """The progress of one scenario of several."""
    if progress is None:
        return None
    return lambda done, whole: progress(rank * whole + done, of * whole)


def _of_draw(book: Book, sent: Sent, run: int) -> tuple[Book, Sent]:
    """What one draw paid and was sent."""
    mine = Book(**{one.name: part(getattr(book, one.name), run) for one in fields(Book)})
    return mine, Sent(part(sent.messages, run), part(sent.lines, run))


def _less(mine: list[dict[str, int]], first: list[dict[str, int]]) -> list[dict[str, int]]:
    """The difference draw by draw: the debtors are the same, so what they differ by is not in it."""
    return [
        {name: our[name] - their[name] for name in MEASURES} for our, their in zip(mine, first, strict=True)
    ]


def _asked(book: Book, from_on: date, to_on: date, seed: str) -> Book:
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
