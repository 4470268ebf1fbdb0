"""What each customer brought in within its days, what it cost, how many are needed, and what stops an experiment."""

from collections.abc import Sequence
from datetime import date, timedelta
from random import Random
from typing import Any

import polars as pl
import pytest

from encours.core.experiments import (
    CHALLENGER,
    CHAMPION,
    Rails,
    Spread,
    broken,
    detectable,
    needed,
    outcomes,
    spread_of,
)
from encours.core.experiments.outcomes import ENTRY, EXPENSE, MARK, RECEIPT

IN = date(2026, 3, 2)


def day(n: int) -> date:
    return IN + timedelta(days=n)


def entered(*rows: tuple[int, int]) -> pl.DataFrame:
    """Customers, and what each owed."""
    told = [(key, CHAMPION, "s", IN, owed) for key, owed in rows]
    return pl.DataFrame(told, schema=ENTRY, orient="row")


def told(
    entries: pl.DataFrame,
    *,
    receipts: Sequence[Any] = (),
    expenses: Sequence[Any] = (),
    marks: Sequence[Any] = (),
    on: date,
) -> pl.DataFrame:
    return outcomes(
        entries,
        pl.DataFrame(list(receipts), schema=RECEIPT, orient="row"),
        pl.DataFrame(list(expenses), schema=EXPENSE, orient="row"),
        pl.DataFrame(list(marks), schema=MARK, orient="row"),
        within_days=30,
        on=on,
    )


def test_only_customers_whose_days_are_over_count_and_who_pays_nothing_counts_with_nothing() -> None:
    assert told(entered((1, 100)), on=day(29)).is_empty()
    row = told(entered((1, 100)), on=day(30)).row(0, named=True)
    assert (row["cash_cents"], row["waited_days"], row["over_on"]) == (0, 30.0, day(30))


def test_money_counts_from_the_day_of_entry_to_the_last_of_its_days_less_what_was_undone() -> None:
    receipts = [(1, day(-1), 7), (1, day(0), 10), (1, day(29), 20), (1, day(29), -5), (1, day(30), 40)]
    assert told(entered((1, 100)), receipts=receipts, on=day(60))["cash_cents"].to_list() == [25]


def test_days_waited_are_those_of_each_unit_owed() -> None:
    """Half paid on the tenth day, a quarter on the twentieth: 0.5 × 10 + 0.25 × 20 + 0.25 × 30."""
    receipts = [(1, day(10), 50), (1, day(20), 25), (2, day(4), 500)]
    row = told(entered((1, 100), (2, 100), (3, 0)), receipts=receipts, on=day(60))
    assert row["waited_days"].to_list() == [pytest.approx(17.5), pytest.approx(4.0), None]


def test_cost_complaints_and_opt_outs_of_these_days_are_summed() -> None:
    row = told(
        entered((1, 100)),
        expenses=[(1, day(3), 120), (1, day(31), 120)],
        marks=[(1, day(2), "complaint"), (1, day(5), "opt_out"), (1, day(40), "complaint")],
        on=day(60),
    ).row(0, named=True)
    assert (row["cost_cents"], row["complaints"], row["opt_outs"]) == (120, 1, 1)


def test_what_is_needed_and_what_is_detectable_say_the_same() -> None:
    spread = Spread(customers=500, mean_cents=40_000, variance=60_000.0**2)
    count = needed(spread, effect_cents=10_000, share_percent=50)
    assert count is not None
    # (2.2414 + 0.8416)² × 4 × 36 = 1 368.7
    assert count == 1_369
    assert detectable(spread, customers=count, share_percent=50) == pytest.approx(10_000, abs=5)
    assert needed(spread, effect_cents=10_000, share_percent=20) == 2_139  # the same, over 0.2 × 0.8


def test_where_nothing_varies_nothing_is_promised() -> None:
    flat = spread_of(pl.DataFrame({"cash_cents": [5, 5, 5], "stratum": ["s"] * 3}))
    assert flat == Spread(3, 5, 0.0)
    assert needed(flat, effect_cents=100, share_percent=50) is None
    assert detectable(flat, customers=100, share_percent=50) is None


