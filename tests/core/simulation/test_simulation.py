"""Simulated debtors: how real ones paid is read, drawn again by a seed, and answers what a scenario sends."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from encours.core.replay import Book, House, Sent, business_days, replay
from encours.core.replay.book import MOVED, SENT, SHAPES
from encours.core.replay.judging import PRICE
from encours.core.scenario import DEFAULT_SCENARIO
from encours.core.simulation import (
    MEASURES,
    Course,
    Debtors,
    Habits,
    fitted,
    followed,
    less,
    outcomes,
    spread,
    sums,
    together,
)
from encours.core.simulation.habits import SEEN

START = date(2026, 1, 5)
ON = date(2026, 6, 30)
DAYS = business_days(START, ON)
Row = dict[str, Any]


def day(after: int) -> date:
    return START + timedelta(days=after)


def frame(name: str, rows: list[Row]) -> pl.DataFrame:
    shape = SHAPES[name]
    return pl.DataFrame([dict.fromkeys(shape) | row for row in rows], schema=shape)


def invoice(key: int, *, due: int, customer: int = 1) -> Row:
    return {
        "receivable_id": key, "customer_id": customer, "kind": "invoice", "currency": "EUR", "amount_cents": 100_000,
        "due_on": day(due), "due_assumed": False, "known_on": day(due - 30), "double": False,
    }  # fmt: skip


def paid(key: int, on: int) -> Row:
    return {
        "receivable_id": key, "customer_id": 1, "known_on": day(on), "applied_on": day(on), "cents": -100_000,
        "granted": False, "corrected": False,
    }  # fmt: skip


def book(count: int = 1, **rows: list[Row]) -> Book:
    people = [
        {"customer_id": key, "regime": "b2b", "regime_assumed": False, "language": "fr", "has_address": True,
         "has_email": True}
        for key in range(1, count + 1)
    ]  # fmt: skip
    return Book.empty(**{name: frame(name, told) for name, told in {"people": people, **rows}.items()})


def reminded(key: int, on: int) -> Sent:
    message = pl.DataFrame(
        [(1, day(on), "friendly", "email", 100_000, None, False)], schema=SENT, orient="row"
    )
    return Sent(
        message, pl.DataFrame([(1, key, 2, day(on), "friendly", 100_000)], schema=MOVED, orient="row")
    )


def habits(*seen: tuple[str, int | None], customer: int = 1, position: int = 1) -> Habits:
    rows = [(customer, *one, position if one[0] == "reminder" else None) for one in seen]
    return Habits(pl.DataFrame(rows, schema=SEEN, orient="row"))


def test_what_became_of_each_invoice_is_read_and_counted() -> None:
    facts = book(
        receivables=[
            invoice(1, due=10),
            invoice(2, due=10),
            invoice(3, due=10),
            invoice(4, due=10),
            invoice(5, due=150),
        ],
        moves=[paid(1, 15), paid(2, 30)],
        disputes=[{"receivable_id": 3, "customer_id": 1, "from_on": day(20), "cents": 1}],
    )
    found = fitted(facts, reminded(2, 25), on=ON)
    assert found.counts() == {
        "habit": 1,
        "reminder": 1,
        "dispute": 1,
        "vanish": 1,
    }  # the fifth tells nothing yet
    assert dict(found.seen.filter(pl.col("kind") != "vanish").select("kind", "days").iter_rows()) == {
        "habit": 5,
        "reminder": 5,
        "dispute": 10,
    }


def test_paid_long_after_a_reminder_is_no_answer_to_it() -> None:
    facts = book(receivables=[invoice(1, due=10)], moves=[paid(1, 40)])
    assert fitted(facts, reminded(1, 25), on=ON).counts()["habit"] == 1


def test_the_same_seed_draws_the_same_debtors() -> None:
    facts = book(count=30, receivables=[invoice(n, due=n, customer=n) for n in range(1, 31)])
    seen = habits(("habit", 3), ("habit", 40), ("vanish", None), ("dispute", 5))
    one, two = (Debtors(facts, seen, seeds=["7"]).book for _ in range(2))
    assert_frame_equal(one.moves, two.moves)
    assert not one.moves.equals(Debtors(facts, seen, seeds=["8"]).book.moves)


def test_a_debtor_of_whom_enough_is_known_pays_as_itself() -> None:
    rows = [(1, "habit", 2, None)] * 5 + [(9, "vanish", None, None)] * 50
    own = pl.DataFrame(rows, schema=SEEN, orient="row")
    facts = book(count=2, receivables=[invoice(1, due=10, customer=1), invoice(2, due=10, customer=2)])
    for seed in range(5):
        moves = Debtors(facts, Habits(own), seeds=[str(seed)]).book.moves
        assert moves.filter(pl.col("customer_id") == 1)["applied_on"].to_list() == [day(12)]


def run(seen: Habits, *, scenario: Any = DEFAULT_SCENARIO) -> tuple[list[str], dict[str, int]]:
    """The steps sent about one invoice due on the tenth day, and what came of it."""
    debtors = Debtors(book(receivables=[invoice(1, due=10)]), seen, seeds=["1"])
    answered, told_of = [], debtors.answers()

    def answers(lines: pl.DataFrame, on: date) -> pl.DataFrame:
        answered.append(told_of(lines, on))
        return answered[-1]

    done = replay(
        debtors.book,
        scenario,
        DAYS,
        house=House("EUR", shadow=False),
        provisional=lambda _: frozenset(),
        answers=answers,
    )
    whole = replace(debtors.book, moves=pl.concat([debtors.book.moves, *answered]))
    summed = sums(whole, done.sent, pl.DataFrame(schema=PRICE), runs=1, to_on=ON)
    told = outcomes(summed, money_bps=500, complaints=0, seed="1")[0]
    return done.sent.messages["step_code"].to_list(), told


def test_one_that_answers_a_reminder_pays_after_the_first_and_gets_no_other() -> None:
    steps, told = run(habits(("reminder", 4)))
    assert steps == ["preventive"]
    assert (told["collected_cents"], told["unpaid_cents"], told["messages"]) == (100_000, 0, 1)
    later = replace(DEFAULT_SCENARIO, steps=DEFAULT_SCENARIO.steps[1:])
    slower = run(habits(("reminder", 4)), scenario=later)[1]
    assert slower["waited_days"] > told["waited_days"]


def test_one_that_vanishes_gets_the_whole_ladder_and_pays_nothing() -> None:
    steps, told = run(habits(("vanish", None)))
    assert steps[0] == "preventive"
    assert steps[-1] == "formal_notice"
    assert (told["collected_cents"], told["unpaid_cents"]) == (0, 100_000)


def test_bounds_hold_ninety_five_draws_of_a_hundred() -> None:
    draws = [dict.fromkeys(MEASURES, n) for n in range(100)]
    assert spread(draws)["messages"] == {"mean": 50, "low": 2, "high": 97}


def test_with_nothing_observed_nothing_is_drawn() -> None:
    with pytest.raises(ValueError, match="No invoice"):
        Debtors(book(receivables=[invoice(1, due=10)]), habits(), seeds=["1"])


def test_one_that_answered_a_firm_reminder_lets_the_softer_ones_pass() -> None:
    steps, told = run(habits(("reminder", 4), position=3))
    assert steps == ["preventive", "friendly", "firm"]
    assert told["collected_cents"] == 100_000
    shorter = replace(DEFAULT_SCENARIO, steps=DEFAULT_SCENARIO.steps[:2])
    assert run(habits(("reminder", 4), position=3), scenario=shorter)[1]["collected_cents"] == 0


def test_where_enough_invoices_are_old_the_young_paid_ones_do_not_flatter() -> None:
    old = [invoice(n, due=10) for n in range(1, 51)]
    young = [invoice(n, due=150) for n in range(51, 61)]
    facts = book(receivables=[*old, *young], moves=[paid(n, 155) for n in range(51, 61)])
    assert fitted(facts, Sent.nothing(), on=ON).counts()["habit"] == 0
    few = book(receivables=[*old[:40], *young], moves=[paid(n, 155) for n in range(51, 61)])
    assert fitted(few, Sent.nothing(), on=ON).counts() == {
        "habit": 10,
        "reminder": 0,
        "dispute": 0,
        "vanish": 40,
    }


def course(seen: Habits, *seeds: str) -> Course:
    return Course(
        DEFAULT_SCENARIO,
        DAYS,
        seeds,
        seen,
        pl.DataFrame(schema=PRICE),
        House("EUR", shadow=False),
        {on: frozenset() for on in DAYS},
    )


def test_parts_of_the_customers_add_up_to_all_of_them() -> None:
    facts = book(count=8, receivables=[invoice(n, due=n, customer=n % 8 + 1) for n in range(1, 25)])
    told = course(habits(("habit", 3), ("reminder", 2), ("vanish", None), ("dispute", 5)), "1", "2", "3")
    whole = followed(facts, told)
    halves = [facts.of(pl.Series("customer_id", range(first, 9, 2), dtype=pl.Int64)) for first in (1, 2)]
    assert_frame_equal(together([followed(half, told) for half in halves]), whole)
    assert whole["owed"].to_list() == [2_400_000] * 3
    assert min(whole["messages"].to_list()) > 0


def test_waiting_and_messages_are_taken_from_what_was_collected() -> None:
    row = dict.fromkeys(("run", "owed_30", "owed_60", "owed_90", "disputed", "vanished"), 0)
    row |= {"owed": 36_500, "collected": 36_500, "waited": 36_500 * 100, "messages": 3, "cost": 12}
    row |= {"collected_30": 0, "collected_60": 0, "collected_90": 0}
    told = outcomes(pl.DataFrame([row]), money_bps=1_000, complaints=1.0, seed="1")[0]
    assert told["net_cents"] == 36_500 - 12 - 1_000  # a hundred days at ten percent a year
    assert told["complaints"] == 3
    assert set(told) == set(MEASURES)


def test_differences_are_taken_draw_by_draw() -> None:
    assert less([{"messages": 3}, {"messages": 9}], [{"messages": 1}, {"messages": 10}]) == [
        {"messages": 2},
        {"messages": -1},
    ]
