"""Customers written to at the head of their group: e-mails of courtesy keep the head's rhythm, all else their own."""

from __future__ import annotations

from datetime import date, timedelta

import polars as pl
from polars.testing import assert_frame_equal

from encours.core.reasons import ReasonCode
from portfolio import customer, item, plan, position

TODAY = date(2026, 6, 17)  # a Wednesday
_KINDS = {"customer_id": pl.Int64, "head_told_on": pl.Date}


def heads(told_on: date | None, *customers: int) -> pl.DataFrame:
    return pl.DataFrame([(one, told_on) for one in customers or (1,)], schema=_KINDS, orient="row")


def due(days_ago: int) -> date:
    return TODAY - timedelta(days=days_ago)


def test_a_reminder_waits_until_the_head_has_had_its_days_of_peace() -> None:
    rows, people = [item(1, due_on=due(5))], [customer()]
    waiting = plan(rows, people, TODAY, heads=heads(TODAY - timedelta(days=2)))
    assert waiting.proposals.is_empty()
    told = position(waiting, 1)
    assert (told["reason"], told["next_on"]) == (ReasonCode.GAP, TODAY + timedelta(days=5))
    assert len(plan(rows, people, TODAY, heads=heads(TODAY - timedelta(days=7))).proposals) == 1


def test_the_customer_s_own_rhythm_holds_too() -> None:
    rows, people = [item(1, due_on=due(5))], [customer(last_message_on=TODAY - timedelta(days=1))]
    assert plan(rows, people, TODAY, heads=heads(None)).proposals.is_empty()


def test_a_firm_step_keeps_the_customer_s_own_rhythm() -> None:
    rows = [item(1, due_on=due(20), delivered_position=2, delivered_on=due(10))]
    decided = plan(rows, [customer()], TODAY, heads=heads(TODAY - timedelta(days=1)))
    assert decided.proposals["step_code"].to_list() == ["firm"]


def test_a_preventive_message_waits_for_the_head_too() -> None:
    rows = [item(1, due_on=TODAY + timedelta(days=6))]
    waiting = position(plan(rows, [customer()], TODAY, heads=heads(TODAY - timedelta(days=3))), 1)
    assert waiting["next_on"] == date(2026, 6, 22)  # 7 days after the 14th: the 21st is a Sunday


def test_a_member_without_contact_is_reached_at_the_head_by_courtesy_alone() -> None:
    people = [customer(has_email=False, has_address=False)]
    friendly = plan([item(1, due_on=due(5))], people, TODAY, heads=heads(None))
    assert position(friendly, 1)["reason"] == ReasonCode.PROPOSED
    firm = plan(
        [item(1, due_on=due(20), delivered_position=2, delivered_on=due(10))],
        people,
        TODAY,
        heads=heads(None),
    )
    assert position(firm, 1)["reason"] == ReasonCode.NO_ADDRESS


def test_who_is_at_no_head_is_decided_as_if_there_were_none() -> None:
    rows = [item(one, due_on=due(one), customer_id=one) for one in range(1, 30)]
    people = [customer(one, last_message_on=due(one % 9)) for one in range(1, 30)]
    alone, beside = plan(rows, people, TODAY), plan(rows, people, TODAY, heads=heads(TODAY, 99))
    assert_frame_equal(alone.positions, beside.positions)
    assert_frame_equal(alone.proposals, beside.proposals)
