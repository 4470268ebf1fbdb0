"""What must hold of any portfolio on any day."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from drawn_portfolios import TODAY, customers, items
from encours.core.days import is_business_day
from encours.core.frames import Position, Proposal, ProposalItem
from encours.core.scenario import DEFAULT_SCENARIO
from portfolio import customer, deliver, item, plan, position, walk


@given(items(), customers(), st.integers(0, 40))
@settings(max_examples=50, deadline=None)
def test_a_day_that_passes_changes_only_items_whose_next_day_has_come(
    rows: list[dict[str, Any]], who: list[dict[str, Any]], after: int
) -> None:
    on = TODAY + timedelta(days=after)
    today, tomorrow = plan(rows, who, on), plan(rows, who, on + timedelta(days=1))
    reached = today.positions.filter(pl.col("next_on") <= on + timedelta(days=1)).select("receivable_id")
    waiting = today.positions.join(reached, on="receivable_id", how="anti")
    assert_frame_equal(waiting, tomorrow.positions.join(reached, on="receivable_id", how="anti"))


@given(items(), customers())
@settings(max_examples=50, deadline=None)
def test_shapes_hold_sums_add_up_and_nobody_hears_twice(
    rows: list[dict[str, Any]], who: list[dict[str, Any]]
) -> None:
    decided = plan(rows, who, TODAY)
    Position.validate(decided.positions)
    Proposal.validate(decided.proposals)
    ProposalItem.validate(decided.proposal_items)
    assert decided.positions["receivable_id"].to_list() == [row["receivable_id"] for row in rows]
    of_kind = decided.proposals.with_columns(formal=pl.col("step_code") == "formal_notice")
    assert of_kind.select("customer_id", "formal").is_duplicated().sum() == 0
    counted = decided.proposal_items.filter(~pl.col("role").is_in(["not_due", "noticed"]))
    sums = counted.group_by("customer_id", "step_code").agg(pl.col("open_cents").sum().alias("lines_cents"))
    joined = decided.proposals.join(sums, on=["customer_id", "step_code"])
    assert (joined["total_cents"] == joined["lines_cents"] - joined["unapplied_cents"]).all()
    assert (decided.proposals["total_cents"] > 0).all()


def in_one(currency: str, who: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The customers of a creditor whose books are in that currency: its cash, and no other."""
    waiting = [{one["currency"]: one["unapplied_cents"] for one in row["other_cash"] or ()} for row in who]
    return [
        row
        | {"unapplied_cents": ({"EUR": row["unapplied_cents"]} | cash).get(currency, 0), "other_cash": None}
        for row, cash in zip(who, waiting, strict=True)
    ]


@given(items(), customers())
@settings(max_examples=50, deadline=None)
def test_what_is_asked_in_a_currency_is_what_would_be_if_there_were_no_other(
    rows: list[dict[str, Any]], who: list[dict[str, Any]]
) -> None:
    for head in plan(rows, who, TODAY).proposals.to_dicts():
        money = head["currency"]
        same = [row for row in rows if row["currency"] == money]
        alone = plan(same, in_one(money, who), TODAY, currency=money).proposals
        assert head in alone.to_dicts()


@given(items(), customers())
@settings(max_examples=50, deadline=None)
def test_only_what_may_be_chased_moves_and_only_to_its_next_step(
    rows: list[dict[str, Any]], who: list[dict[str, Any]]
) -> None:
    decided, by_id = plan(rows, who, TODAY), {row["receivable_id"]: row for row in rows}
    by_customer = {row["customer_id"]: row for row in who}
    for line in decided.proposal_items.drop_nulls("position").to_dicts():
        row = by_id[line["receivable_id"]]
        about, step = by_customer[row["customer_id"]], DEFAULT_SCENARIO.steps[line["position"] - 1]
        assert row["kind"] in {"invoice", "bill"}
        assert not row["gone"]
        assert row["disputed_cents"] < row["open_cents"]
        firm = about["no_courtesy"] and row["delivered_position"] < 2
        next_one = 3 if firm else max(row["delivered_position"], 1) + 1
        assert line["position"] in {next_one if firm else row["delivered_position"] + 1, next_one}
        assert step.courtesy or about["soft_until"] is None or about["soft_until"] < TODAY
        assert is_business_day(TODAY, about["region"] or "")
        assert not step.preventive or row["due_on"] >= TODAY
        assert step.courtesy or not (row["due_assumed"] or about["regime_assumed"])
        if about["regime"] == "consumer" or row["due_assumed"] or about["regime_assumed"]:
            assert line["courtesy_only"]
        for held in (row, about):
            begins, until = held["held_from"], held["held_until"]
            assert begins is None or begins > TODAY or (until is not None and until < TODAY)


