"""What a message may say of the steps to come: the first is the one that the plan of the days to come says."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings

from drawn_portfolios import TODAY, customers, items
from encours.core.day.ahead import landed, steps_ahead
from encours.core.days import is_business_day
from encours.core.gate import Addressee, Item
from encours.core.scenario import DEFAULT_SCENARIO, Scenario, Step
from portfolio import Row, customer, deliver, item, plan

DUE = date(2026, 9, 1)
CALLING = Scenario(
    steps=(
        Step(1, "friendly", 3, "email", "friendly", courtesy=True),
        Step(2, "manager", 8, "task", "task", kind="manager"),
        Step(3, "call", 12, "task", "task", kind="call"),
        Step(4, "formal_notice", 30, "letter", "formal_notice", gap_days=10, needs_approval=True),
        Step(5, "bailiff", 60, "task", "task", kind="bailiff"),
    )
)


def ahead(
    position: int, on: date, scenario: Scenario = DEFAULT_SCENARIO, who: Row | None = None, **facts: Any
) -> list[tuple[str, date]]:
    moved = [(Item.from_row(item(1, due_on=DUE, **facts)), position)]
    told = steps_ahead(moved, Addressee.from_row(who or customer()), scenario, on=on)
    return [(one.step.code, one.on) for one in told]


def test_a_first_reminder_is_followed_by_the_whole_ladder_each_on_its_earliest_open_day() -> None:
    assert ahead(2, date(2026, 9, 4)) == [
        ("firm", date(2026, 9, 16)),
        ("last", date(2026, 10, 1)),
        ("formal_notice", date(2026, 10, 16)),
    ]


def test_a_late_reminder_puts_off_what_follows_by_the_clock_since_the_last_step() -> None:
    assert ahead(2, date(2026, 10, 1))[0] == ("firm", date(2026, 10, 9))


def test_a_preventive_message_is_followed_by_the_first_reminder_not_by_another_notice_before_the_due_date() -> (
    None
):
    assert ahead(1, date(2026, 8, 25))[0] == ("friendly", date(2026, 9, 4))


def test_a_call_is_told_what_is_decided_inside_the_house_is_not_nor_what_comes_after_the_notice() -> None:
    assert [code for code, _ in ahead(1, date(2026, 9, 4), CALLING)] == ["call", "formal_notice"]


@pytest.mark.parametrize(
    ("who", "facts"),
    [
        ({"regime_assumed": True}, {}),
        ({}, {"due_assumed": True}),
    ],
)
def test_what_waits_for_somebody_to_confirm_it_is_not_announced(
    who: dict[str, Any], facts: dict[str, Any]
) -> None:
    assert ahead(2, date(2026, 9, 4), who=customer(**who), **facts) == []


def test_a_formal_notice_is_not_announced_while_a_part_is_contested() -> None:
    assert ahead(4, date(2026, 10, 1), disputed_cents=10_000) == []


def test_whoever_is_in_difficulty_is_told_of_nothing_firm_before_its_end() -> None:
    soft = customer(soft_until=date(2026, 12, 31))
    assert ahead(2, date(2026, 9, 4), who=soft)[0] == ("firm", date(2027, 1, 4))


@given(items(), customers())
@settings(max_examples=60, deadline=None)
def test_the_first_step_told_is_the_one_that_the_plan_says_once_the_message_has_left(
    rows: list[Row], who: list[Row]
) -> None:
    before = {row["receivable_id"]: dict(row) for row in rows}
    decided = plan(rows, who, TODAY)
    sent = {row["customer_id"] for row in deliver(rows, who, decided, TODAY)}
    moved = decided.proposal_items.drop_nulls("position")
    for key in sent:
        mine = moved.filter(pl.col("customer_id") == key)
        lines = [
            (Item.from_row(before[one]), position)
            for one, position in mine.select("receivable_id", "position").iter_rows()
            if before[one]["delivered_on"] != TODAY and _delivered(rows, one) == position
        ]
        (about,) = [row for row in who if row["customer_id"] == key]
        told = steps_ahead(lines, Addressee.from_row(about), DEFAULT_SCENARIO, on=TODAY)
        alone = [row for row in rows if row["receivable_id"] in {one.receivable_id for one, _ in lines}]
        if alone and (expected := _planned(alone, about)) is not None:
            held = about["held_from"] is not None or any(row["held_from"] is not None for row in alone)
            assert told
            assert told[0].on <= expected[1] if held else (told[0].step.position, told[0].on) == expected


def _delivered(rows: list[Row], key: int) -> int:
    return int(next(row["delivered_position"] for row in rows if row["receivable_id"] == key))


def _planned(alone: list[Row], about: Row) -> tuple[int, date] | None:
    """The step and the day of the next message as the plan of the same evening says; None where it tells none."""
    rows = plan(alone, [about], TODAY).positions.drop_nulls("next_on").to_dicts()
    gap = landed(TODAY + timedelta(days=DEFAULT_SCENARIO.min_gap_days), about["region"] or "")
    found = []
    for row in rows:
        step = DEFAULT_SCENARIO.steps[row["next_step"] - 1]
        if step.preventive:
            return None
        found.append((max(row["next_on"], gap) if step.needs_approval else row["next_on"], step.position))
    if not found:
        return None
    day = min(found)[0]
    return max(position for on, position in found if on == day), day


@given(customers())
@settings(max_examples=10, deadline=None)
def test_a_day_that_is_told_is_open_where_the_customer_is(who: list[Row]) -> None:
    for one in who:
        for code, on in ahead(2, TODAY, replace(DEFAULT_SCENARIO, min_gap_days=3), who=one):
            assert is_business_day(on, one["region"] or ""), code
