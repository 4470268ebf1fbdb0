"""Branches of a step: what happened since it was delivered moves the next one, or asks a person; nothing is jumped."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from drawn_portfolios import CUSTOMERS, customers, items
from encours.core.frames import StepEvent
from encours.core.scenario import DEFAULT_SCENARIO, Scenario, Step
from encours.core.scenario.branches import Branch
from encours.core.why import explain
from portfolio import customer, customers_frame, deliver, item, items_frame, plan, position

TODAY = date(2026, 6, 17)  # a Wednesday
SENT = TODAY - timedelta(days=14)


def branched(*branches: Branch, after: int = 2, **limits: Any) -> Scenario:
    """The delivered ladder, with these branches after one of its steps."""
    steps = tuple(
        replace(step, branches=branches) if step.position == after else step
        for step in DEFAULT_SCENARIO.steps
    )
    return replace(DEFAULT_SCENARIO, steps=steps, **limits)


def happened(event: str, on: date, receivable_id: int = 1, **facts: Any) -> dict[str, Any]:
    return {
        "receivable_id": receivable_id, "event": event, "event_on": on, "cents": 0, "step": None, "about": None,
    } | facts  # fmt: skip


def told(*rows: dict[str, Any]) -> pl.DataFrame:
    return StepEvent.validate(pl.DataFrame(list(rows), schema=StepEvent.create_empty().schema))


REMINDED = item(1, due_on=TODAY - timedelta(days=20), delivered_position=2, delivered_on=SENT)
WHO = customer(last_message_on=SENT)


def after(*branches: Branch, events: pl.DataFrame, row: dict[str, Any] = REMINDED, on: date = TODAY) -> Any:
    return plan([row], [WHO], on, branched(*branches), events=events)


def test_without_an_event_a_branch_changes_nothing() -> None:
    pause = Branch("reply", "pause", 10)
    assert position(after(pause, events=told()), 1) == position(plan([REMINDED], [WHO], TODAY), 1)


def test_a_reply_pauses_the_next_step_for_as_long_as_the_scenario_says_and_no_longer() -> None:
    events = told(happened("reply", TODAY - timedelta(days=1)))
    waiting = position(after(Branch("reply", "pause", 10), events=events), 1)
    until = TODAY + timedelta(days=9)
    assert (waiting["reason"], waiting["reason_on"], waiting["next_step"]) == ("branch_paused", until, 3)
    assert position(after(Branch("reply", "pause", 10), events=events, on=until), 1)["reason"] == "proposed"


def test_the_date_that_a_pause_gives_does_not_move_as_days_pass() -> None:
    events = told(happened("reply", TODAY - timedelta(days=1)))
    days = [TODAY + timedelta(days=n) for n in range(8)]
    assert (
        len(
            {
                position(after(Branch("reply", "pause", 10), events=events, on=day), 1)["next_on"]
                for day in days
            }
        )
        == 1
    )


def test_what_happened_before_the_step_or_of_another_kind_is_not_looked_at() -> None:
    events = told(happened("reply", SENT - timedelta(days=1)), happened("dispute", TODAY))
    assert position(after(Branch("reply", "pause", 10), events=events), 1)["reason"] == "proposed"


def test_a_stop_leaves_the_rest_to_a_person() -> None:
    decided = after(Branch("part_payment", "stop"), events=told(happened("part_payment", TODAY)))
    row = position(decided, 1)
    assert (row["reason"], row["next_step"], row["next_on"]) == ("branch_stopped", None, None)
    assert decided.proposals.is_empty()


def test_a_promise_not_kept_brings_the_next_step_sooner_but_keeps_the_gap() -> None:
    early = item(
        1, due_on=TODAY - timedelta(days=5), delivered_position=2, delivered_on=TODAY - timedelta(days=2)
    )
    who = customer(last_message_on=TODAY - timedelta(days=2))
    events = told(happened("promise", TODAY))
    scenario = branched(Branch("promise", "next"))
    row = position(plan([early], [who], TODAY, scenario, events=events), 1)
    assert row["next_step"] == 3
    assert row["next_on"] == TODAY + timedelta(days=5)  # a week after the last message
    assert position(plan([early], [who], TODAY, scenario), 1)["next_on"] > row["next_on"]


def test_a_message_that_came_back_is_looked_at_where_its_step_is_to_do_again() -> None:
    back = item(1, due_on=TODAY - timedelta(days=20), delivered_position=1, delivered_on=None)
    events = told(happened("bounce", TODAY, step=2))
    decided = plan([back], [customer()], TODAY, branched(Branch("bounce", "call", 5)), events=events)
    assert decided.asked.select("kind", "because", "position").rows() == [("call", "bounce", 2)]
    assert position(decided, 1)["reason"] == "branch_paused"


def test_a_person_is_asked_until_it_answers() -> None:
    call = Branch("silence", "call", 10)
    decided = after(call, events=told())
    assert decided.asked.rows() == [(1, 1, "call", "silence", 2, SENT + timedelta(days=10))]
    assert position(decided, 1)["reason"] == "proposed"  # the ladder goes on meanwhile
    answered = told(happened("answered", TODAY, about="silence"))
    assert after(call, events=answered).asked.is_empty()


def test_nobody_is_asked_before_its_days_nor_where_something_was_heard() -> None:
    call = Branch("silence", "call", 15)
    assert after(call, events=told()).asked.is_empty()
    heard = told(happened("reply", TODAY - timedelta(days=2)))
    assert after(Branch("silence", "call", 10), events=heard).asked.is_empty()


@pytest.mark.parametrize(
    "facts", [{"disputed_cents": 100_000}, {"held_from": TODAY}, {"open_cents": 0}, {"gone": True}]
)
def test_nobody_is_asked_about_what_is_contested_held_paid_or_gone(facts: dict[str, Any]) -> None:
    assert after(Branch("silence", "call", 10), events=told(), row=REMINDED | facts).asked.is_empty()


def test_a_cost_counts_from_its_amount_on() -> None:
    stop = Branch("cost", "stop", over_cents=900)
    assert position(after(stop, events=told(happened("cost", SENT, cents=899))), 1)["reason"] == "proposed"
    assert (
        position(after(stop, events=told(happened("cost", SENT, cents=900))), 1)["reason"] == "branch_stopped"
    )


def test_why_tells_what_happened_and_what_the_scenario_says() -> None:
    events = told(happened("reply", TODAY))
    frames = items_frame([REMINDED]), customers_frame([WHO])
    chain = explain(1, *frames, branched(Branch("reply", "pause", 10)), on=TODAY, events=events)
    (found,) = [one.facts for one in chain if one.code == "branch_taken"]
    assert found == {
        "event": "reply", "event_on": "2026-06-17", "then": "pause", "after_days": 10, "step": "friendly",
    }  # fmt: skip


LAWYER = replace(
    DEFAULT_SCENARIO,
    steps=(
        *DEFAULT_SCENARIO.steps,
        Step(6, "call", 55, "task", "task", gap_days=5, kind="call"),
        Step(7, "lawyer", 70, "task", "task", gap_days=10, kind="lawyer"),
    ),
)


def test_a_step_of_a_person_is_asked_on_its_day_and_never_sent() -> None:
    row = item(
        1, due_on=TODAY - timedelta(days=80), delivered_position=5, delivered_on=TODAY - timedelta(days=6)
    )
    decided = plan([row], [customer(last_message_on=TODAY - timedelta(days=1))], TODAY, LAWYER)
    assert position(decided, 1)["reason"] == "person_step"
    assert decided.asked.select("kind", "because", "position").rows() == [("call", "step", 6)]
    assert decided.proposals.is_empty()
    done = row | {"delivered_position": 6, "delivered_on": TODAY}
    assert position(plan([done], [customer()], TODAY, LAWYER), 1)["next_on"] == TODAY + timedelta(days=12)


def test_after_a_notice_and_a_call_no_softer_message_lists_the_invoice_as_one_to_remind_of() -> None:
    noticed = item(1, due_on=TODAY - timedelta(days=80), delivered_position=6, delivered_on=TODAY)
    decided = plan([noticed, item(2, due_on=TODAY - timedelta(days=4))], [customer()], TODAY, LAWYER)
    roles = dict(decided.proposal_items.select("receivable_id", "role").rows())
    assert roles == {1: "noticed", 2: "due_step"}


BRANCHES = st.sampled_from(
    [
        Branch("reply", "pause", 10),
        Branch("reply", "stop"),
        Branch("promise", "next"),
        Branch("dispute", "manager", 5),
        Branch("part_payment", "pause", 20),
        Branch("silence", "call", 3),
        Branch("bounce", "call"),
        Branch("cost", "stop", over_cents=500),
    ]
)


@st.composite
def scenarios(draw: st.DrawFn) -> Scenario:
    def of(step: Step) -> Step:
        found = {one.when: one for one in draw(st.lists(BRANCHES, max_size=3))}
        return replace(step, branches=tuple(found.values()))

    steps = [of(step) for step in DEFAULT_SCENARIO.steps]
    people = LAWYER.steps[5:] if draw(st.booleans()) else ()
    return replace(DEFAULT_SCENARIO, steps=(*steps, *people))


@st.composite
def events(draw: st.DrawFn, size: int) -> pl.DataFrame:
    kinds = st.sampled_from(["reply", "promise", "dispute", "part_payment", "cost", "bounce"])
    rows = [
        happened(
            draw(kinds),
            TODAY - timedelta(days=draw(st.integers(-30, 30))),
            draw(st.integers(1, max(size, 1))),
            cents=draw(st.sampled_from([0, 900])),
            step=draw(st.integers(1, 5)),
        )
        for _ in range(draw(st.integers(0, 8)))
    ]
    return told(*rows)


@given(st.data())
@settings(max_examples=25, deadline=None)
def test_whatever_happens_no_level_is_jumped_nothing_is_made_twice_and_no_burst(data: st.DataObject) -> None:
    rows, people = data.draw(items()), data.draw(customers())
    scenario, news = data.draw(scenarios()), data.draw(events(len(rows)))
    reached = {row["receivable_id"]: row["delivered_position"] for row in rows}
    last = {row["customer_id"]: row["last_message_on"] for row in people}
    without_courtesy = {row["customer_id"]: bool(row["no_courtesy"]) for row in people}
    unwilling = {row["receivable_id"]: without_courtesy[row["customer_id"]] for row in rows}
    for day in (TODAY + timedelta(days=n) for n in (0, 3, 8, 16)):
        decided = plan(rows, people, day, scenario, events=news.filter(pl.col("event_on") <= day))
        moved = decided.proposal_items.drop_nulls("position")
        for receivable, step in moved.select("receivable_id", "position").rows():
            before = max(reached[receivable], scenario.preventive_count if step > 1 else 0)
            jumped = scenario.steps[before : step - 1]
            assert step > before
            assert all(one.courtesy for one in jumped)
            assert not jumped or unwilling[receivable]
            assert not scenario.steps[step - 1].by_person
        for sent in deliver(rows, people, gap_kept(decided, last, day, scenario), day):
            last[sent["customer_id"]] = day
        reached = {row["receivable_id"]: row["delivered_position"] for row in rows}
    assert len(people) == CUSTOMERS


def gap_kept(decided: Any, last: dict[int, date | None], day: date, scenario: Scenario) -> Any:
    """What the gate lets through of it: one message a customer, and none before the gap is over."""
    kept = decided.proposals.unique("customer_id", keep="first", maintain_order=True)
    for row in kept.iter_rows(named=True):
        before = last[row["customer_id"]]
        if before is not None and not row["needs_approval"]:
            assert (day - before).days >= scenario.min_gap_days
    free = [
        customer
        for customer in kept["customer_id"]
        if last[customer] is None or (day - last[customer]).days >= scenario.min_gap_days  # type: ignore[operator]
    ]
    return replace(decided, proposals=kept.filter(pl.col("customer_id").is_in(free)))
