"""When a board is mailed: once a period, late if need be, never for a period that began before it was asked for."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from encours.core.boards.rhythm import due, period

WEDNESDAY = date(2026, 11, 18)


def test_each_rhythm_names_its_period_by_a_day() -> None:
    assert period("daily", WEDNESDAY) == WEDNESDAY
    assert period("daily", date(2026, 11, 22)) == date(2026, 11, 20)  # a Sunday: Friday's
    assert period("daily", date(2026, 11, 11)) == date(2026, 11, 10)  # a public holiday
    assert period("weekly", WEDNESDAY) == date(2026, 11, 16)
    assert period("monthly", WEDNESDAY) == date(2026, 11, 1)


def test_what_is_asked_for_on_a_wednesday_leaves_the_next_monday_or_late() -> None:
    assert due("weekly", asked_on=WEDNESDAY, on=date(2026, 11, 20)) is None
    assert due("weekly", asked_on=WEDNESDAY, on=date(2026, 11, 23)) == date(2026, 11, 23)
    assert due("weekly", asked_on=WEDNESDAY, on=date(2026, 11, 25)) == date(2026, 11, 23)


@given(st.sampled_from(["daily", "weekly", "monthly"]), st.dates(date(2026, 1, 1), date(2026, 12, 31)))
def test_a_period_never_lies_ahead_and_only_moves_forward(rhythm: str, on: date) -> None:
    assert period(rhythm, on) <= on
    assert period(rhythm, on) <= period(rhythm, on + timedelta(days=1))
