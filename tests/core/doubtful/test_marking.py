"""Who is doubtful by the rules, and when it is no more."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import polars as pl

from encours.core.doubtful.marking import CUSTOMER, proposed
from encours.core.doubtful.policy import DoubtfulPolicy

ON = date(2026, 10, 1)
POLICY = DoubtfulPolicy(overdue_days=180, notice_days=60, minimum_cents=10_000)


def days(count: int) -> date:
    return ON - timedelta(days=count)


def told(policy: DoubtfulPolicy = POLICY, **facts: Any) -> tuple[str, str | None, int | None] | None:
    row = {
        "customer_id": 1, "oldest_due_on": days(10), "overdue_cents": 50_000, "insolvent_on": None,
        "judicial_on": None, "noticed_on": None, "marked_rule": None,
    }  # fmt: skip
    found = proposed(pl.DataFrame([row | facts], schema=CUSTOMER, orient="row"), policy, on=ON).to_dicts()
    return (found[0]["change"], found[0]["rule"], found[0]["days"]) if found else None


def test_a_customer_is_doubtful_the_day_its_oldest_debt_is_late_enough() -> None:
    assert told(oldest_due_on=days(179)) is None
    assert told(oldest_due_on=days(180)) == ("mark", "overdue", 180)


def test_a_formal_notice_that_stayed_vain_makes_one_before_its_age_does() -> None:
    assert told(noticed_on=days(59)) is None
    assert told(noticed_on=days(60), oldest_due_on=days(300)) == ("mark", "formal_notice", 60)


def test_the_gravest_rule_is_told() -> None:
    assert told(insolvent_on=days(3), judicial_on=days(9), noticed_on=days(90)) == ("mark", "insolvency", 3)
    assert told(judicial_on=days(9), noticed_on=days(90)) == ("mark", "judicial", 9)


def test_little_owed_makes_nobody_doubtful_but_for_an_insolvency() -> None:
    assert told(overdue_cents=9_999, oldest_due_on=days(400), noticed_on=days(90)) is None
    assert told(overdue_cents=0, oldest_due_on=None, insolvent_on=days(1)) == ("mark", "insolvency", 1)


def test_a_rule_left_out_makes_nobody_doubtful() -> None:
    off = DoubtfulPolicy(overdue_days=0, notice_days=0, insolvency=False, judicial=False)
    facts = {
        "oldest_due_on": days(900),
        "noticed_on": days(900),
        "insolvent_on": days(9),
        "judicial_on": days(9),
    }
    assert told(off, **facts) is None


def test_a_mark_of_a_rule_ends_once_no_rule_holds() -> None:
    assert told(marked_rule="overdue") == ("end", None, None)
    assert told(marked_rule="overdue", oldest_due_on=days(200)) is None
    assert told(marked_rule="overdue", noticed_on=days(90)) is None


def test_a_mark_of_a_person_stands_as_long_as_anything_is_overdue() -> None:
    assert told(marked_rule="person") is None
    assert told(marked_rule="person", overdue_cents=0, oldest_due_on=None) == ("end", None, None)