@given(items(), customers())
@settings(max_examples=40, deadline=None)
def test_planned_again_after_delivery_the_same_day_says_nothing_more(
    rows: list[dict[str, Any]], who: list[dict[str, Any]]
) -> None:
    first = plan(rows, who, TODAY)
    deliver(rows, who, first, TODAY)
    again = plan(rows, who, TODAY)
    told = set(first.proposals.filter(~pl.col("lacks_recipient"))["customer_id"])
    assert not told & set(again.proposals.filter(~pl.col("needs_approval"))["customer_id"])


@given(items(3), customers())
@settings(max_examples=6, deadline=None)
def test_over_two_months_the_gap_is_kept_on_open_days_only_and_no_step_is_jumped(
    rows: list[dict[str, Any]], who: list[dict[str, Any]]
) -> None:
    heard: dict[int, date] = {row["customer_id"]: row["last_message_on"] or date(2000, 1, 1) for row in who}
    before = {row["receivable_id"]: row["delivered_position"] for row in rows}
    for on, _, sent in walk(rows, who, start=TODAY, days=60):
        reminded = [row["customer_id"] for row in sent if row["step_code"] != "formal_notice"]
        assert not sent or is_business_day(on)
        assert all((on - heard[one]).days >= DEFAULT_SCENARIO.min_gap_days for one in reminded)
        heard.update({row["customer_id"]: on for row in sent})
        spared = {row["customer_id"] for row in who if row["no_courtesy"]}
        for row in rows:
            position_now = row["delivered_position"]
            least = 2 if row["customer_id"] in spared else 1  # its steps of courtesy are no steps
            assert position_now <= max(before[row["receivable_id"]], least) + 1
            before[row["receivable_id"]] = position_now


@given(st.integers(0, 30), st.integers(1, 25), st.integers(2, 4))
@settings(max_examples=60, deadline=None)
def test_the_next_step_moves_by_the_length_of_a_hold_to_the_next_open_day(
    starts_after: int, length: int, delivered: int
) -> None:
    due_on = date(2026, 3, 2)
    row = item(1, due_on=due_on, delivered_position=delivered, delivered_on=date(2026, 3, 20))
    free = position(plan([row], [customer()], date(2026, 3, 21)), 1)["next_on"]
    begin = date(2026, 3, 21) + timedelta(days=starts_after)
    row |= {"held_from": begin, "held_until": begin + timedelta(days=length - 1)}
    held = position(plan([row], [customer()], date(2026, 3, 21)), 1)["next_on"]
    step = DEFAULT_SCENARIO.steps[delivered]
    clocks = max(due_on + timedelta(days=step.offset_days), date(2026, 3, 20) + timedelta(days=step.gap_days))
    expected = clocks + timedelta(days=length) if begin <= clocks else clocks
    while not is_business_day(expected):
        expected += timedelta(days=1)
    if begin <= expected < begin + timedelta(days=length):
        expected = begin + timedelta(days=length)
        while not is_business_day(expected):
            expected += timedelta(days=1)
    assert held == expected
    assert held >= free


@given(items(), customers())
@settings(max_examples=50, deadline=None)
def test_two_cases_that_are_alike_get_the_same_steps_and_messages(
    rows: list[dict[str, Any]], who: list[dict[str, Any]]
) -> None:
    apart = 1_000
    twins = [
        row | {"receivable_id": row["receivable_id"] + apart, "customer_id": row["customer_id"] + apart}
        for row in rows
    ]
    others = [row | {"customer_id": row["customer_id"] + apart} for row in who]
    decided = plan(rows + twins, who + others, TODAY)
    for found in (decided.positions, decided.proposals, decided.proposal_items):
        keys = [name for name in ("receivable_id", "customer_id") if name in found.columns]
        first = found.filter(pl.col("customer_id") < apart).sort(found.columns[:2])
        second = found.filter(pl.col("customer_id") > apart).with_columns(pl.col(keys) - apart)
        assert_frame_equal(first, second.sort(found.columns[:2]), check_row_order=False)
