"""A scenario followed among simulated debtors: what it brings in, draw by draw, in sums that add up."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from random import Random
from typing import Any, Final

import polars as pl

from encours.core.money import rounded
from encours.core.replay.book import Book, Sent
from encours.core.replay.running import replay
from encours.core.replay.sending import House
from encours.core.scenario import Scenario
from encours.core.simulation.debtors import APART, Debtors
from encours.core.simulation.habits import VANISHED_DAYS, Habits

WITHIN: Final = (30, 60, 90)  # days after the due date by which what was collected is told
_SUMMED: Final = (
    *("run", "owed", "collected", "waited", "disputed", "vanished", "messages", "cost"),
    *(f"{side}_{days}" for days in WITHIN for side in ("owed", "collected")),
)
SUMS: Final[dict[str, Any]] = dict.fromkeys(_SUMMED, pl.Int64)
"""What one draw came to, of some customers: cents, cents × days (`waited`), invoices and messages."""
MEASURES: Final = (
    "collected_cents",
    *(f"paid_{days}" for days in WITHIN),
    "unpaid_cents",
    "waited_days",
    "messages",
    "cost_cents",
    "disputed",
    "vanished",
    "complaints",
    "net_cents",
)
_IN_TAIL: Final = 40  # one draw in forty beyond each bound: the middle 95 %
_YEAR: Final = 365 * 10_000  # days of a year, in which a rate in hundredths of a percent runs


@dataclass(frozen=True, slots=True)
class Course:
    """What is followed, the same for every part of the customers.

    `provisional` names for each day the regimes whose rate nobody confirmed; `prices` as `core.replay.judging.PRICE`.
    """

    ladder: Scenario
    days: Sequence[date]
    seeds: Sequence[str]
    habits: Habits
    prices: pl.DataFrame
    house: House
    provisional: Mapping[date, frozenset[str]]


def followed(
    book: Book, course: Course, *, progress: Callable[[int, int], object] | None = None
) -> pl.DataFrame:
    """Follow a ladder among debtors drawn for the invoices of `book`: one row of `SUMS` a draw."""
    debtors = Debtors(book, course.habits, seeds=course.seeds)
    paid, answers = [debtors.book.moves], debtors.answers()

    def answered(lines: pl.DataFrame, on: date) -> pl.DataFrame:
        paid.append(answers(lines, on))
        return paid[-1]

    done = replay(
        debtors.book,
        course.ladder,
        list(course.days),
        house=course.house,
        provisional=course.provisional.__getitem__,
        answers=answered,
        progress=progress,
    )
    whole = replace(debtors.book, moves=pl.concat(paid))
    return sums(whole, done.sent, course.prices, runs=len(course.seeds), to_on=course.days[-1])


def sums(book: Book, sent: Sent, prices: pl.DataFrame, *, runs: int, to_on: date) -> pl.DataFrame:
    """What each draw came to by `to_on` of what fell due by then: rows of `SUMS`, one for each of `runs`."""
    of_run = (pl.col("customer_id") // APART).alias("run")
    due = book.receivables.filter(pl.col("due_on") <= to_on)
    paid = book.moves.filter(pl.col("applied_on") <= to_on, pl.col("cents") < 0)
    first = paid.group_by("receivable_id").agg(paid_on=pl.col("applied_on").max())
    contested = book.disputes.filter(pl.col("from_on") <= to_on).select("receivable_id").unique()
    settled = due.join(first, on="receivable_id", how="left").join(
        contested.with_columns(contested=True), on="receivable_id", how="left"
    )
    owed = settled.group_by(of_run).agg(*_of_debts(to_on))
    counted = sent.messages.group_by(of_run).agg(messages=pl.len().cast(pl.Int64))
    costs = (
        sent.messages.join(prices, on="channel", suffix="_each")
        .filter(pl.col("on") >= pl.col("from_on"), pl.col("on") <= pl.col("to_on").fill_null(date.max))
        .group_by(of_run)
        .agg(cost=pl.col("cents_each").sum())
    )
    told = pl.DataFrame({"run": range(runs)}, schema={"run": pl.Int64})
    for side in (owed, counted, costs):
        told = told.join(side, on="run", how="left")
    return told.select(pl.col(name).fill_null(0).cast(kind) for name, kind in SUMS.items()).sort("run")


def _of_debts(to_on: date) -> list[pl.Expr]:
    cents, paid_on, due_on = pl.col("amount_cents"), pl.col("paid_on"), pl.col("due_on")
    late = (paid_on.fill_null(to_on) - due_on).dt.total_days().clip(lower_bound=0)
    told = [
        cents.sum().alias("owed"),
        cents.filter(paid_on.is_not_null()).sum().alias("collected"),
        (cents * late).sum().alias("waited"),
        pl.col("contested").sum().alias("disputed"),
        (
            paid_on.is_null()
            & pl.col("contested").is_null()
            & (due_on <= to_on - timedelta(days=VANISHED_DAYS))
        )
        .sum()
        .alias("vanished"),
    ]
    for days in WITHIN:
        old = due_on <= to_on - timedelta(days=days)
        soon = (paid_on - due_on).dt.total_days() <= days
        told += [
            cents.filter(old).sum().alias(f"owed_{days}"),
            cents.filter(old & soon).sum().alias(f"collected_{days}"),
        ]
    return told


def together(parts: Sequence[pl.DataFrame]) -> pl.DataFrame:
    """The sums of all customers, from those of each part of them."""
    return pl.concat(parts).group_by("run").sum().select(*SUMS).sort("run")


def outcomes(told: pl.DataFrame, *, money_bps: int, complaints: float, seed: str) -> list[dict[str, int]]:
    """Of each draw, the measures of `MEASURES`.

    `paid_30` and its like are what was paid within so many days of its due day, of all that is that old, in
    hundredths of a percent. `waited_days` are tenths of a day that a unit owed waited beyond its due day, counted to
    the last day for what is unpaid. `complaints` is the share of messages that somebody complained of. `net_cents` is
    what was collected less the messages and what waiting cost at `money_bps`, hundredths of a percent a year.
    """
    return [_outcome(row, money_bps, complaints, f"{seed}/{row['run']}") for row in told.to_dicts()]


def _outcome(row: Mapping[str, int], money_bps: int, complaints: float, seed: str) -> dict[str, int]:
    draw = Random(seed)  # noqa: S311 — a simulation
    waiting = rounded(row["waited"] * money_bps, _YEAR)
    return {
        "collected_cents": row["collected"],
        **shares_of(row),
        "unpaid_cents": row["owed"] - row["collected"],
        "waited_days": rounded(10 * row["waited"], row["owed"]) if row["owed"] else 0,
        "messages": row["messages"],
        "cost_cents": row["cost"],
        "disputed": row["disputed"],
        "vanished": row["vanished"],
        "complaints": sum(draw.random() < complaints for _ in range(row["messages"])) if complaints else 0,
        "net_cents": row["collected"] - row["cost"] - waiting,
    }


def shares_of(row: Mapping[str, int]) -> dict[str, int]:
    """What was paid within so many days, in hundredths of a percent; nothing that old: 0."""
    return {
        f"paid_{days}": rounded(10_000 * row[f"collected_{days}"], owed)
        if (owed := row[f"owed_{days}"])
        else 0
        for days in WITHIN
    }


def spread(draws: Sequence[Mapping[str, int]]) -> dict[str, Any]:
    """Over many draws: of each measure its mean, and the bounds between which 95 draws of 100 lie."""
    beyond = len(draws) // _IN_TAIL
    told = {}
    for name in draws[0]:
        values = sorted(one[name] for one in draws)
        told[name] = {
            "mean": rounded(sum(values), len(values)),
            "low": values[beyond],
            "high": values[-1 - beyond],
        }
    return told


def less(mine: Sequence[Mapping[str, int]], first: Sequence[Mapping[str, int]]) -> list[dict[str, int]]:
    """The difference draw by draw: the debtors are the same, so what they differ by is not in it."""
    return [{name: our[name] - their[name] for name in our} for our, their in zip(mine, first, strict=True)]
