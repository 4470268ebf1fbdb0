"""The day: exact dates, and what must never happen on any of them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from encours.core.day import plan_day
from encours.core.frames import Position, Proposal, ProposalItem
from encours.core.reasons import POSITION_FACTS, ReasonCode
from encours.core.scenario import DEFAULT_SCENARIO
from portfolio import customer, customers_frame, item, items_frame, plan, position, sent_steps, walk

TODAY = date(2026, 6, 17)  # a Wednesday


def due(days_ago: int) -> date:
    return TODAY - timedelta(days=days_ago)


def test_a_day_on_which_nothing_is_due_gives_the_same_columns_as_any_other() -> None:
    items, customers = [item(1, due_on=date(2026, 3, 2))], [customer()]
    full, idle = plan(items, customers, date(2026, 3, 5)), plan(items, customers, date(2026, 3, 4))
    assert (len(full.proposals), len(idle.proposals)) == (1, 0)
    assert idle.positions.schema == full.positions.schema
    assert idle.proposals.schema == full.proposals.schema
    assert idle.proposal_items.schema == full.proposal_items.schema


def test_walked_day_by_day_an_unpaid_invoice_gets_each_step_on_its_date() -> None:
    items, customers = [item(1, due_on=date(2026, 3, 2))], [customer()]
    assert sent_steps(items, customers, start=date(2026, 2, 16), days=90) == [
        (date(2026, 2, 23), "preventive"),
        (date(2026, 3, 5), "friendly"),
        (date(2026, 3, 17), "firm"),
        (date(2026, 4, 1), "last"),
        (date(2026, 4, 16), "formal_notice"),
    ]


def test_steps_that_fall_on_week_ends_and_holidays_leave_the_next_open_day() -> None:
    # Due on Friday 1 May: −7 is Friday 24 April; +3 Monday 4 May; +15 Saturday 16 → Monday 18;
    # +30 Sunday 31 → Monday 1 June; +45 Monday 15 June.
    items, customers = [item(1, due_on=date(2026, 5, 1))], [customer()]
    assert sent_steps(items, customers, start=date(2026, 4, 1), days=90) == [
        (date(2026, 4, 24), "preventive"),
        (date(2026, 5, 4), "friendly"),
        (date(2026, 5, 18), "firm"),
        (date(2026, 6, 1), "last"),
        (date(2026, 6, 15), "formal_notice"),
    ]


def test_a_step_due_on_a_public_holiday_is_planned_for_the_next_open_day() -> None:
    decided = plan([item(1, due_on=date(2026, 7, 11))], [customer()], date(2026, 7, 13))
    assert position(decided, 1)["next_on"] == date(2026, 7, 15)  # +3 is 14 July, a holiday


def test_three_years_late_and_imported_today_gets_one_friendly_message_then_one_step_a_gap() -> None:
    items, customers = [item(1, due_on=date(2023, 6, 1))], [customer()]
    assert sent_steps(items, customers, start=TODAY, days=60) == [
        (date(2026, 6, 17), "friendly"),
        (date(2026, 6, 25), "firm"),
        (date(2026, 7, 6), "last"),
        (date(2026, 7, 16), "formal_notice"),
    ]


def test_a_missed_day_loses_nothing() -> None:
    items, customers = [item(1, due_on=date(2026, 3, 2))], [customer()]
    assert sent_steps(items, customers, start=date(2026, 3, 12), days=1) == [(date(2026, 3, 12), "friendly")]


def test_a_preventive_step_is_spent_once_the_due_date_has_passed() -> None:
    row = item(1, due_on=TODAY)
    on_the_day = plan([row], [customer()], TODAY)
    assert on_the_day.proposals["step_code"].to_list() == ["preventive"]
    the_day_after = position(plan([row], [customer()], TODAY + timedelta(days=1)), 1)
    assert (the_day_after["next_step"], the_day_after["next_on"]) == (2, date(2026, 6, 22))


def test_a_preventive_step_that_the_gap_pushes_past_the_due_date_is_spent() -> None:
    row = item(1, due_on=TODAY + timedelta(days=3))
    decided = position(plan([row], [customer(last_message_on=TODAY)], TODAY), 1)
    assert decided["next_step"] == 2


def test_four_invoices_at_three_levels_give_one_message_at_the_highest_each_keeping_its_step() -> None:
    items = [
        item(1, due_on=due(4)),
        item(2, due_on=due(5)),
        item(3, due_on=due(20), delivered_position=2, delivered_on=due(15)),
        item(4, due_on=due(40), delivered_position=3, delivered_on=due(20)),
    ]
    decided = plan(items, [customer()], TODAY)
    (message,) = decided.proposals.to_dicts()
    assert (message["step_code"], message["position"], message["total_cents"]) == ("last", 4, 400_000)
    assert decided.proposal_items["position"].to_list() == [2, 2, 3, 4]
    assert decided.proposal_items["role"].unique().to_list() == ["due_step"]
    assert decided.proposal_items["courtesy_only"].to_list() == [True, True, False, False]


def test_after_one_message_every_other_step_of_the_customer_waits_for_the_gap() -> None:
    items = [item(1, due_on=due(4)), item(2, due_on=TODAY)]
    decided = position(plan(items, [customer(last_message_on=due(2))], TODAY), 1)
    assert decided["reason"] == "gap"
    assert (decided["reason_on"], decided["reason_figure"]) == (date(2026, 6, 22), 7)
    assert decided["next_on"] == date(2026, 6, 22)


def test_what_is_overdue_without_a_step_due_is_listed_and_counted_what_is_not_due_is_listed_apart() -> None:
    items = [
        item(1, due_on=due(4)),
        item(2, due_on=due(10), delivered_position=2, delivered_on=due(7)),
        item(3, due_on=TODAY + timedelta(days=40)),
        item(4, due_on=TODAY - timedelta(days=1), kind="credit_note", open_cents=-30_000),
    ]
    decided = plan(items, [customer(unapplied_cents=5_000)], TODAY)
    lines = {
        row["receivable_id"]: (row["role"], row["position"]) for row in decided.proposal_items.to_dicts()
    }
    assert lines == {1: ("due_step", 2), 2: ("overdue", None), 3: ("not_due", None), 4: ("credit", None)}
    (message,) = decided.proposals.to_dicts()
    assert (message["total_cents"], message["unapplied_cents"]) == (165_000, 5_000)


def test_an_item_under_formal_notice_is_set_apart_in_a_softer_reminder_and_not_asked_for_again() -> None:
    items = [
        item(1, due_on=due(60), delivered_position=5, delivered_on=due(15)),
        item(2, due_on=due(40), delivered_position=3, delivered_on=due(20)),
    ]
    decided = plan(items, [customer()], TODAY)
    roles = {
        row["receivable_id"]: (row["role"], row["position"]) for row in decided.proposal_items.to_dicts()
    }
    assert roles == {1: ("noticed", None), 2: ("due_step", 4)}
    (message,) = decided.proposals.to_dicts()
    assert (message["step_code"], message["total_cents"]) == ("last", 100_000)


def test_in_a_reminder_a_preventive_step_rides_among_the_items_not_due_and_is_not_claimed() -> None:
    items = [item(1, due_on=due(4)), item(2, due_on=TODAY + timedelta(days=3))]
    decided = plan(items, [customer()], TODAY)
    second = decided.proposal_items.to_dicts()[1]
    assert (second["role"], second["position"]) == ("not_due", 1)
    assert decided.proposals["total_cents"].to_list() == [100_000]


def test_the_formal_notice_is_a_letter_of_its_own_with_only_the_items_at_that_step() -> None:
    items = [
        item(1, due_on=due(50), delivered_position=4, delivered_on=due(15)),
        item(2, due_on=due(4)),
        item(3, due_on=due(9), delivered_position=2, delivered_on=due(8)),
        item(4, due_on=TODAY + timedelta(days=30)),
    ]
    decided = plan(items, [customer()], TODAY)
    notice, friendly = decided.proposals.to_dicts()  # the harshest first
    assert (notice["step_code"], notice["channel"], notice["needs_approval"]) == (
        "formal_notice",
        "letter",
        True,
    )
    assert (notice["total_cents"], notice["courtesy_only"]) == (100_000, False)
    of_notice = decided.proposal_items.filter(pl.col("step_code") == "formal_notice")
    assert of_notice["receivable_id"].to_list() == [1]
    of_friendly = decided.proposal_items.filter(pl.col("step_code") == "friendly")
    assert of_friendly.select("receivable_id", "role").rows() == [
        (1, "overdue"),
        (2, "due_step"),
        (3, "overdue"),
        (4, "not_due"),
    ]
    assert (friendly["total_cents"], friendly["needs_approval"]) == (300_000, False)
    assert position(decided, 1)["reason"] == "needs_approval"


def test_a_formal_notice_is_proposed_for_approval_even_inside_the_gap() -> None:
    row = item(1, due_on=due(50), delivered_position=4, delivered_on=due(15))
    decided = plan([row], [customer(last_message_on=due(1))], TODAY)
    assert decided.proposals["step_code"].to_list() == ["formal_notice"]


def test_no_step_is_jumped_however_late_the_item() -> None:
    row = item(1, due_on=due(400), delivered_position=2, delivered_on=due(300))
    assert position(plan([row], [customer()], TODAY), 1)["next_step"] == 3


def test_both_clocks_must_have_run() -> None:
    # Firm is due since long by the due date, but the friendly message left five days ago only.
    row = item(1, due_on=due(60), delivered_position=2, delivered_on=due(5))
    decided = position(plan([row], [customer()], TODAY), 1)
    assert (decided["next_step"], decided["next_on"]) == (3, date(2026, 6, 22))  # five + 8 days: a Saturday


REASONS: list[tuple[str, dict[str, Any], dict[str, Any], str]] = [
    ("a credit note", {"kind": "credit_note", "open_cents": -10}, {}, "credit"),
    ("a settled item", {"open_cents": 0}, {}, "settled"),
    ("a retention", {"kind": "retention"}, {}, "retention"),
    ("an invoice assigned to a factor", {"kind": "factored"}, {}, "factored"),
    ("a bill before its day", {"kind": "bill", "due_on": TODAY}, {}, "bill_running"),
    ("an opening balance", {"kind": "opening"}, {}, "opening_without_detail"),
    ("a returned payment", {"kind": "returned"}, {}, "returned_payment"),
    ("an item gone from the ledger", {"gone": True}, {}, "gone"),
    ("no due date", {"due_on": None}, {}, "no_due_date"),
    ("a dispute on all of it", {"disputed_cents": 100_000}, {}, "disputed"),
    ("a ladder climbed", {"delivered_position": 5, "delivered_on": due(3)}, {}, "ladder_finished"),
    ("credits that cover it", {}, {"unapplied_cents": 100_000}, "covered_by_credits"),
    ("a hold without end", {"held_from": due(1)}, {}, "held"),
    ("a customer's hold without end", {}, {"held_from": due(1)}, "customer_held"),
    ("a dated hold", {"held_from": due(1), "held_until": TODAY}, {}, "held_until"),
    ("a promise", {"held_from": due(1), "held_until": TODAY, "promised": True}, {}, "promised"),
    ("a direct debit", {"held_from": due(1), "held_until": TODAY, "debited": True}, {}, "debited"),
    ("no e-mail for a step by e-mail", {}, {"has_email": False}, "no_address"),
    ("no more e-mails wanted", {}, {"refuses_email": True, "has_address": False}, "opted_out"),
    ("a first step still to come", {"due_on": due(-30)}, {}, "not_due"),
    ("a next step still to come", {"due_on": due(1)}, {}, "waits_for_step"),
    ("a step whose day has come", {}, {}, "proposed"),
]


@pytest.mark.parametrize(
    ("facts", "about", "reason"), [row[1:] for row in REASONS], ids=[r[0] for r in REASONS]
)
def test_every_non_decision_has_its_reason(facts: dict[str, Any], about: dict[str, Any], reason: str) -> None:
    row = item(1, due_on=due(10)) | facts
    decided = plan([row], [customer(**about)], TODAY)
    assert position(decided, 1)["reason"] == reason
    expected = 1 if reason in {"proposed", "no_address", "opted_out"} else 0
    assert decided.proposals.height == expected


FIRM = {"delivered_position": 2, "delivered_on": due(20)}


@pytest.mark.parametrize(
    ("facts", "about", "options", "reason"),
    [
        ({"due_assumed": True}, {}, {}, "due_date_assumed"),
        ({}, {"regime_assumed": True}, {}, "regime_assumed"),
        ({}, {}, {"provisional": ["b2b"]}, "rate_provisional"),
        ({}, {"regime": "public"}, {"provisional": ["public"]}, "rate_provisional"),
    ],
)
def test_in_doubt_a_firm_step_waits_for_a_person_while_a_friendly_one_leaves_without_interest(
    facts: dict[str, Any], about: dict[str, Any], options: dict[str, Any], reason: str
) -> None:
    firm = position(plan([item(1, due_on=due(40), **FIRM) | facts], [customer(**about)], TODAY, **options), 1)
    assert (firm["reason"], firm["next_step"], firm["next_on"]) == (reason, 3, None)
    friendly = plan([item(1, due_on=due(40)) | facts], [customer(**about)], TODAY, **options)
    assert friendly.proposals.select("step_code", "courtesy_only").rows() == [("friendly", True)]


def test_a_consumer_climbs_the_ladder_but_no_message_may_claim_interest_or_indemnity() -> None:
    who = customer(regime="consumer")
    decided = plan([item(1, due_on=due(40), **FIRM)], [who], TODAY)
    assert decided.proposals.select("step_code", "courtesy_only").rows() == [("firm", True)]
    assert decided.proposal_items["courtesy_only"].to_list() == [True]


def test_a_confirmed_item_beside_an_assumed_one_bears_interest_alone() -> None:
    items = [item(1, due_on=due(40), **FIRM), item(2, due_on=due(40), due_assumed=True, **FIRM)]
    decided = plan(items, [customer()], TODAY)
    assert decided.proposal_items.select("receivable_id", "role", "courtesy_only").rows() == [
        (1, "due_step", False),
        (2, "overdue", True),
    ]


def test_a_disputed_item_is_left_out_and_the_rest_is_chased() -> None:
    items = [item(1, due_on=due(10), disputed_cents=100_000), item(2, due_on=due(10))]
    decided = plan(items, [customer()], TODAY)
    assert decided.proposal_items["receivable_id"].to_list() == [2]
    assert decided.proposals["total_cents"].to_list() == [100_000]


def test_of_an_item_disputed_in_part_the_rest_is_chased_but_not_by_formal_notice() -> None:
    part = plan([item(1, due_on=due(10), disputed_cents=40_000)], [customer()], TODAY)
    assert part.proposal_items["open_cents"].to_list() == [60_000]
    notice = item(1, due_on=due(90), disputed_cents=1, delivered_position=4, delivered_on=due(30))
    assert position(plan([notice], [customer()], TODAY), 1)["reason"] == "disputed"


def test_credits_pay_the_oldest_debts_first_and_what_they_pay_is_not_chased() -> None:
    items = [item(1, due_on=due(40)), item(2, due_on=due(10)), item(3, due_on=due(9))]
    decided = plan(items, [customer(unapplied_cents=150_000)], TODAY)
    reasons = decided.positions["reason"].to_list()
    assert reasons == ["covered_by_credits", "proposed", "proposed"]
    assert decided.proposals["total_cents"].to_list() == [150_000]


def test_a_debt_paid_to_the_cent_by_credits_is_not_chased_beside_one_that_is() -> None:
    items = [item(1, due_on=due(40)), item(2, due_on=due(10))]
    decided = plan(items, [customer(unapplied_cents=100_000)], TODAY)
    assert decided.positions["reason"].to_list() == ["covered_by_credits", "proposed"]


def test_dollars_received_lower_what_is_asked_in_dollars_and_no_euros() -> None:
    dollars, euros = item(1, due_on=due(10), currency="USD"), item(2, due_on=due(9))
    waiting = [{"currency": "GBP", "unapplied_cents": 70_000}, {"currency": "USD", "unapplied_cents": 30_000}]
    who = [customer(other_cash=waiting)]
    for row, total in ((dollars, 70_000), (euros, 100_000)):
        asked = plan([row], who, TODAY).proposals
        assert asked.select("total_cents", "unapplied_cents").rows() == [(total, 100_000 - total)]


def test_a_debt_in_dollars_that_dollars_received_pay_is_not_chased() -> None:
    rows = [item(1, due_on=due(40), currency="USD"), item(2, due_on=due(40))]
    waiting = [{"currency": "USD", "unapplied_cents": 100_000}]
    decided = plan(rows, [customer(other_cash=waiting)], TODAY)
    assert decided.positions["reason"].to_list() == ["covered_by_credits", "proposed"]
    assert decided.proposals.select("currency", "total_cents").rows() == [("EUR", 100_000)]


def test_dollars_given_back_use_up_dollars_received() -> None:
    rows = [
        item(1, due_on=due(10), currency="USD"),
        item(2, due_on=None, kind="returned", currency="USD", open_cents=30_000),
        item(3, due_on=None, kind="returned", open_cents=90_000),
    ]
    waiting = [{"currency": "USD", "unapplied_cents": 50_000}]
    decided = plan(rows, [customer(other_cash=waiting)], TODAY)
    assert decided.proposals["total_cents"].to_list() == [80_000]


def test_a_provisional_rate_does_not_hold_back_a_consumer_who_owes_no_interest() -> None:
    row = item(1, due_on=due(40), **FIRM)
    decided = plan([row], [customer(regime="consumer")], TODAY, provisional=["consumer"])
    assert decided.proposals["step_code"].to_list() == ["firm"]


def test_a_due_date_at_the_end_of_time_waits_without_a_date() -> None:
    row = item(1, due_on=date(9999, 12, 31), delivered_position=1, delivered_on=due(3))
    assert position(plan([row], [customer()], TODAY), 1)["next_on"] is None


def test_a_refund_takes_away_the_credit_that_it_returns() -> None:
    items = [item(1, due_on=due(10)), item(2, due_on=due(10), kind="returned")]
    decided = plan(items, [customer(unapplied_cents=100_000)], TODAY)
    assert position(decided, 1)["reason"] == "proposed"
    assert decided.proposals.select("total_cents", "unapplied_cents").rows() == [(100_000, 0)]


def test_too_small_a_total_waits_for_more() -> None:
    scenario = replace(DEFAULT_SCENARIO, minimum_cents=150_000)
    small = plan([item(1, due_on=due(10))], [customer()], TODAY, scenario)
    assert position(small, 1)["reason"] == "below_minimum"
    assert small.proposals.is_empty()
    both = plan([item(1, due_on=due(10)), item(2, due_on=due(4))], [customer()], TODAY, scenario)
    assert both.proposals["total_cents"].to_list() == [200_000]


def test_an_item_below_the_minimum_of_a_step_waits_before_it() -> None:
    steps = tuple(
        replace(step, minimum_cents=200_000 if step.code == "firm" else 0) for step in DEFAULT_SCENARIO.steps
    )
    decided = plan(
        [item(1, due_on=due(40), **FIRM)], [customer()], TODAY, replace(DEFAULT_SCENARIO, steps=steps)
    )
    row = position(decided, 1)
    assert (row["reason"], row["reason_figure"], row["next_on"]) == ("below_minimum", 200_000, None)


def test_the_last_reminder_goes_by_letter_where_no_e_mail_is_known_with_every_due_item() -> None:
    items = [item(1, due_on=due(40), delivered_position=3, delivered_on=due(20)), item(2, due_on=due(4))]
    decided = plan(items, [customer(has_email=False)], TODAY)
    assert decided.proposals.select("channel", "lacks_recipient").rows() == [("letter", False)]
    assert decided.proposal_items["position"].to_list() == [4, 2]


BY_LETTER_ELSE = replace(
    DEFAULT_SCENARIO,
    steps=(
        DEFAULT_SCENARIO.steps[0],
        replace(DEFAULT_SCENARIO.steps[1], fallback_channel="letter"),
        *DEFAULT_SCENARIO.steps[2:],
    ),
)


@pytest.mark.parametrize(
    ("about", "channel", "because"),
    [
        ({}, "email", None),
        ({"has_email": False}, "letter", "unknown"),
        ({"has_email": False, "email_lost": True}, "letter", "returned"),
        ({"has_email": True, "email_lost": True}, "email", None),
        ({"has_email": False, "recipient_doubt": "email_invalid"}, "letter", "doubtful"),
        ({"refuses_email": True}, "letter", "opted_out"),
        ({"has_email": False, "has_address": False, "email_lost": True}, "email", None),
    ],
)
def test_the_second_channel_takes_over_with_its_reason_where_the_first_does_not_reach(
    about: dict[str, Any], channel: str, because: str | None
) -> None:
    decided = plan([item(1, due_on=due(4))], [customer(**about)], TODAY, BY_LETTER_ELSE)
    assert decided.proposals.select("channel", "channel_because").rows() == [(channel, because)]


def test_whoever_refuses_e_mail_is_reminded_by_letter_but_not_before_the_due_date() -> None:
    late = plan([item(1, due_on=due(4))], [customer(refuses_email=True)], TODAY)
    assert late.proposals.select("channel", "lacks_recipient").rows() == [("letter", False)]
    early = plan([item(1, due_on=due(-5))], [customer(refuses_email=True)], TODAY)
    assert early.proposals.select("channel", "lacks_recipient").rows() == [("email", True)]
    assert position(early, 1)["reason"] == "opted_out"


def test_without_any_address_the_message_is_proposed_in_full_and_says_what_is_missing() -> None:
    decided = plan([item(1, due_on=due(4))], [customer(has_email=False, has_address=False)], TODAY)
    assert decided.proposals.select("channel", "lacks_recipient").rows() == [("email", True)]
    assert position(decided, 1)["reason"] == "no_address"


def test_two_currencies_are_never_added_the_one_that_waited_longest_goes_first() -> None:
    harsher = item(1, due_on=due(16), currency="USD", delivered_position=2, delivered_on=due(11))
    items = [harsher, item(2, due_on=due(9)), item(3, due_on=due(8))]
    decided = plan(items, [customer()], TODAY)
    assert decided.proposals.select("currency", "total_cents").rows() == [("EUR", 200_000)]
    assert position(decided, 1)["reason"] == "other_currency_first"


def test_on_a_closed_day_nothing_is_proposed_and_the_reason_says_when() -> None:
    decided = plan([item(1, due_on=due(10))], [customer()], date(2026, 7, 14))
    assert decided.proposals.is_empty()
    row = position(decided, 1)
    assert (row["reason"], row["reason_on"]) == ("closed_day", date(2026, 7, 15))


@pytest.mark.parametrize("before", [1, 4])
def test_a_dated_hold_of_the_item_or_of_its_customer_moves_the_next_step_by_its_length(before: int) -> None:
    start = date(2026, 6, 2)
    hold = {"held_from": start + timedelta(days=before), "held_until": start + timedelta(days=before + 6)}
    row, on = (
        item(1, due_on=start, delivered_position=1, delivered_on=due(22)),
        start + timedelta(days=before),
    )
    free = position(plan([row], [customer()], on), 1)
    by_item = plan([row | hold], [customer()], on)
    by_customer = plan([row], [customer(**hold)], on)
    moved = date(2026, 6, 12) if before == 1 else date(2026, 6, 15)  # the step was due before: the hold's end
    assert free["next_on"] == date(2026, 6, 5)
    assert position(by_item, 1)["next_on"] == moved
    assert position(by_customer, 1)["next_on"] == moved


def test_holds_of_item_and_customer_that_overlap_count_once() -> None:
    held = item(1, due_on=date(2026, 6, 1), held_from=date(2026, 6, 2), held_until=date(2026, 6, 5))
    who = customer(held_from=date(2026, 6, 4), held_until=date(2026, 6, 9))
    decided = position(plan([held], [who], date(2026, 6, 3)), 1)
    assert decided["next_on"] == date(2026, 6, 12)  # 4 June + the 8 days from 2 to 9 June
    assert (decided["reason"], decided["reason_on"]) == ("held_until", date(2026, 6, 9))


def test_a_past_hold_counts_on_both_clocks() -> None:
    row = item(
        1,
        due_on=due(60),
        delivered_position=2,
        delivered_on=due(12),
        held_days=10,
        held_days_since_delivered=10,
    )
    assert position(plan([row], [customer()], TODAY), 1)["next_on"] == date(2026, 6, 23)  # 5 June + 8 + 10


def test_a_hold_before_the_due_date_does_not_stop_a_clock_that_is_not_running() -> None:
    row = item(
        1,
        due_on=date(2026, 6, 15),
        held_from=date(2026, 6, 1),
        held_until=date(2026, 6, 10),
        delivered_position=1,
        delivered_on=date(2026, 5, 29),
    )
    assert position(plan([row], [customer()], date(2026, 6, 9)), 1)["next_on"] == date(2026, 6, 18)


@pytest.mark.parametrize(("length", "next_on"), [(1, date(2026, 6, 4)), (2, date(2026, 6, 5))])
def test_the_due_date_itself_is_no_day_of_lateness_so_holding_it_moves_nothing(
    length: int, next_on: date
) -> None:
    monday = date(2026, 6, 1)
    hold = {"held_from": monday, "held_until": monday + timedelta(days=length - 1)}
    row = item(1, due_on=monday, delivered_position=1, delivered_on=due(22)) | hold
    assert position(plan([row], [customer()], monday), 1)["next_on"] == next_on


def test_a_hold_told_as_running_or_as_past_days_gives_the_same_day() -> None:
    base = item(1, due_on=due(60), delivered_position=2, delivered_on=due(12))
    running = base | {"held_from": due(10), "held_until": due(3)}
    past = base | {"held_days": 8, "held_days_since_delivered": 8}
    days = {position(plan([row], [customer()], due(2)), 1)["next_on"] for row in (running, past)}
    assert days == {date(2026, 6, 22)}  # 5 June + 8 + 8 is Sunday 21


def test_a_held_item_is_not_listed_in_the_message_of_the_others() -> None:
    items = [item(1, due_on=due(10)), item(2, due_on=due(10), held_from=due(1))]
    decided = plan(items, [customer()], TODAY)
    assert decided.proposal_items["receivable_id"].to_list() == [1]


def test_an_item_whose_customer_is_unknown_stops_the_plan() -> None:
    with pytest.raises(ValueError, match="client"):
        plan([item(1, due_on=TODAY, customer_id=9)], [customer(1)], TODAY)


def test_an_empty_portfolio_gives_an_empty_plan_in_the_declared_shapes() -> None:
    decided = plan([], [], TODAY)
    Position.validate(decided.positions)
    Proposal.validate(decided.proposals)
    ProposalItem.validate(decided.proposal_items)
    assert decided.positions.is_empty()


def test_every_reason_of_a_position_names_its_facts() -> None:
    stored = {str(code) for code in POSITION_FACTS}
    assert {row[3] for row in REASONS} <= stored
    assert str(ReasonCode.GO) not in stored


def test_a_portfolio_walked_for_months_never_bursts_never_jumps_and_ends() -> None:
    items = [item(n, due_on=due(40 - 13 * n), customer_id=n % 3) for n in range(9)]
    customers = [customer(n) for n in range(3)]
    last: dict[tuple[int, str], date] = {}
    for on, decided, sent in walk(items, customers, start=due(60), days=220):
        assert on.weekday() < 5 or not sent
        for row in decided.proposal_items.drop_nulls("position").to_dicts():
            assert row["position"] <= 5
        for row in sent:
            lane = (row["customer_id"], "letter" if row["step_code"] == "formal_notice" else "other")
            assert lane not in last or (on - last[lane]).days >= 7
            last[lane] = on
    final = plan(items, customers, due(60) + timedelta(days=220))
    assert final.positions["reason"].unique().to_list() == ["ladder_finished"]


def test_the_order_of_rows_changes_nothing() -> None:
    items = [
        item(n, due_on=due(n % 50), customer_id=n % 7, currency="USD" if n % 5 == 0 else "EUR")
        for n in range(60)
    ]
    customers = [customer(n, unapplied_cents=n * 90_000) for n in range(7)]
    one, other = plan(items, customers, TODAY), plan(items[::-1], customers[::-1], TODAY)
    for name in ("positions", "proposals", "proposal_items"):
        assert_frame_equal(getattr(one, name), getattr(other, name))


def test_a_plan_leaves_its_frames_alone() -> None:
    items, customers = items_frame([item(1, due_on=due(10))]), customers_frame([customer()])
    before = items.clone()
    plan_day(items, customers, DEFAULT_SCENARIO, on=TODAY)
    assert_frame_equal(items, before)
