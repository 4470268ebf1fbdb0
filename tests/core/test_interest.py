from datetime import date, timedelta
from fractions import Fraction

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from encours.core.interest import Debt, interest, with_interest
from encours.core.interest_rates import Clause, InterestRules
from encours.core.movements import Movement
from encours.law.figures import UnknownLawError
from encours.law.rates import Confirmations, HalfYear

TODAY = date(2026, 11, 21)
RULES = [
    InterestRules(),
    InterestRules(reset="at_start"),
    InterestRules(clause=Clause(1200)),
    InterestRules(clause=Clause(900, above_ecb=True), confirmed=Confirmations(ecb={HalfYear(2026, 2): 240})),
]
REGIMES = ("b2b", "public", "consumer")
DAYS = st.dates(date(2014, 1, 1), date(2027, 3, 1))


def book(rows: list[tuple[str, date | None, int, date | None]]) -> pl.DataFrame:
    return pl.DataFrame(
        rows,
        schema={
            "regime": pl.String,
            "due_on": pl.Date,
            "open_cents": pl.Int64,
            "formal_notice_on": pl.Date,
        },
        orient="row",
    )


@settings(max_examples=60, deadline=None)
@given(
    rows=st.lists(
        st.tuples(
            st.sampled_from(REGIMES),
            DAYS,
            st.integers(min_value=1, max_value=10**12),
            st.none() | DAYS,
        ),
        min_size=1,
        max_size=8,
    ),
    on=DAYS,
    rules=st.sampled_from(RULES),
)
def test_a_whole_book_gives_what_each_receivable_gives_alone(
    rows: list[tuple[str, date, int, date | None]], on: date, rules: InterestRules
) -> None:
    found = with_interest(book(rows).lazy(), on=on, rules=rules).collect()
    assert found.columns == [*book(rows).columns, "interest_cents", "interest_provisional", "indemnity_cents"]
    for (regime, due_on, cents, notice), row in zip(rows, found.iter_rows(named=True), strict=True):
        alone = interest(Debt(regime, due_on, cents, formal_notice_on=notice), on=on, rules=rules)
        assert row["interest_cents"] == alone.cents
        assert row["interest_provisional"] == alone.provisional
        assert row["indemnity_cents"] == alone.indemnity_cents


def test_nothing_is_owed_on_a_credit_nor_without_a_due_date() -> None:
    rows = [("b2b", date(2025, 1, 31), -5000, None), ("b2b", None, 5000, None)]
    found = with_interest(book(rows).lazy(), on=TODAY).collect()
    assert found["interest_cents"].to_list() == [0, 0]
    assert found["indemnity_cents"].to_list() == [0, 0]
    assert found["interest_provisional"].to_list() == [False, False]


def test_a_consumers_notice_starts_nothing_without_a_due_date() -> None:
    found = with_interest(book([("consumer", None, 5000, date(2025, 2, 28))]).lazy(), on=TODAY).collect()
    assert found["interest_cents"].to_list() == [0]


def test_a_regime_that_is_not_known_gives_no_figure() -> None:
    rows = [("", date(2025, 1, 31), 5000, None)]
    found = with_interest(book(rows).lazy(), on=TODAY).collect().row(0, named=True)
    assert (found["interest_cents"], found["interest_provisional"]) == (None, True)


def test_without_a_notice_column_consumers_bear_no_interest() -> None:
    items = book([("consumer", date(2025, 1, 31), 5000, date(2025, 2, 28))]).drop("formal_notice_on")
    assert with_interest(items.lazy(), on=TODAY).collect()["interest_cents"].to_list() == [0]


def test_a_delay_older_than_the_sheets_is_null_in_a_book_and_refused_alone() -> None:
    due = date(2012, 6, 30)
    row = with_interest(book([("b2b", due, 5000, None)]).lazy(), on=TODAY).collect().row(0, named=True)
    assert (row["interest_cents"], row["interest_provisional"], row["indemnity_cents"]) == (None, True, None)
    with pytest.raises(UnknownLawError):
        interest(Debt("b2b", due, 5000), on=TODAY)


def test_a_day_before_the_sheets_begin_is_refused_for_a_book() -> None:
    with pytest.raises(UnknownLawError, match="01/01/2010"):
        with_interest(book([("b2b", date(2009, 1, 31), 5000, None)]).lazy(), on=date(2010, 1, 1))


@settings(max_examples=80, deadline=None)
@given(
    principal=st.integers(min_value=1, max_value=10**10),
    due=DAYS,
    late=st.integers(min_value=0, max_value=900),
    moves=st.lists(
        st.tuples(
            st.integers(min_value=-30, max_value=900),
            st.integers(min_value=-(10**9), max_value=10**9),
            st.sampled_from(("payment", "credit_note", "returned")),
        ),
        max_size=5,
    ),
    regime=st.sampled_from(("b2b", "public")),
)
def test_segments_cover_each_late_day_once_and_add_up_day_by_day(
    principal: int, due: date, late: int, moves: list[tuple[int, int, str]], regime: str
) -> None:
    movements = tuple(Movement(due + timedelta(days=n), cents, kind) for n, cents, kind in moves)
    debt = Debt(regime, due, principal, movements)
    on = due + timedelta(days=late)
    found = interest(debt, on=on)
    by_day = {
        segment.from_on + timedelta(days=n): Fraction(segment.base_cents * segment.rate.bps, 3_650_000)
        for segment in found.segments
        for n in range(segment.days)
    }
    late_days = [due + timedelta(days=n) for n in range(1, late + 1)]
    assert sum(segment.days for segment in found.segments) == len(by_day)
    assert sorted(by_day) == [day for day in late_days if debt.base_cents(on=day) > 0]
    assert sum(by_day.values(), Fraction(0)) == found.exact_cents
    assert abs(found.exact_cents - found.cents) <= Fraction(1, 2)


def test_the_evidence_keeps_what_rounding_has_not_touched() -> None:
    found = interest(Debt("b2b", date(2025, 5, 31), 1_200_000), on=date(2025, 8, 20))
    assert [segment.exact_cents for segment in found.segments] == [
        Fraction(1_200_000 * 1315 * 30, 3_650_000),
        Fraction(1_200_000 * 1215 * 51, 3_650_000),
    ]
    assert found.cents == 33342


def test_segments_are_not_rounded_one_by_one() -> None:
    """A third of a cent on each side of a half-year: rounded apart they would make nothing."""
    found = interest(Debt("b2b", date(2025, 6, 29), 1_000), on=date(2025, 7, 1))
    assert [round(segment.exact_cents) for segment in found.segments] == [0, 0]
    assert found.exact_cents == Fraction(1_000 * (1315 + 1215), 3_650_000)
    assert found.cents == 1


def test_the_daily_amount_is_what_one_more_day_adds_at_that_days_rate() -> None:
    debt = Debt("b2b", date(2025, 8, 31), 1_000_000, (Movement(date(2025, 9, 10), 400_000),))
    assert interest(debt, on=date(2025, 9, 9)).daily_cents == 333
    assert interest(debt, on=date(2025, 9, 10)).daily_cents == 200


def test_ten_billion_euros_twelve_years_late_does_not_overflow() -> None:
    due, cents = date(2014, 1, 1), 10**12
    row = with_interest(book([("b2b", due, cents, None)]).lazy(), on=TODAY).collect().row(0, named=True)
    assert row["interest_cents"] == interest(Debt("b2b", due, cents), on=TODAY).cents > cents
