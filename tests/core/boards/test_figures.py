"""The figures that boards show of a day, from frames drawn by hand."""

from __future__ import annotations

from datetime import date
from typing import Any

import polars as pl

from encours.core.boards.figures import Steps, by_currency, by_debtor, largest, received, states

ON = date(2026, 11, 18)
LATE, SOON = date(2026, 11, 1), date(2026, 12, 1)


def owed(*rows: dict[str, Any]) -> pl.DataFrame:
    whole = {
        "customer_id": 1, "due_on": LATE, "open_cents": 100, "currency": "EUR", "disputed_cents": 0,
        "delivered_position": 0, "held_from": None, "held_until": None,
    }  # fmt: skip
    return pl.DataFrame(
        [{**whole, **row} for row in rows], schema_overrides={"held_from": pl.Date, "held_until": pl.Date}
    )


def test_the_largest_come_first_with_what_is_overdue() -> None:
    rows = owed(
        {"customer_id": 1, "open_cents": 300},
        {"customer_id": 2, "open_cents": 500, "due_on": SOON},
        {"customer_id": 2, "open_cents": 50},
    )
    assert largest(by_debtor(rows.lazy(), on=ON).collect()) == [[2, 550, 50], [1, 300, 300]]


def test_currencies_stand_apart_and_are_never_added() -> None:
    rows = owed({"open_cents": 300}, {"open_cents": 70, "currency": "USD", "due_on": SOON})
    assert by_currency(rows.lazy(), on=ON) == [["EUR", 1, 300, 300], ["USD", 1, 70, 0]]


def test_money_received_is_told_by_month_and_to_the_same_day_of_the_last_one() -> None:
    receipts = pl.DataFrame(
        [(date(2026, 11, 3), 1_000), (date(2026, 10, 18), 400), (date(2026, 10, 19), 900)],
        schema={"paid_on": pl.Date, "amount_cents": pl.Int64},
        orient="row",
    )
    told = received(receipts, on=ON)
    assert (told["cash_month_cents"], told["cash_last_month_cents"]) == (1_000, 400)
    assert len(told["cash"]) == 13
    assert told["cash"][-2:] == [["2026-10", 1_300], ["2026-11", 1_000]]


def test_the_thirty_first_is_compared_with_the_whole_of_a_shorter_month() -> None:
    receipts = pl.DataFrame(
        [(date(2026, 11, 30), 500)], schema={"paid_on": pl.Date, "amount_cents": pl.Int64}, orient="row"
    )
    assert received(receipts, on=date(2026, 12, 31))["cash_last_month_cents"] == 500


def test_a_case_stands_contested_held_or_at_the_last_step_delivered() -> None:
    rows = owed(
        {"customer_id": 1, "disputed_cents": 100},
        {"customer_id": 2, "delivered_position": 2},
        {"customer_id": 2, "delivered_position": 3},
        {"customer_id": 3},
        {"customer_id": 4, "due_on": SOON},
        {"customer_id": 5},
    )
    customers = pl.DataFrame(
        {
            "customer_id": [1, 2, 3, 4, 5],
            "held_from": [None, None, LATE, None, None],
            "held_until": [None] * 5,
        },
        schema={"customer_id": pl.Int64, "held_from": pl.Date, "held_until": pl.Date},
    )
    followed = pl.DataFrame({"customer_id": [3], "scenario_version_id": [9]})
    ladders = pl.DataFrame(
        {"scenario_version_id": [None, 9], "position": [3, 3], "step_code": ["firm", "other"]},
        schema_overrides={"scenario_version_id": pl.Int64},
    )
    steps = Steps(followed, ladders)
    debtors = by_debtor(rows.lazy(), on=ON).collect()
    told = {state: (count, cents) for state, count, cents in states(debtors, customers, steps, on=ON)}
    assert told == {"disputed": (1, 100), "firm": (1, 200), "held": (1, 100), "no_step": (1, 100)}
