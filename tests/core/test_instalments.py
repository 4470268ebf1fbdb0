"""An invoice in several instalments: what is due of it is chased, what is to come is not."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest

from encours.core.day import plan_day
from encours.core.instalments import (
    interest_by_instalment,
    parts,
    split_by_due,
    standing,
    steps_of,
)
from encours.core.interest import Debt, interest
from encours.core.movements import Movement
from encours.core.scenario import DEFAULT_SCENARIO
from portfolio import customer, customers_frame, item, items_frame

ON = date(2026, 11, 20)
OCTOBER, NOVEMBER, DECEMBER = date(2026, 10, 5), date(2026, 11, 5), date(2026, 12, 5)
PLAN = [(OCTOBER, 40_000), (NOVEMBER, 40_000), (DECEMBER, 20_000)]


def told(open_cents: int) -> dict[str, object]:
    plans = pl.DataFrame(
        [{"receivable_id": 1, "due_on": due_on, "amount_cents": cents} for due_on, cents in PLAN]
    )
    rows = standing(plans, pl.DataFrame({"receivable_id": [1], "open_cents": [open_cents]}), on=ON).to_dicts()
    return rows[0]


@pytest.mark.parametrize(
    ("open_cents", "due_on", "since_on", "to_come"),
    [
        (100_000, OCTOBER, None, 20_000),
        (75_000, OCTOBER, None, 20_000),
        (60_000, NOVEMBER, OCTOBER, 20_000),
        (20_000, DECEMBER, NOVEMBER, 0),
    ],
)
def test_the_earliest_instalment_still_open_is_chased(
    open_cents: int, due_on: date, since_on: date | None, to_come: int
) -> None:
    assert told(open_cents) == {
        "receivable_id": 1,
        "plan_due_on": due_on,
        "since_on": since_on,
        "not_due_cents": to_come,
    }


def test_what_is_contested_is_counted_once_when_an_invoice_is_split() -> None:
    late = item(1, due_on=OCTOBER, amount_cents=100_000, open_cents=100_000)
    frame = items_frame([late | {"not_due_cents": 20_000, "disputed_cents": 30_000}])
    split = split_by_due(frame, on=ON)
    assert (split.height, split["open_cents"].sum(), split["disputed_cents"].sum()) == (2, 100_000, 30_000)


def test_only_what_is_due_is_proposed_and_stands_so_in_the_figures() -> None:
    late = item(1, due_on=OCTOBER, amount_cents=100_000, open_cents=100_000) | {"not_due_cents": 20_000}
    plan = plan_day(items_frame([late]), customers_frame([customer(1)]), DEFAULT_SCENARIO, on=ON)
    assert plan.proposals["total_cents"].to_list() == [80_000]
    split = split_by_due(items_frame([late]), on=ON)
    assert sorted(split.select("due_on", "open_cents").rows()) == [
        (OCTOBER, 80_000),
        (date(2026, 11, 21), 20_000),
    ]


def test_an_instalment_paid_since_leaves_its_steps_behind() -> None:
    delivered = pl.DataFrame(
        {
            "receivable_id": [1, 1, 1],
            "position": [3, 1, 2],
            "on": [date(2026, 10, 20), date(2026, 10, 29), date(2026, 11, 12)],
        }
    )
    now = pl.DataFrame([told(60_000)])
    assert steps_of(delivered, now).rows() == [(1, 2, date(2026, 11, 12))]
    assert steps_of(delivered.head(2), now).rows() == [(1, 1, date(2026, 10, 29))]
    assert steps_of(delivered.head(1), now).is_empty()
    assert steps_of(
        delivered, pl.DataFrame([told(100_000)], schema_overrides={"since_on": pl.Date})
    ).rows() == [(1, 3, date(2026, 11, 12))]


def test_what_is_left_of_each_is_the_whole_less_what_is_paid() -> None:
    assert [part.left_cents for part in parts(PLAN, 55_000)] == [0, 35_000, 20_000]


def test_each_instalment_bears_interest_from_its_own_day_and_the_invoice_one_indemnity() -> None:
    paid = Movement(date(2026, 10, 25), 40_000)
    found = interest_by_instalment("b2b", PLAN, [paid], on=ON)
    first = interest(Debt("b2b", OCTOBER, 40_000, (paid,)), on=ON)
    second = interest(Debt("b2b", NOVEMBER, 40_000), on=ON)
    assert found.exact_cents == first.exact_cents + second.exact_cents
    assert found.indemnity_cents == 4_000
    assert found.daily_cents == second.daily_cents


def test_money_given_back_reopens_the_last_instalment_that_it_had_paid() -> None:
    moves = [Movement(OCTOBER, 80_000), Movement(date(2026, 11, 10), -40_000, "returned")]
    found = interest_by_instalment("b2b", PLAN, moves, on=ON)
    only = interest(
        Debt(
            "b2b",
            NOVEMBER,
            40_000,
            (Movement(OCTOBER, 40_000), Movement(date(2026, 11, 10), -40_000, "returned")),
        ),
        on=ON,
    )
    assert found.exact_cents == only.exact_cents
