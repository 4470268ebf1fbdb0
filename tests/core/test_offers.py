"""What a message offers follows the rules or a person's choice, sums to what it asks for, and knows where to stop."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from encours.core.approach import Situation
from encours.core.offers import Choice, from_json, offer_of
from encours.core.scenario import DEFAULT_SCENARIO, faults

ON = date(2026, 10, 31)
LATE = Situation(
    overdue_cents=500_000, disputed_cents=0, late_days=20, habit_days=None, trend="", broken=0, in_difficulty=False,
)  # fmt: skip
PREVENTIVE, FRIENDLY, FIRM, LAST, NOTICE = (replace(step, offers=True) for step in DEFAULT_SCENARIO.steps)


@given(
    cents=st.integers(1, 10**9),
    months=st.integers(2, 12),
    on=st.dates(date(2020, 1, 1), date(2035, 12, 31)),
)
def test_a_plan_sums_to_what_is_asked_in_parts_that_differ_by_a_cent_and_follow_by_the_month(
    cents: int, months: int, on: date
) -> None:
    made = offer_of(LATE, FIRM, total_cents=cents, regime="b2b", on=on, choice=Choice("plan", months))
    assert made is not None
    parts = [one.cents for one in made.instalments]
    days = [one.due_on for one in made.instalments]
    assert sum(parts) == cents
    assert len(parts) == min(months, cents)
    assert 0 < min(parts) <= max(parts) <= min(parts) + 1
    assert on < days[0]
    assert all(28 <= (b - a).days <= 31 for a, b in pairwise(days))
    assert from_json(made.to_json()) == made


@pytest.mark.parametrize(
    ("known", "step", "regime", "choice", "kind"),
    [
        ({}, FIRM, "b2b", Choice(), "date"),
        ({"late_days": 61}, FIRM, "b2b", Choice(), "plan"),
        ({"disputed_cents": 1}, FIRM, "public", Choice(), "undisputed"),
        ({"broken": 2}, FIRM, "b2b", Choice(), None),
        ({}, replace(FIRM, offers=False), "b2b", Choice(), None),
        ({}, replace(FIRM, offers=False), "b2b", Choice("date", 10), "date"),
        ({}, FIRM, "b2b", Choice("none"), None),
        ({}, FIRM, "public", Choice("plan", 3), None),
        ({}, PREVENTIVE, "b2b", Choice("plan", 3), None),
        ({}, NOTICE, "b2b", Choice("plan", 3), None),
        ({}, None, "b2b", Choice("date", 3), None),
    ],
)
def test_a_message_offers_by_rule_or_by_choice_and_nothing_where_it_may_not(
    known: dict[str, Any], step: Any, regime: str, choice: Choice, kind: str | None
) -> None:
    made = offer_of(replace(LATE, **known), step, total_cents=1_000, regime=regime, on=ON, choice=choice)
    assert (made.kind if made else None) == kind


@given(cents=st.integers(1, 10**9), percents=st.integers(10, 90))
def test_a_part_first_and_the_rest_later_sum_to_what_is_asked(cents: int, percents: int) -> None:
    made = offer_of(LATE, FIRM, total_cents=cents, regime="b2b", on=ON, choice=Choice("part", percents))
    assert made is not None
    assert sum(one.cents for one in made.instalments) == cents
    assert 0 <= made.instalments[0].cents * 100 - cents * percents < 100


def test_a_date_is_told_in_days_from_the_message() -> None:
    made = offer_of(LATE, FIRM, total_cents=1_000, regime="b2b", on=ON, choice=Choice("date", 10))
    assert made is not None
    assert made.instalments[0].due_on == ON + timedelta(days=10)


def test_neither_a_preventive_step_nor_a_formal_notice_may_offer() -> None:
    first, *middle, last = DEFAULT_SCENARIO.steps
    offering = tuple(replace(step, offers=True) for step in middle)
    assert faults(replace(DEFAULT_SCENARIO, steps=(first, *offering, last))) == []
    wrong = replace(DEFAULT_SCENARIO, steps=(PREVENTIVE, *middle, NOTICE))
    assert ["offers" in fault for fault in faults(wrong)] == [True, True]
