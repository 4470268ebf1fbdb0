from datetime import date, timedelta
from fractions import Fraction

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from encours.core.measures import (
    Measure,
    MonthOfSales,
    dso_count_back,
    dso_simple,
    over_90_ratio,
    past_due_ratio,
)

TODAY = date(2026, 11, 21)


def book(rows: list[tuple[int | None, int, int]]) -> pl.LazyFrame:
    """Items told by days late, what is open and what of it is disputed."""
    return pl.LazyFrame(
        [
            (None if late is None else TODAY - timedelta(days=late), cents, disputed)
            for late, cents, disputed in rows
        ],
        schema={"due_on": pl.Date, "open_cents": pl.Int64, "disputed_cents": pl.Int64},
        orient="row",
    )


def test_a_measure_says_its_day_its_formula_and_what_it_was_computed_from() -> None:
    found = dso_simple(receivable_cents=21_200_000, sales_cents=25_000_000, days=90, on=TODAY)
    assert (found.formula, found.version, found.on, found.unit) == ("dso_simple", 2, TODAY, "days")
    assert found.figure == Fraction(21_200_000 * 90, 25_000_000)
    assert found.facts == {"receivable_cents": 21_200_000, "sales_cents": 25_000_000, "days": 90}


def test_the_count_back_of_the_worked_example_is_73_7_days() -> None:
    months = [MonthOfSales(cents, 30) for cents in (10_000_000, 8_000_000, 7_000_000)]
    found = dso_count_back(receivable_cents=21_200_000, latest_first=months, on=TODAY)
    assert found.figure == 60 + Fraction(30 * 32, 70)
    assert found.in_units_of(10) == 737


@settings(max_examples=60, deadline=None)
@given(
    sales=st.lists(st.integers(min_value=1, max_value=10**9), min_size=1, max_size=12),
    share=st.fractions(min_value=0, max_value=1),
)
def test_the_count_back_takes_each_day_of_sales_once(sales: list[int], share: Fraction) -> None:
    receivable = int(sum(sales) * share)
    months = [MonthOfSales(cents, 30) for cents in sales]
    figure = dso_count_back(receivable_cents=receivable, latest_first=months, on=TODAY).figure
    assert figure is not None
    whole, part = divmod(figure, 30)
    covered = sum(sales[:whole]) + (part / 30 * sales[whole] if part else 0)
    assert covered == receivable


def test_receivables_beyond_the_sales_known_give_no_figure_and_say_how_much_is_left() -> None:
    found = dso_count_back(receivable_cents=500, latest_first=[MonthOfSales(200, 30)], on=TODAY)
    assert found.figure is None
    assert found.in_units_of(10) is None
    assert found.facts["not_exhausted_cents"] == 300


def test_a_month_of_net_credit_notes_takes_nothing_off() -> None:
    months = [MonthOfSales(-500, 30), MonthOfSales(1000, 31)]
    assert dso_count_back(receivable_cents=1000, latest_first=months, on=TODAY).figure == 61


def test_the_ratios_count_open_debits_past_due_and_over_ninety_days_with_disputes_apart() -> None:
    items = book(
        [(None, 100, 0), (-3, 100, 0), (0, 100, 0), (1, 100, 40), (90, 100, 0), (91, 500, 30), (200, -900, 0)]
    )
    due, old = past_due_ratio(items, on=TODAY), over_90_ratio(items, on=TODAY)
    assert (due.figure, due.in_units_of(10_000)) == (Fraction(7, 10), 7000)
    assert old.figure == Fraction(1, 2)
    assert due.facts == {
        "receivable_cents": 1000,
        "beyond_cents": 700,
        "beyond_disputed_cents": 70,
        "beyond_days": 0,
    }
    assert (old.facts["beyond_cents"], old.facts["beyond_disputed_cents"]) == (500, 30)


@pytest.mark.parametrize("ratio", [past_due_ratio, over_90_ratio])
def test_a_ratio_of_nothing_is_no_figure(ratio: object) -> None:
    assert callable(ratio)
    found: Measure = ratio(book([(5, -100, 0)]), on=TODAY)
    assert (found.figure, found.facts["receivable_cents"]) == (None, 0)
