"""The age of money that waits: its buckets, and sums that lose no cent."""

from __future__ import annotations

from datetime import date, timedelta

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from encours.core.idle_cash import CODES, aged_by, with_age

ON = date(2026, 11, 18)


def money(*rows: tuple[str, str, int, int]) -> pl.DataFrame:
    """Whose, currency, days ago, cents."""
    return pl.DataFrame(
        [(whose, currency, ON - timedelta(days=ago), cents) for whose, currency, ago, cents in rows],
        schema={"whose": pl.String, "currency": pl.String, "since_on": pl.Date, "cents": pl.Int64},
        orient="row",
    )


@pytest.mark.parametrize(
    ("days", "bucket"),
    [(-3, "idle_30"), (0, "idle_30"), (30, "idle_30"), (31, "idle_60"), (90, "idle_90"), (91, "idle_120"),
     (120, "idle_120"), (121, "idle_over_120"), (4000, "idle_over_120")],
)  # fmt: skip
def test_money_is_as_old_as_the_day_it_came(days: int, bucket: str) -> None:
    (row,) = with_age(money(("A", "EUR", days, 100)), on=ON).to_dicts()
    assert (row["idle_days"], row["bucket"]) == (max(days, 0), bucket)


def test_currencies_are_never_summed_together_and_the_most_money_comes_first() -> None:
    rows = with_age(
        money(("A", "EUR", 5, 100), ("A", "EUR", 40, 900), ("A", "USD", 5, 70), ("B", "EUR", 5, 2_000)), on=ON
    )
    told = aged_by(rows, ["whose"])
    assert told.select("whose", "currency", "cents", "count", "idle_days").rows() == [
        ("B", "EUR", 2_000, 1, 5),
        ("A", "EUR", 1_000, 2, 40),
        ("A", "USD", 70, 1, 5),
    ]
    assert told.row(1, named=True)["idle_60"] == 900


@given(
    st.lists(
        st.tuples(
            st.sampled_from("ABC"),
            st.sampled_from(["EUR", "USD"]),
            st.integers(-5, 400),
            st.integers(-(10**9), 10**9),
        )
    )
)
def test_buckets_add_up_to_the_whole_whoever_is_counted(rows: list[tuple[str, str, int, int]]) -> None:
    aged = with_age(money(*rows), on=ON)
    for by in ([], ["whose"]):
        told = aged_by(aged, by)
        assert told.select(CODES).sum_horizontal().to_list() == told["cents"].to_list()
        assert told["cents"].sum() == aged["cents"].sum()
        assert told["count"].sum() == len(rows)