def test_the_spread_is_that_within_the_strata() -> None:
    past = pl.DataFrame({"cash_cents": [0, 2, 100, 102], "stratum": ["a", "a", "b", "b"]})
    assert spread_of(past) == Spread(4, 51, 2.0)


def arms(
    champions: int,
    challengers: int,
    *,
    complained: tuple[int, int] = (0, 0),
    opted_out: tuple[int, int] = (0, 0),
    cost: tuple[int, int] = (0, 0),
) -> pl.DataFrame:
    rows = [
        (arm, "", 1.0, n < complained[side], n < opted_out[side], cost[side] + 20 * (n % 3 - 1))
        for side, (arm, count) in enumerate(((CHAMPION, champions), (CHALLENGER, challengers)))
        for n in range(count)
    ]
    names = ["arm", "stratum", "lived", "complained", "opted_out", "cost_cents"]
    return pl.DataFrame(rows, schema=names, orient="row")


def rail(entered: pl.DataFrame, rails: Rails) -> str | None:
    return broken(entered, rails, planned=200)


@pytest.mark.parametrize(
    ("complained", "stops"),
    [((0, 7), False), ((0, 8), True), ((8, 0), False), ((5, 12), False), ((5, 22), True), ((40, 50), False)],
)
def test_complaints_stop_it_once_they_cannot_be_chance(complained: tuple[int, int], stops: bool) -> None:
    assert (rail(arms(100, 100, complained=complained), Rails()) == "complaints") is stops


def test_the_share_of_the_arm_is_counted_in() -> None:
    assert rail(arms(20, 180, complained=(0, 9)), Rails()) is None
    assert rail(arms(180, 20, complained=(0, 4)), Rails()) == "complaints"


def test_opt_outs_and_cost_are_rails_too() -> None:
    assert rail(arms(50, 50, opted_out=(1, 14)), Rails()) == "opt_outs"
    assert rail(arms(50, 50, cost=(100, 250)), Rails(cost_cents=100)) == "cost"
    assert rail(arms(50, 50, cost=(100, 250)), Rails()) is None
    assert rail(arms(29, 50, cost=(100, 250)), Rails(cost_cents=1)) is None  # too few to say
    assert rail(arms(0, 50, complained=(0, 50)), Rails()) is None


def test_a_cost_beyond_the_limit_on_average_alone_does_not_stop_it_before_it_is_beyond_doubt() -> None:
    told = arms(50, 50, cost=(100, 250))
    assert rail(told, Rails(cost_cents=149)) is None
    early = told.with_columns(lived=pl.lit(0.01))
    assert rail(early, Rails(cost_cents=100)) is None
    assert rail(told.with_columns(lived=pl.lit(0.0)), Rails(cost_cents=0)) is None


def test_costs_looked_at_daily_stop_few_of_the_experiments_that_cost_as_much_as_they_may() -> None:
    """Two arms alike, one more message for each customer on a day in three, looked at on each of forty days."""
    alarms = 0
    for seed in range(120):
        draw = Random(seed)  # noqa: S311 — a simulation
        arm = [(CHAMPION, CHALLENGER)[n % 2] for n in range(120)]
        entry, spent = [n // 8 for n in range(120)], [0] * 120
        for on in range(40):
            spent = [
                had + 100 * (begun <= on < begun + 25 and draw.random() < 1 / 3)
                for had, begun in zip(spent, entry, strict=True)
            ]
            here = [n for n in range(120) if entry[n] <= on]
            rows = [(arm[n], "", min((on - entry[n] + 1) / 25, 1.0), False, False, spent[n]) for n in here]
            names = ["arm", "stratum", "lived", "complained", "opted_out", "cost_cents"]
            told = pl.DataFrame(rows, schema=names, orient="row")
            if broken(told, Rails(cost_cents=0), planned=120) == "cost":
                alarms += 1
                break
    assert alarms <= 7  # one side of an error of 5 %: 3 of 120, and two standard errors
