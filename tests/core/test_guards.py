"""Guards of a few customers, in the plan and again at the gate: exempt, insolvent, in difficulty, without courtesy."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from encours.core.days import is_business_day
from encours.core.freshness import how_fresh
from encours.core.gate import Addressee, Conditions, Item, Line, Message, Outcome, Verdict, ask
from encours.core.reasons import ReasonCode
from encours.core.scenario import DEFAULT_SCENARIO
from encours.law.holidays import holidays, region_of
from portfolio import customer, item, plan, position, sent_steps

TODAY = date(2026, 6, 17)  # a Wednesday
PARIS = ZoneInfo("Europe/Paris")
HOUSE = Conditions(
    how_fresh({}, TODAY, on=TODAY), frozenset({"email", "letter"}), shadow=False, provisional=frozenset()
)


def asked(rows: list[dict[str, Any]], who: dict[str, Any], at: datetime, *, was: dict[str, Any]) -> Verdict:
    """Ask about the message that was planned for the customer as it `was`, now that it is as `who` says."""
    decided = plan(rows, [was], at.date())
    (head,) = decided.proposals.to_dicts()
    lines = decided.proposal_items.drop("customer_id", "step_code").to_dicts()
    message = Message(
        **{
            name: head[name] for name in ("step_code", "channel", "currency", "total_cents", "needs_approval")
        },
        state="proposed",
        lines=tuple(Line(**row) for row in lines),
        approved=True,
        has_recipient=True,
    )
    now = [Item.from_row(row) for row in rows]
    return ask(message, Addressee.from_row(who), now, DEFAULT_SCENARIO, at=at, conditions=HOUSE)


FRIENDLY = item(1, due_on=date(2026, 6, 10))
FIRM = item(1, due_on=date(2026, 6, 1), delivered_position=2, delivered_on=date(2026, 6, 4))
NOON = datetime(2026, 6, 17, 11, 30, tzinfo=PARIS)


@pytest.mark.parametrize(("kind", "code"), [("exempt", "exempt"), ("insolvency", "insolvent")])
def test_an_exempt_or_insolvent_customer_is_proposed_nothing_and_what_waited_is_cancelled(
    kind: str, code: str
) -> None:
    held = customer(held_from=TODAY, hold_kind=kind)
    decided = plan([FIRM], [held], TODAY)
    assert decided.proposals.is_empty()
    told = position(decided, 1)
    assert (told["reason"], told["reason_on"], told["next_on"]) == (code, TODAY, None)
    verdict = asked([FIRM], held, NOON, was=customer())
    assert (verdict.outcome, verdict.reason.code) == (Outcome.CANCEL, code)


def test_in_difficulty_courtesy_goes_on_without_interest_and_a_firm_step_waits_for_the_end() -> None:
    soft = customer(soft_until=date(2026, 7, 10))
    assert plan([FRIENDLY], [soft], TODAY).proposals["step_code"].to_list() == ["friendly"]
    decided = plan([FIRM], [soft], TODAY)
    assert decided.proposals.is_empty()
    told = position(decided, 1)
    assert (told["reason"], told["reason_on"], told["reason_figure"]) == ("difficulty", date(2026, 7, 10), 3)
    assert told["next_on"] == date(2026, 7, 13)  # the 10th is a Friday
    together = [FRIENDLY, FIRM | {"receivable_id": 2}]
    lines = plan(together, [soft], TODAY).proposal_items
    assert lines.select("receivable_id", "position", "courtesy_only").rows() == [
        (1, 2, True),
        (2, None, True),
    ]
    verdict = asked([FIRM], soft, NOON, was=customer())
    assert (verdict.outcome, verdict.reason.code) == (Outcome.CANCEL, "difficulty")


def test_after_a_difficulty_the_ladder_goes_on_where_it_was_one_step_a_gap() -> None:
    rows, who = [item(1, due_on=date(2026, 3, 2))], [customer(soft_until=date(2026, 4, 30))]
    assert sent_steps(rows, who, start=date(2026, 2, 16), days=120) == [
        (date(2026, 2, 23), "preventive"),
        (date(2026, 3, 5), "friendly"),
        (date(2026, 5, 4), "firm"),
        (date(2026, 5, 15), "last"),
        (date(2026, 5, 26), "formal_notice"),
    ]


def test_who_wants_no_courtesy_gets_the_firm_steps_on_their_dates_and_the_formal_notice() -> None:
    rows, who = [item(1, due_on=date(2026, 3, 2))], [customer(no_courtesy=True)]
    assert sent_steps(rows, who, start=date(2026, 2, 16), days=90) == [
        (date(2026, 3, 17), "firm"),
        (date(2026, 4, 1), "last"),
        (date(2026, 4, 16), "formal_notice"),
    ]


def test_a_courtesy_refused_since_cancels_it_and_a_firm_step_over_it_is_no_jump() -> None:
    refusing = customer(no_courtesy=True)
    verdict = asked([FRIENDLY], refusing, NOON, was=customer())
    assert (verdict.outcome, verdict.reason.code) == (Outcome.CANCEL, "courtesy_refused")
    late = [item(1, due_on=date(2026, 5, 29))]
    assert asked(late, refusing, NOON, was=refusing).outcome == Outcome.GO
    jumped = asked(late, customer(), NOON, was=refusing)
    assert (jumped.outcome, jumped.reason.code) == (Outcome.CANCEL, "step_jumped")


def test_regions_are_told_by_country_and_postcode_and_close_their_own_days() -> None:
    places = [
        ("FR", "67000", "FR-AM"), ("FR", "75011", ""), ("FR", "97133", "FR-BL"), ("FR", "971 10", "FR-GP"),
        ("RE", "97400", "FR-RE"), ("BE", "1000", "BE"), ("DE", "57072", "DE"), ("US", "57072", ""),
    ]  # fmt: skip
    assert [region_of(country, code) for country, code, _ in places] == [told for *_, told in places]
    assert holidays(2026, "FR-AM")[date(2026, 4, 3)] == "Vendredi saint"
    assert is_business_day(date(2026, 4, 3))
    assert not is_business_day(date(2026, 4, 3), "FR-AM")
    assert not is_business_day(date(2026, 7, 14), "BE")  # the creditor writes from France


def test_a_step_that_falls_on_a_holiday_of_the_customer_s_region_waits_for_the_next_open_day_there() -> None:
    good_friday = date(2026, 4, 3)
    rows = [
        item(1, due_on=good_friday - timedelta(days=3)),
        item(2, due_on=good_friday - timedelta(days=3), customer_id=2),
    ]
    who = [customer(1, region="FR-AM"), customer(2)]
    before = plan(rows, who, good_friday - timedelta(days=1))
    assert [position(before, one)["next_on"] for one in (1, 2)] == [date(2026, 4, 7), good_friday]
    that_day = plan(rows, who, good_friday)
    assert that_day.proposals["customer_id"].to_list() == [2]
    verdict = asked([rows[0]], who[0], datetime.combine(good_friday, NOON.timetz()), was=customer())
    assert (verdict.outcome, verdict.reason.code) == (Outcome.WAIT, "closed_day")
    assert verdict.until is not None
    assert verdict.until.date() == date(2026, 4, 7)


def test_quiet_hours_are_those_of_the_customer_s_own_clock() -> None:
    there = customer(region="FR-RE")
    zone = ZoneInfo("Indian/Reunion")  # two hours ahead in summer
    late = ask_at(there | {"zone": zone}, datetime(2026, 6, 17, 18, 30, tzinfo=PARIS))
    assert (late.reason.code, late.reason.facts["opens_at"]) == ("quiet_hours", "06:00")
    assert ask_at(there | {"zone": zone}, datetime(2026, 6, 18, 6, 30, tzinfo=PARIS)).outcome == Outcome.GO
    assert ask_at(there, datetime(2026, 6, 18, 6, 30, tzinfo=PARIS)).reason.code == "quiet_hours"


def ask_at(who: dict[str, Any], at: datetime) -> Verdict:
    return asked([FRIENDLY], who, at, was=customer())


def test_who_is_guarded_by_nothing_is_decided_as_if_nobody_were() -> None:
    rows = [item(one, due_on=TODAY - timedelta(days=one), customer_id=one) for one in range(1, 30)]
    who = [customer(one) for one in range(1, 30)]
    guarded: dict[int, dict[str, Any]] = {
        1: {"soft_until": TODAY}, 2: {"no_courtesy": True}, 3: {"region": "DE"},
        4: {"held_from": TODAY, "hold_kind": "exempt"},
    }  # fmt: skip
    beside = plan(rows, [one | guarded.get(one["customer_id"], {}) for one in who], TODAY)
    others = pl.col("customer_id") > 4
    alone = plan(rows, who, TODAY)
    assert_frame_equal(alone.positions.filter(others), beside.positions.filter(others))
    assert_frame_equal(alone.proposals.filter(others), beside.proposals.filter(others))


def test_nothing_but_courtesy_left_for_who_wants_none_says_so() -> None:
    gentle = DEFAULT_SCENARIO.steps[:2]
    only = type(DEFAULT_SCENARIO)(steps=gentle)
    told = position(plan([FRIENDLY], [customer(no_courtesy=True)], TODAY, only), 1)
    assert (told["reason"], told["next_step"]) == (ReasonCode.COURTESY_REFUSED, None)
