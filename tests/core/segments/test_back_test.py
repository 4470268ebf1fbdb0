"""A measure judged by what followed: who failed, in which order it had put them, and what chance would have done."""

from __future__ import annotations

from datetime import date, timedelta

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from encours.core.segments.back_test import back_test, failures

SINCE = date(2025, 11, 23)
NOBODY = pl.Series("customer_id", [], dtype=pl.Int64)


def rated(*solvency: int | None) -> pl.DataFrame:
    return pl.DataFrame(
        {"customer_id": list(range(1, len(solvency) + 1)), "solvency": list(solvency)},
        schema={"customer_id": pl.Int64, "solvency": pl.Int64},
    )


def failed(*customers: int) -> pl.DataFrame:
    return pl.DataFrame(
        {"customer_id": list(customers), "cents": [100] * len(customers)},
        schema={"customer_id": pl.Int64, "cents": pl.Int64},
    )


def test_an_order_without_a_fault_is_worth_one_and_the_reverse_nothing() -> None:
    measures = rated(10, 20, 80, 90)
    assert back_test(measures, failed(1, 2), NOBODY).area == 1.0
    assert back_test(measures, failed(3, 4), NOBODY).area == 0.0
    assert back_test(rated(50, 50, 50, 50), failed(1, 2), NOBODY).area == 0.5


def test_who_had_failed_already_is_left_aside_and_who_had_no_measure_is_counted_apart() -> None:
    found = back_test(rated(10, 20, None, 90), failed(1, 2, 3), pl.Series("customer_id", [1]))
    assert (found.rated, found.failed, found.unrated, found.unrated_failed) == (2, 1, 1, 1)


def test_where_nobody_failed_no_order_is_told() -> None:
    found = back_test(rated(10, 90), failed(), NOBODY)
    assert (found.area, found.low, found.high) == (None, None, None)
    assert back_test(rated(), failed(), NOBODY).parts == ()


measures = st.lists(st.tuples(st.integers(0, 100), st.booleans()), min_size=1, max_size=40)


@given(rows=measures)
@settings(deadline=None)
def test_the_area_is_the_share_of_pairs_in_the_right_order_and_the_fifths_hold_everybody(
    rows: list[tuple[int, bool]],
) -> None:
    bad = [rank + 1 for rank, (_solvency, fails) in enumerate(rows) if fails]
    found = back_test(rated(*(solvency for solvency, _fails in rows)), failed(*bad), NOBODY)
    pairs = [
        1.0 if worse < better else 0.5 if worse == better else 0.0
        for worse, fails in rows
        if fails
        for better, other in rows
        if not other
    ]
    if pairs:
        assert found.area == pytest.approx(sum(pairs) / len(pairs))
        assert found.low is not None
        assert found.high is not None
        assert 0 <= found.low <= found.area <= found.high <= 1
    assert sum(part.customers for part in found.parts) == len(rows)
    assert sum(part.failed for part in found.parts) == len(bad)
    assert sum(part.cents for part in found.parts) == 100 * len(bad)


@pytest.mark.parametrize(
    ("due", "paid", "unpaid", "fails"),
    [
        (-89, None, True, True),  # ninety days late the day after
        (-90, None, True, False),  # it was late already on that day
        (275, None, True, True),  # ninety days late on the last day
        (276, None, True, False),  # not yet
        (0, 90, False, False),  # paid on the ninetieth day
        (0, 91, False, True),  # and the day after
        (0, None, False, False),  # extinguished by a credit note
    ],
)
def test_to_fail_is_not_to_have_settled_ninety_days_after_the_due_date_within_the_period(
    due: int, paid: int | None, unpaid: bool, fails: bool
) -> None:
    row = {
        "customer_id": 1,
        "due_on": SINCE + timedelta(days=due),
        "paid_on": SINCE + timedelta(days=paid) if paid is not None else None,
        "unpaid": unpaid,
        "amount_cents": 700,
    }
    kinds = {"customer_id": pl.Int64, "due_on": pl.Date, "paid_on": pl.Date, "unpaid": pl.Boolean}
    invoices = pl.DataFrame([row], schema={**kinds, "amount_cents": pl.Int64})
    found = failures(invoices, after=SINCE, until=SINCE + timedelta(days=365), late_days=90)
    assert found.rows() == ([(1, 700)] if fails else [])
