"""A payment told by the bank and by the ledger is one payment."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from encours.core.matching.one_fact import WINDOW, one_fact
from encours.core.matching.shapes import Confirmed, Doubtful

DAY = date(2026, 3, 10)


def after(days: int) -> date:
    return DAY + timedelta(days=days)


@pytest.fixture
def pair(bench: Any) -> Any:
    def build(lines: Any, payments: Any) -> Any:
        found = one_fact(
            bench.lines(
                *[
                    bench.line(line, cents, customer_id=customer, booked_on=after(days))
                    for line, customer, cents, days in lines
                ]
            ),
            bench.payments(
                *[bench.payment(key, customer, cents, after(days)) for key, customer, cents, days in payments]
            ),
        )
        Confirmed.validate(found.confirmed)
        Doubtful.validate(found.doubtful)
        return (
            found.confirmed.select("line_id", "key").rows(),
            found.doubtful.select("line_id", "key", "reason").rows(),
        )

    return build


@pytest.mark.parametrize(("days", "same"), [(0, True), (5, True), (-5, True), (6, False), (-6, False)])
def test_five_days_apart_is_still_one_fact(pair: Any, days: Any, same: Any) -> None:
    confirmed, doubtful = pair([(1, 7, 5000, 0)], [("P", 7, 5000, days)])
    assert confirmed == ([(1, "P")] if same else [])
    assert doubtful == []


@pytest.mark.parametrize("payment", [("P", 8, 5000, 0), ("P", 7, 5001, 0)], ids=["customer", "amount"])
def test_another_customer_or_amount_is_another_fact(pair: Any, payment: Any) -> None:
    assert pair([(1, 7, 5000, 0)], [payment]) == ([], [])


def test_a_payment_outside_a_bank_journal_or_in_another_currency_is_another_fact(bench: Any) -> None:
    lines = bench.lines(bench.line(1, 5000, customer_id=7, booked_on=DAY))
    for more in ({"in_bank_journal": False}, {"currency": "USD"}):
        found = one_fact(lines, bench.payments(bench.payment("P", 7, 5000, DAY, **more)))
        assert found.confirmed.height == 0


def test_the_nearest_day_is_taken_and_each_used_once(pair: Any) -> None:
    confirmed, doubtful = pair(
        [(1, 7, 5000, 0), (2, 7, 5000, 4)], [("near", 7, 5000, 1), ("far", 7, 5000, 3)]
    )
    assert confirmed == [(1, "near"), (2, "far")]
    assert doubtful == []


def test_twins_of_one_day_share_out_when_they_are_as_many(pair: Any) -> None:
    confirmed, _ = pair([(1, 7, 5000, 0), (2, 7, 5000, 0)], [("A", 7, 5000, 0), ("B", 7, 5000, 0)])
    assert confirmed == [(1, "A"), (2, "B")]


def test_two_payments_as_near_as_each_other_go_to_a_person(pair: Any) -> None:
    confirmed, doubtful = pair([(1, 7, 5000, 0)], [("before", 7, 5000, -2), ("later", 7, 5000, 2)])
    assert confirmed == []
    assert doubtful == [(1, "before", "two_possible"), (1, "later", "two_possible")]


def test_a_line_of_an_unknown_customer_goes_to_a_person_when_one_payment_alone_fits(pair: Any) -> None:
    assert pair([(1, None, 5000, 0)], [("P", 7, 5000, 1)]) == ([], [(1, "P", "unknown_customer")])
    assert pair([(1, None, 5000, 0)], [("P", 7, 5000, 1), ("Q", 8, 5000, 1)]) == ([], [])


def test_a_payment_that_a_known_line_confirms_is_no_strangers(pair: Any) -> None:
    confirmed, doubtful = pair([(1, 7, 5000, 0), (2, None, 5000, 0)], [("P", 7, 5000, 0)])
    assert confirmed == [(1, "P")]
    assert doubtful == []


def test_money_given_back_is_one_fact_too(pair: Any) -> None:
    assert pair([(1, 7, -5000, 0)], [("P", 7, -5000, 1)])[0] == [(1, "P")]


FACTS = st.lists(
    st.tuples(st.sampled_from([1, 2]), st.sampled_from([100, 200]), st.integers(-8, 8)), max_size=7
)


@given(FACTS, FACTS, st.integers(0, 2**30))
def test_each_is_used_once_within_the_window_and_order_changes_nothing(
    bench: Any, banked: Any, posted: Any, seed: Any
) -> None:
    lines = bench.lines(
        *[
            bench.line(rank, cents, customer_id=customer, booked_on=after(days))
            for rank, (customer, cents, days) in enumerate(banked)
        ]
    )
    payments = bench.payments(
        *[
            bench.payment(f"P{rank}", customer, cents, after(days))
            for rank, (customer, cents, days) in enumerate(posted)
        ]
    )
    found = one_fact(lines, payments)
    assert found.confirmed["line_id"].is_unique().all()
    assert found.confirmed["key"].is_unique().all()
    assert not set(found.confirmed["line_id"]) & set(found.doubtful["line_id"])
    assert not set(found.confirmed["key"]) & set(found.doubtful["key"])
    for line, key, customer, apart in found.confirmed.iter_rows():
        bank, ledger = banked[line], posted[int(key[1:])]
        assert bank[:2] == ledger[:2]
        assert customer == bank[0]
        assert apart == abs(bank[2] - ledger[2]) <= WINDOW
    again = one_fact(
        lines.sample(fraction=1, shuffle=True, seed=seed),
        payments.sample(fraction=1, shuffle=True, seed=seed),
    )
    assert again.confirmed.equals(found.confirmed)
    assert again.doubtful.equals(found.doubtful)


@given(FACTS)
def test_a_ledger_that_posts_what_the_bank_brought_creates_nothing(bench: Any, banked: Any) -> None:
    """The same facts on both sides, the same days: all are confirmed, whichever came first."""
    lines = bench.lines(
        *[
            bench.line(rank, cents, customer_id=customer, booked_on=after(days))
            for rank, (customer, cents, days) in enumerate(banked)
        ]
    )
    payments = bench.payments(
        *[
            bench.payment(f"P{rank}", customer, cents, after(days))
            for rank, (customer, cents, days) in enumerate(banked)
        ]
    )
    found = one_fact(lines, payments)
    assert found.confirmed.height == len(banked)
    assert found.doubtful.height == 0
    assert found.confirmed["days_apart"].sum() == 0
