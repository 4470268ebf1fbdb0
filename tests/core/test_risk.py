"""The grade of a customer's risk: that of its worst sign, and every sign is said."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some

from encours.core.risk import GRADES, RiskFacts, graded, signs

PROMPT = RiskFacts(
    currency="EUR", exposure_cents=10_000_00, limit_cents=50_000_00, overdue_cents=0, days_late=0, solvency=97,
    days_beyond=2, observed=24, broken_promises=0, rating="", insolvent=False, ceased=False, doubtful=False,
)  # fmt: skip


def grade(**facts: Any) -> str:
    return graded(signs(replace(PROMPT, **facts)))


def test_who_pays_in_time_within_its_limit_is_a_low_risk() -> None:
    assert grade() == "low"
    assert [one.code for one in signs(PROMPT)] == ["solvency", "beyond", "within_limit"]


@pytest.mark.parametrize(
    ("facts", "expected", "code"),
    [
        ({"insolvent": True}, "severe", "insolvent"),
        ({"ceased": True}, "severe", "ceased"),
        ({"doubtful": True}, "severe", "doubtful"),
        ({"solvency": 80}, "low", "solvency"),
        ({"solvency": 79}, "moderate", "solvency"),
        ({"solvency": 50}, "high", "solvency"),
        ({"days_beyond": 15}, "moderate", "beyond"),
        ({"days_beyond": 60}, "high", "beyond"),
        ({"broken_promises": 1}, "moderate", "broken"),
        ({"broken_promises": 2}, "high", "broken"),
        ({"overdue_cents": 1, "days_late": 89}, "moderate", "overdue"),
        ({"overdue_cents": 1, "days_late": 90}, "high", "overdue"),
        ({"exposure_cents": 50_000_01}, "high", "beyond_limit"),
        ({"exposure_cents": 45_000_00}, "moderate", "near_limit"),
        ({"limit_cents": 0, "exposure_cents": 1}, "high", "beyond_limit"),
        ({"observed": 2}, "moderate", "little_known"),
    ],
)
def test_each_fact_has_its_sign(facts: dict[str, Any], expected: str, code: str) -> None:
    said = {one.code: one.grade for one in signs(replace(PROMPT, **facts))}
    assert (said[code], grade(**facts)) == (expected, expected)


def test_the_worst_sign_is_said_first() -> None:
    found = signs(replace(PROMPT, broken_promises=1, insolvent=True))
    assert (found[0].code, graded(found)) == ("insolvent", "severe")


@given(
    solvency=some.integers(0, 100),
    days=some.integers(0, 400),
    broken=some.integers(0, 5),
    owed=some.integers(0, 10**9),
    late=some.integers(0, 400),
)
def test_what_gets_worse_never_lowers_the_grade(
    solvency: int, days: int, broken: int, owed: int, late: int
) -> None:
    facts = {"solvency": solvency, "days_beyond": days, "broken_promises": broken, "exposure_cents": owed,
             "overdue_cents": owed, "days_late": late}  # fmt: skip
    worse = facts | {"solvency": max(solvency - 1, 0), "days_beyond": days + 1, "broken_promises": broken + 1,
                     "exposure_cents": owed + 1, "days_late": late + 1, "overdue_cents": owed + 1}  # fmt: skip
    assert GRADES.index(grade(**worse)) >= GRADES.index(grade(**facts))
