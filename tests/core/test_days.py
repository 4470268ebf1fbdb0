from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from encours.core.days import (
    BUSINESS_HOURS,
    CONSUMER_HOURS,
    ContactHours,
    add_business_days,
    add_business_days_expr,
    business_days_between,
    business_days_between_expr,
    is_business_day,
    is_quiet,
    next_business_day,
    next_business_day_expr,
    next_contact,
)
from encours.law.figures import UnknownLawError

PARIS = ZoneInfo("Europe/Paris")
DAYS = st.dates(date(2000, 2, 1), date(2050, 11, 1))
NEAR = st.integers(min_value=-40, max_value=40)


def paris(day: int, hour: int, minute: int = 0, month: int = 11) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=PARIS)


@pytest.mark.parametrize(
    ("day", "business"),
    [
        (date(2026, 11, 20), True),  # a Friday
        (date(2026, 11, 21), False),
        (date(2026, 11, 22), False),
        (date(2026, 11, 11), False),  # a Wednesday, the armistice
        (date(2026, 5, 25), False),  # Whit Monday
        (date(2026, 12, 24), True),
    ],
)
def test_business_days_are_monday_to_friday_without_holidays(day: date, business: bool) -> None:
    assert is_business_day(day) is business


def test_the_next_business_day_is_the_day_itself_when_it_is_one() -> None:
    assert next_business_day(date(2026, 11, 20)) == date(2026, 11, 20)
    assert next_business_day(date(2026, 11, 21)) == date(2026, 11, 23)
    assert next_business_day(date(2025, 12, 25)) == date(2025, 12, 26)
    assert next_business_day(date(2027, 5, 6)) == date(2027, 5, 7)  # Ascension: the Friday is worked


def test_business_days_are_added_strictly_after_and_taken_strictly_before() -> None:
    assert add_business_days(date(2026, 11, 21), 1) == date(2026, 11, 23)
    assert add_business_days(date(2026, 11, 20), 1) == date(2026, 11, 23)
    assert add_business_days(date(2026, 11, 10), 1) == date(2026, 11, 12)
    assert add_business_days(date(2026, 11, 21), -1) == date(2026, 11, 20)
    assert add_business_days(date(2026, 11, 21), 0) == date(2026, 11, 21)


@settings(max_examples=80, deadline=None)
@given(day=DAYS, count=st.integers(min_value=0, max_value=30))
def test_counting_gives_back_what_was_added(day: date, count: int) -> None:
    assert business_days_between(day, add_business_days(day, count)) == count


def test_an_earlier_end_counts_no_day() -> None:
    assert business_days_between(date(2026, 11, 20), date(2026, 11, 10)) == 0


@settings(max_examples=50, deadline=None)
@given(days=st.lists(st.tuples(DAYS, NEAR), min_size=1, max_size=10), count=NEAR)
def test_a_column_answers_like_the_functions(days: list[tuple[date, int]], count: int) -> None:
    starts = [day for day, _ in days]
    ends = [day + timedelta(days=n) for day, n in days]
    start, end = pl.col("start"), pl.col("end")
    found = pl.DataFrame({"start": starts, "end": ends}).select(
        next=next_business_day_expr(start),
        added=add_business_days_expr(start, count),
        between=business_days_between_expr(start, end),
    )
    assert found["next"].to_list() == [next_business_day(day) for day in starts]
    assert found["added"].to_list() == [add_business_days(day, count) for day in starts]
    assert found["between"].to_list() == [
        business_days_between(*pair) for pair in zip(starts, ends, strict=True)
    ]


def test_outside_the_years_of_the_sheet_a_function_refuses_and_a_column_is_null() -> None:
    day = date(2051, 3, 1)
    with pytest.raises(UnknownLawError):
        next_business_day(day)
    column = pl.DataFrame({"day": [day, None]}).select(
        next=next_business_day_expr(pl.col("day")),
        added=add_business_days_expr(pl.col("day"), 2),
        between=business_days_between_expr(pl.lit(date(2050, 12, 1)), pl.col("day")),
    )
    assert column.null_count().row(0) == (2, 2, 2)


@pytest.mark.parametrize(
    ("local", "quiet"),
    [
        (paris(20, 8), False),
        (paris(20, 7, 59), True),
        (paris(20, 19, 59), False),
        (paris(20, 20), True),
        (paris(21, 10), False),  # a Saturday
        (paris(22, 10), True),  # a Sunday
        (paris(11, 10), True),  # the armistice
    ],
)
def test_businesses_are_contacted_monday_to_saturday_8_to_20(local: datetime, quiet: bool) -> None:
    assert is_quiet(local, BUSINESS_HOURS) is quiet


@pytest.mark.parametrize(
    ("local", "quiet"),
    [
        (paris(20, 9, 59), True),
        (paris(20, 10), False),
        (paris(20, 13), True),
        (paris(20, 13, 59), True),
        (paris(20, 14), False),
        (paris(20, 20), True),
        (paris(21, 11), True),  # a Saturday
    ],
)
def test_consumers_are_contacted_monday_to_friday_10_to_13_and_14_to_20(local: datetime, quiet: bool) -> None:
    assert is_quiet(local, CONSUMER_HOURS) is quiet


@pytest.mark.parametrize(
    ("local", "hours", "opening"),
    [
        (paris(20, 9), BUSINESS_HOURS, paris(20, 9)),
        (paris(20, 6), BUSINESS_HOURS, paris(20, 8)),
        (paris(20, 13, 30), CONSUMER_HOURS, paris(20, 14)),
        (paris(20, 20), CONSUMER_HOURS, paris(23, 10)),
        (paris(21, 20), BUSINESS_HOURS, paris(23, 8)),
        (paris(10, 21), BUSINESS_HOURS, paris(12, 8)),
    ],
)
def test_a_quiet_instant_waits_for_the_next_window(
    local: datetime, hours: ContactHours, opening: datetime
) -> None:
    assert next_contact(local, hours) == opening


def test_the_next_window_is_told_in_local_time_across_a_clock_change() -> None:
    opening = next_contact(paris(24, 21, month=10), BUSINESS_HOURS)  # summer time ends that night
    assert opening == paris(26, 8, month=10)
    assert opening.utcoffset() == timedelta(hours=1)


def test_holidays_may_be_worked_when_a_creditor_says_so() -> None:
    hours = ContactHours(frozenset(range(7)), ((time(9), time(17)),), holidays_off=False)
    assert not is_quiet(paris(11, 10), hours)
    assert not is_quiet(paris(22, 10), hours)


@pytest.mark.parametrize(
    "hours", [ContactHours(frozenset(), ((time(8), time(9)),)), ContactHours(frozenset({1}), ())]
)
def test_hours_without_a_window_are_refused_rather_than_searched_for_ever(hours: ContactHours) -> None:
    with pytest.raises(ValueError, match="plages de contact"):
        next_contact(paris(20, 9), hours)
