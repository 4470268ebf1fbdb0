"""What a collector does first: expected money per minute, with its figures."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from encours.core.recovery import Band, Curve
from encours.core.work.ranking import BY_STEP, DEFAULTS, Candidate, Weight, ranked

KINDS = st.sampled_from(sorted(DEFAULTS))
SOME = st.builds(
    Candidate, kind=KINDS, key=st.integers(1, 50), amount_cents=st.integers(-(10**9), 10**9),
    currency=st.just("EUR"), days_late=st.integers(-30, 400), step=st.sampled_from(["", "firm", "unknown"]),
    due=st.booleans(),
)  # fmt: skip


def test_the_score_is_amount_times_chance_by_minute() -> None:
    (only,) = ranked([Candidate("call", 1, 120_000, "EUR", days_late=20)], {"call": Weight(3, None)})
    assert (only.percent, only.minutes, only.expected_cents, only.score_cents) == (40, 3, 48_000, 16_000)


OWN = Curve((Band(None, 98), Band(1, 90), Band(31, 60), Band(91, 5)), observed=True, version=1)


@pytest.mark.parametrize(("days", "percent"), [(-3, 98), (1, 90), (30, 90), (31, 60), (90, 60), (4_000, 5)])
def test_the_later_the_debt_the_less_is_expected_by_the_creditors_own_curve(days: int, percent: int) -> None:
    (only,) = ranked([Candidate("call", 1, 10_001, "EUR", days_late=days)], {}, OWN)
    assert (only.percent, only.expected_cents, only.by_age) == (percent, 10_001 * percent // 100, True)


def test_of_two_equal_debts_the_younger_comes_first_and_a_larger_older_one_may() -> None:
    old, young = (Candidate("call", key, 100_000, "EUR", days_late=key) for key in (95, 40))
    larger = Candidate("call", 96, 2_000_000, "EUR", days_late=96)
    assert [one.candidate.key for one in ranked([old, young, larger], {}, OWN)] == [96, 40, 95]


def test_a_message_is_worth_what_its_step_brings() -> None:
    (only,) = ranked([Candidate("approve", 1, 10_000, "EUR", days_late=200, step="firm")], {})
    assert only.percent == BY_STEP["firm"]


def test_what_was_asked_for_today_comes_before_the_largest_sum() -> None:
    found = ranked([Candidate("call", 1, 10**9, "EUR"), Candidate("task", 2, 0, "EUR", due=True)], {})
    assert [one.candidate.key for one in found] == [2, 1]


def test_a_creditor_says_its_own_minutes_and_chances() -> None:
    big, small = Candidate("dispute", 1, 100_000, "EUR"), Candidate("returned", 2, 90_000, "EUR")
    assert [one.candidate.key for one in ranked([big, small], {})] == [2, 1]
    assert [one.candidate.key for one in ranked([big, small], {"dispute": Weight(1, 90)})] == [1, 2]


@given(st.lists(SOME, max_size=30))
def test_every_candidate_is_ranked_once_by_falling_score(candidates: list[Candidate]) -> None:
    found = ranked(candidates, {})
    assert sorted(map(repr, candidates)) == sorted(repr(one.candidate) for one in found)
    for due in (True, False):
        scores = [one.score_cents for one in found if one.candidate.due is due]
        assert scores == sorted(scores, reverse=True)
    assert all(one.score_cents >= 0 for one in found)
