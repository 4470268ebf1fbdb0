from datetime import date, timedelta

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from encours.core.ageing import BUCKET_CODES, aged, aged_balance, is_overdue

TODAY = date(2026, 11, 21)
ITEM = st.tuples(
    st.integers(min_value=1, max_value=4),
    st.sampled_from(("EUR", "USD")),
    st.none() | st.integers(min_value=-60, max_value=400),
    st.integers(min_value=-(10**12), max_value=10**12),
)
CASH = st.dictionaries(
    st.tuples(st.integers(1, 5), st.sampled_from(("EUR", "USD"))), st.integers(0, 10**9), max_size=6
)


def book(rows: list[tuple[int, str, int | None, int]]) -> pl.LazyFrame:
    """Items told by customer, currency, days late and what is open."""
    return pl.LazyFrame(
        [
            (who, money, None if late is None else TODAY - timedelta(days=late), cents)
            for who, money, late, cents in rows
        ],
        schema={"customer_id": pl.Int64, "currency": pl.String, "due_on": pl.Date, "open_cents": pl.Int64},
        orient="row",
    )


def test_each_day_late_has_its_bucket() -> None:
    late = [None, -5, 0, 1, 30, 31, 60, 61, 90, 91, 120, 121, 4000]
    found = aged(book([(1, "EUR", days, 100) for days in late]), on=TODAY).collect()
    assert found["days_late"].to_list() == late
    assert found["bucket"].to_list() == [
        *["not_due"] * 3,
        *["late_1_30"] * 2,
        *["late_31_60"] * 2,
        *["late_61_90"] * 2,
        *["late_91_120"] * 2,
        *["late_over_120"] * 2,
    ]


def test_what_has_no_due_date_is_not_overdue() -> None:
    found = (
        book([(1, "EUR", None, 1), (1, "EUR", 0, 1), (1, "EUR", 1, 1)]).select(is_overdue(TODAY)).collect()
    )
    assert found.to_series().to_list() == [False, False, True]


@settings(max_examples=60, deadline=None)
@given(rows=st.lists(ITEM, max_size=30), cash=CASH)
def test_the_balance_ties_to_the_items_less_the_unapplied_cash(
    rows: list[tuple[int, str, int | None, int]], cash: dict[tuple[int, str], int]
) -> None:
    unapplied = pl.LazyFrame(
        [(*whose, cents) for whose, cents in cash.items()],
        schema={"customer_id": pl.Int64, "currency": pl.String, "unapplied_cents": pl.Int64},
        orient="row",
    )
    found = aged_balance(book(rows), on=TODAY, unapplied=unapplied)
    for money in ("EUR", "USD"):
        items = sum(cents for _, currency, _, cents in rows if currency == money)
        held = sum(cents for (_, currency), cents in cash.items() if currency == money)
        assert found.filter(currency=money)["total_cents"].sum() == items - held
    assert found.select("customer_id", "currency").is_unique().all()
    owed = found.select(f"{code}_cents" for code in BUCKET_CODES)
    assert (owed.min_horizontal() >= 0).all()
    assert (found["credits_cents"] <= 0).all()
    assert (found["unapplied_cents"] <= 0).all()


def test_a_customer_with_cash_and_no_item_is_shown_and_one_with_neither_is_not() -> None:
    unapplied = pl.LazyFrame({"customer_id": [7, 8], "currency": ["EUR"] * 2, "unapplied_cents": [500, 0]})
    found = aged_balance(book([]), on=TODAY, unapplied=unapplied)
    assert found.select("customer_id", "currency", "unapplied_cents", "total_cents").rows() == [
        (7, "EUR", -500, -500)
    ]


def test_without_unapplied_cash_the_column_is_zero() -> None:
    found = aged_balance(book([(1, "USD", 45, 900), (1, "USD", 5, -200)]), on=TODAY).row(0, named=True)
    assert (found["late_31_60_cents"], found["credits_cents"], found["unapplied_cents"]) == (900, -200, 0)
    assert (found["overdue_cents"], found["total_cents"]) == (900, 700)
