"""The one gate: what stops a message for good, what makes it wait, and that nothing else lets it go."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from encours.core.days import is_business_day
from encours.core.freshness import how_fresh
from encours.core.gate import Addressee, Conditions, Item, Line, Message, Outcome, Verdict, ask
from encours.core.scenario import DEFAULT_SCENARIO
from portfolio import customer, item, plan

PARIS = ZoneInfo("Europe/Paris")
TODAY = date(2026, 6, 17)  # a Wednesday
MORNING = datetime(2026, 6, 17, 10, 30, tzinfo=PARIS)
FRESH = how_fresh({"FR76": TODAY}, None, on=TODAY)
STALE = how_fresh({"FR76": date(2026, 6, 1)}, None, on=TODAY)
OPEN_HOUSE = Conditions(FRESH, frozenset({"email", "letter"}), shadow=False, provisional=frozenset())
FIRM = {"due_on": date(2026, 6, 1), "delivered_position": 2, "delivered_on": date(2026, 6, 4)}
NOTICE = {"due_on": date(2026, 4, 1), "delivered_position": 4, "delivered_on": date(2026, 5, 20)}
FACTS: dict[str, dict[str, Any]] = {
    "friendly": {"due_on": date(2026, 6, 10)},
    "firm": FIRM,
    "formal_notice": NOTICE,
    "preventive": {"due_on": date(2026, 6, 20)},
}


def planned(code: str, **message: Any) -> tuple[Message, Item]:
    """The message that the plan proposes for one item at that step, and the item."""
    row = item(1, **FACTS[code])
    decided = plan([row], [customer()], TODAY)
    (head,) = decided.proposals.to_dicts()
    assert head["step_code"] == code
    names = ("receivable_id", "role", "open_cents", "position", "courtesy_only")
    lines = tuple(Line(**{name: line[name] for name in names}) for line in decided.proposal_items.to_dicts())
    facts = {
        "step_code": code,
        "channel": head["channel"],
        "state": "proposed",
        "currency": head["currency"],
        "total_cents": head["total_cents"],
        "lines": lines,
        "needs_approval": head["needs_approval"],
        "approved": True,
        "has_recipient": not head["lacks_recipient"],
    }
    return Message(**(facts | message)), Item.from_row(row)


def asked(
    code: str = "firm",
    *,
    at: datetime = MORNING,
    conditions: Conditions = OPEN_HOUSE,
    message: dict[str, Any] | None = None,
    now: dict[str, Any] | None = None,
    about: dict[str, Any] | None = None,
    others: tuple[Item, ...] = (),
    paid: bool = False,
) -> Verdict:
    """Ask about a message that was planned for one item, after what has changed since."""
    planned_message, row = planned(code, **(message or {}))
    items = () if paid else (replace(row, **(now or {})),)
    who = Addressee.from_row(customer(), **(about or {}))
    return ask(planned_message, who, (*items, *others), DEFAULT_SCENARIO, at=at, conditions=conditions)


@pytest.mark.parametrize("code", ["preventive", "friendly", "firm", "formal_notice"])
def test_what_the_plan_proposes_the_gate_lets_go_when_nothing_has_changed(code: str) -> None:
    verdict = asked(code)
    assert (verdict.outcome, verdict.reason.code, verdict.allowed) == (Outcome.GO, "go", True)


def credit_note(open_cents: int) -> Item:
    return Item.from_row(item(9, due_on=TODAY, kind="credit_note", open_cents=open_cents))


CANCELS: list[tuple[str, dict[str, Any], str]] = [
    ("paid in full", {"paid": True}, "paid"),
    ("paid to zero", {"now": {"open_cents": 0}}, "paid"),
    ("paid in part", {"now": {"open_cents": 60_000}}, "amount_changed"),
    ("disputed", {"now": {"disputed_cents": 100_000}}, "disputed"),
    ("disputed in part", {"now": {"disputed_cents": 1}}, "disputed_since"),
    ("held", {"now": {"held_from": TODAY}}, "held"),
    ("promised", {"now": {"held_from": TODAY, "held_until": TODAY, "promised": True}}, "promised"),
    ("debited", {"now": {"held_from": TODAY, "held_until": TODAY, "debited": True}}, "debited"),
    ("gone from the ledger", {"now": {"gone": True}}, "gone"),
    ("customer held", {"about": {"held_from": TODAY, "held_until": TODAY}}, "customer_held"),
    ("step delivered meanwhile", {"now": {"delivered_position": 3}}, "step_already_delivered"),
    ("due date put off", {"now": {"due_on": date(2026, 6, 12)}}, "step_not_due"),
    ("due date taken away", {"now": {"due_on": None}}, "no_due_date"),
    ("too soon after the last step", {"now": {"delivered_on": date(2026, 6, 15)}}, "step_not_due"),
    ("a step jumped", {"now": {"delivered_position": 1}}, "step_jumped"),
    ("a credit note since", {"others": (credit_note(-40_000),)}, "amount_changed"),
    ("a credit note for all of it", {"others": (credit_note(-100_000),)}, "covered_by_credits"),
    ("unapplied cash since", {"about": {"unapplied_cents": 40_000}}, "amount_changed"),
    ("unapplied cash for all of it", {"about": {"unapplied_cents": 100_000}}, "covered_by_credits"),
    ("sent already", {"message": {"state": "delivered"}}, "already_sent"),
    ("handed without a receipt", {"message": {"state": "uncertain"}}, "already_sent"),
    ("empty", {"message": {"lines": ()}}, "nothing_to_say"),
    ("a step of another scenario", {"message": {"step_code": "unknown"}}, "step_unknown"),
    (
        "a preventive message after the due date",
        {"code": "preventive", "now": {"due_on": date(2026, 6, 16)}},
        "preventive_late",
    ),
    (
        "a formal notice by e-mail",
        {"code": "formal_notice", "message": {"channel": "email"}},
        "formal_notice_by_email",
    ),
]


@pytest.mark.parametrize(("changes", "reason"), [row[1:] for row in CANCELS], ids=[row[0] for row in CANCELS])
def test_a_message_that_is_no_longer_true_is_cancelled_for_good(changes: dict[str, Any], reason: str) -> None:
    verdict = asked(**changes)
    assert (verdict.outcome, verdict.reason.code, verdict.until) == (Outcome.CANCEL, reason, None)
    assert not verdict.allowed


def doubtful(**conditions: Any) -> Conditions:
    return replace(OPEN_HOUSE, **conditions)


WAITS: list[tuple[str, dict[str, Any], str]] = [
    ("no approval", {"code": "formal_notice", "message": {"approved": False}}, "not_approved"),
    (
        "approval asked by the step alone",
        {"code": "formal_notice", "message": {"approved": False, "needs_approval": False}},
        "not_approved",
    ),
    ("an assumed due date", {"now": {"due_assumed": True}}, "due_date_assumed"),
    ("an assumed regime", {"about": {"regime_assumed": True}}, "regime_assumed"),
    ("a provisional rate", {"conditions": doubtful(provisional=frozenset({"b2b"}))}, "rate_provisional"),
    (
        "a mention missing",
        {"code": "formal_notice", "message": {"missing_mentions": ("deadline",)}},
        "mentions_missing",
    ),
    ("a channel off", {"conditions": doubtful(channels=frozenset({"letter"}))}, "channel_off"),
    ("no recipient", {"message": {"has_recipient": False}}, "no_address"),
    ("an opt-out", {"about": {"opted_out": frozenset({"email"})}}, "opted_out"),
    ("stale bank data", {"conditions": doubtful(freshness=STALE)}, "stale_bank"),
]


@pytest.mark.parametrize(("changes", "reason"), [row[1:] for row in WAITS], ids=[row[0] for row in WAITS])
def test_what_a_person_must_settle_makes_the_message_wait_without_a_date(
    changes: dict[str, Any], reason: str
) -> None:
    verdict = asked(**changes)
    assert (verdict.outcome, verdict.reason.code, verdict.until) == (Outcome.WAIT, reason, None)


def paris(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=PARIS)  # type: ignore[misc,arg-type]


@pytest.mark.parametrize(
    ("changes", "reason", "until"),
    [
        ({"at": paris(2026, 6, 17, 7, 59)}, "quiet_hours", paris(2026, 6, 17, 8)),
        ({"at": paris(2026, 6, 17, 20, 0)}, "quiet_hours", paris(2026, 6, 18, 8)),
        ({"at": paris(2026, 6, 20, 11, 0)}, "closed_day", paris(2026, 6, 22, 8)),
        ({"at": paris(2026, 7, 14, 11, 0)}, "closed_day", paris(2026, 7, 15, 8)),
        (
            {"at": paris(2026, 6, 17, 13, 30), "about": {"regime": "consumer"}},
            "quiet_hours",
            paris(2026, 6, 17, 14),
        ),
        ({"about": {"last_message_on": date(2026, 6, 15)}}, "gap", paris(2026, 6, 22, 8)),
        ({"about": {"last_message_on": date(2026, 6, 13)}}, "gap", paris(2026, 6, 22, 8)),
        (
            {"about": {"recent_messages_on": tuple(date(2026, 5, day) for day in (20, 25, 27, 31))}},
            "cap_reached",
            paris(2026, 6, 19, 8),
        ),
    ],
)
def test_what_a_date_settles_says_until_when(changes: dict[str, Any], reason: str, until: datetime) -> None:
    verdict = asked(**changes)
    assert (verdict.outcome, verdict.reason.code, verdict.until) == (Outcome.WAIT, reason, until)


def test_over_the_cap_the_wait_lasts_until_one_message_less_than_the_cap_remains() -> None:
    recent = tuple(date(2026, 5, day) for day in (19, 20, 25, 27, 31))
    assert asked(about={"recent_messages_on": recent}).until == paris(2026, 6, 19, 8)


def test_a_refund_uses_up_the_unapplied_cash_that_it_returns() -> None:
    refund = Item.from_row(item(9, due_on=TODAY, kind="returned", open_cents=100_000))
    assert asked(about={"unapplied_cents": 100_000}, others=(refund,)).allowed


def test_unapplied_cash_of_the_books_pays_nothing_in_another_currency() -> None:
    dollars = {"now": {"currency": "USD"}, "message": {"currency": "USD"}}
    assert asked(**dollars, about={"unapplied_cents": 100_000}).allowed


def dollars(cents: int) -> dict[str, Any]:
    return {
        "other_cash": [
            {"currency": "GBP", "unapplied_cents": 9},
            {"currency": "USD", "unapplied_cents": cents},
        ]
    }


@pytest.mark.parametrize(("cents", "reason"), [(40_000, "amount_changed"), (100_000, "covered_by_credits")])
def test_dollars_that_came_since_change_what_is_asked_in_dollars(cents: int, reason: str) -> None:
    asks = {"now": {"currency": "USD"}, "message": {"currency": "USD"}}
    assert asked(**asks, about=dollars(cents)).reason.code == reason


def test_dollars_that_came_pay_nothing_in_the_currency_of_the_books() -> None:
    assert asked(about=dollars(100_000)).allowed


def test_a_letter_has_no_quiet_hour_but_waits_for_an_open_day() -> None:
    assert asked("formal_notice", at=paris(2026, 6, 17, 23, 0)).allowed
    assert asked("formal_notice", at=paris(2026, 6, 20, 11, 0)).until == paris(2026, 6, 22)


@pytest.mark.parametrize(
    ("about", "now", "conditions", "courtesy_only"),
    [
        ({"regime": "consumer"}, {}, OPEN_HOUSE, False),
        ({"regime_assumed": True}, {}, OPEN_HOUSE, False),
        ({}, {"due_assumed": True}, OPEN_HOUSE, False),
        ({}, {}, doubtful(provisional=frozenset({"b2b"})), False),
        ({}, {}, OPEN_HOUSE, True),
    ],
)
def test_interest_where_it_may_not_be_claimed_stops_the_message(
    about: dict[str, Any], now: dict[str, Any], conditions: Conditions, courtesy_only: bool
) -> None:
    line = Line(1, "due_step", 100_000, 3, courtesy_only=courtesy_only, claimed_cents=4_000)
    verdict = asked(message={"lines": (line,)}, about=about, now=now, conditions=conditions)
    assert (verdict.outcome, verdict.reason.code) == (Outcome.CANCEL, "interest_not_allowed")


def test_interest_that_is_due_may_be_claimed() -> None:
    line = Line(1, "due_step", 100_000, 3, courtesy_only=False, claimed_cents=4_000)
    assert asked(message={"lines": (line,)}).allowed


def test_in_shadow_mode_nothing_leaves_and_what_would_stop_it_is_told() -> None:
    verdict = asked(
        conditions=doubtful(shadow=True, channels=frozenset(), freshness=STALE), at=paris(2026, 6, 20, 3, 0)
    )
    assert (verdict.outcome, verdict.allowed, verdict.reason.code) == (Outcome.RENDER, False, "shadow")
    assert verdict.reason.facts["otherwise"] == ["channel_off", "stale_bank", "closed_day"]


def test_shadow_mode_renders_nothing_untrue_nor_unapproved() -> None:
    shadow = doubtful(shadow=True)
    assert asked(conditions=shadow, paid=True).outcome == Outcome.CANCEL
    assert asked("formal_notice", conditions=shadow, message={"approved": False}).outcome == Outcome.WAIT


def test_a_person_who_accepts_stale_data_lets_it_go() -> None:
    accepted = replace(STALE, accepted_by="A. Martin")
    assert asked(conditions=doubtful(freshness=accepted)).allowed


def test_a_verdict_is_ready_for_a_record() -> None:
    verdict = asked(about={"last_message_on": date(2026, 6, 15)})
    assert verdict.to_json() == {
        "outcome": "wait",
        "code": "gap",
        "facts": {"gap_until_on": "2026-06-22", "gap_days": 7},
        "until": "2026-06-22T08:00:00+02:00",
    }


@given(
    st.datetimes(datetime(2026, 6, 16), datetime(2026, 9, 30)),  # noqa: DTZ001 — given its zone below
    st.integers(0, 40),
    st.lists(st.integers(0, 60), max_size=8),
    st.sampled_from(["b2b", "public", "consumer"]),
    st.tuples(st.booleans(), st.booleans()),
)
@settings(max_examples=100, deadline=None)
def test_nothing_is_allowed_outside_the_window_inside_the_gap_or_over_the_cap(
    local: datetime, since: int, recent: list[int], regime: str, house: tuple[bool, bool]
) -> None:
    fresh, on = house
    at = local.replace(tzinfo=PARIS)
    days = sorted(at.date() - timedelta(days=days) for days in (*recent, since))
    about = {"regime": regime, "last_message_on": days[-1], "recent_messages_on": tuple(days)}
    conditions = doubtful(
        freshness=FRESH if fresh else STALE,
        channels=frozenset({"email"} if on else set()),
        provisional=frozenset(),
    )
    verdict = asked(at=at, about=about, conditions=conditions)
    window = [(time(10), time(13)), (time(14), time(20))] if regime == "consumer" else [(time(8), time(20))]
    inside = is_business_day(at.date()) and any(start <= at.time() < end for start, end in window)
    gap = (at.date() - days[-1]).days >= DEFAULT_SCENARIO.min_gap_days
    cap = (
        sum((at.date() - day).days < DEFAULT_SCENARIO.cap_days for day in days)
        < DEFAULT_SCENARIO.cap_messages
    )
    assert verdict.allowed == (inside and gap and cap and fresh and on)
    if verdict.until is not None:
        assert verdict.until > at
        assert is_business_day(verdict.until.date())
