"""Why: the whole chain of one invoice on one day."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from encours.core.freshness import how_fresh
from encours.core.reasons import POSITION_FACTS, Reason, ReasonCode, of_position
from encours.core.scenario import DEFAULT_SCENARIO
from encours.core.why import InterestFacts, explain
from portfolio import customer, customers_frame, item, items_frame, plan, position

TODAY = date(2026, 6, 17)


def told(
    rows: list[dict[str, Any]], who: dict[str, Any] | None = None, on: date = TODAY, **more: Any
) -> list[Reason]:
    frames = items_frame(rows), customers_frame([who or customer()])
    return explain(1, *frames, DEFAULT_SCENARIO, on=on, **more)


def codes(reasons: list[Reason]) -> list[str]:
    return [str(reason.code) for reason in reasons]


def facts(reasons: list[Reason], code: str) -> dict[str, Any]:
    (found,) = [dict(reason.facts) for reason in reasons if reason.code == code]
    return found


def test_the_chain_of_an_invoice_waiting_for_its_firm_reminder() -> None:
    row = item(1, due_on=date(2026, 6, 8), delivered_position=2, delivered_on=date(2026, 6, 11))
    chain = told([row])
    assert codes(chain) == [
        "open_amount",
        "overdue_by",
        "step_delivered",
        "step_next",
        "step_later",
        "step_later",
        "waits_for_step",
    ]
    assert facts(chain, "overdue_by") == {"due_on": "2026-06-08", "days": 9, "assumed": False}
    assert facts(chain, "step_delivered") == {"position": 2, "step": "friendly", "delivered_on": "2026-06-11"}
    assert facts(chain, "step_next") == {
        "position": 3,
        "step": "firm",
        "next_on": "2026-06-23",
        "channel": "email",
    }
    assert facts(chain, "waits_for_step")["step_on"] == "2026-06-23"


def test_the_channel_said_instead_is_told_with_its_reason() -> None:
    row = item(1, due_on=date(2026, 5, 16), delivered_position=3, delivered_on=date(2026, 5, 31))
    chain = told([row], customer(has_email=False, email_lost=True))
    assert facts(chain, "step_next")["channel"] == "letter"
    assert facts(chain, "channel_instead") == {
        "channel": "letter",
        "instead_of": "email",
        "channel_because": "returned",
    }


def test_a_next_step_that_offers_a_solution_says_so() -> None:
    row = item(1, due_on=date(2026, 6, 8), delivered_position=2, delivered_on=date(2026, 6, 11))
    offering = tuple(replace(step, offers=step.code == "firm") for step in DEFAULT_SCENARIO.steps)
    frames = items_frame([row]), customers_frame([customer()])
    chain = explain(1, *frames, replace(DEFAULT_SCENARIO, steps=offering), on=TODAY)
    assert facts(chain, "step_offers") == {"position": 3, "step": "firm"}


def test_a_spent_preventive_step_is_said_to_be_spent() -> None:
    chain = told([item(1, due_on=date(2026, 6, 1))])
    assert codes(chain)[2:5] == ["nothing_delivered", "step_spent", "step_next"]
    assert facts(chain, "step_spent") == {"position": 1, "step": "preventive"}
    assert codes(chain)[-1] == "proposed"


@pytest.mark.parametrize(("days", "code"), [(-3, "due_in"), (0, "due_today"), (1, "overdue_by")])
def test_where_it_stands_is_told_from_the_day_asked(days: int, code: str) -> None:
    chain = told([item(1, due_on=TODAY - timedelta(days=days), due_assumed=True)])
    assert facts(chain, code) == {
        "due_on": (TODAY - timedelta(days=days)).isoformat(),
        "days": abs(days),
        "assumed": True,
    }


def test_the_other_invoices_of_the_customer_count() -> None:
    rows = [item(1, due_on=date(2026, 5, 1)), item(2, due_on=date(2026, 6, 1))]
    who = customer(unapplied_cents=100_000)
    assert codes(told(rows, who))[-1] == "covered_by_credits"
    assert facts(told(rows, who), "covered_by_credits") == {"credit_cents": 100_000, "currency": "EUR"}


def test_every_hold_past_hold_partial_dispute_and_gap_is_told_even_when_another_reason_decides() -> None:
    row = item(
        1,
        due_on=date(2026, 5, 1),
        held_from=date(2026, 6, 15),
        hold_reason="promesse",
        held_days=4,
        disputed_cents=10_000,
    )
    who = customer(held_from=date(2026, 6, 16), hold_reason="réclamation", last_message_on=date(2026, 6, 12))
    chain = told([row], who)
    assert codes(chain)[-5:] == ["held", "customer_held", "clock_stopped", "partly_disputed", "gap"]
    assert facts(chain, "held") == {
        "held_from_on": "2026-06-15",
        "hold_reason": "promesse",
        "currency": "EUR",
    }
    assert facts(chain, "gap") == {"gap_until_on": "2026-06-19", "gap_days": 7}


@pytest.mark.parametrize(
    ("about", "row", "provisional", "code"),
    [
        ({}, {}, False, "interest_claimed"),
        ({}, {}, True, "interest_provisional"),
        ({"regime": "consumer"}, {}, False, "no_interest_consumer"),
        ({"regime_assumed": True}, {}, False, "no_interest_assumed"),
        ({}, {"due_assumed": True}, False, "no_interest_assumed"),
    ],
)
def test_interest_is_told_or_why_there_is_none(
    about: dict[str, Any], row: dict[str, Any], provisional: bool, code: str
) -> None:
    interest = InterestFacts(1_234, 4_000, provisional)
    chain = told([item(1, due_on=date(2026, 5, 1)) | row], customer(**about), interest=interest)
    assert codes(chain)[-1] == code


def test_stale_data_closes_the_chain() -> None:
    stale = how_fresh({"FR76": date(2026, 6, 1)}, None, on=TODAY)
    chain = told([item(1, due_on=date(2026, 6, 1))], freshness=stale)
    assert codes(chain)[-2:] == ["proposed", "stale_bank"]


def test_an_item_that_is_not_there_is_said_not_to_be() -> None:
    assert codes(told([item(2, due_on=TODAY)])) == ["unknown_item"]


@pytest.mark.parametrize("kind", ["credit_note", "opening", "retention", "returned"])
def test_what_is_never_chased_has_no_next_step(kind: str) -> None:
    chain = told([item(1, due_on=date(2026, 5, 1), kind=kind, open_cents=-5 if kind == "credit_note" else 5)])
    assert not {"step_next", "step_later", "step_spent"} & set(codes(chain))


@given(st.integers(-30, 120), st.integers(0, 5), st.booleans(), st.booleans())
@settings(max_examples=40, deadline=None)
def test_the_chain_is_json_and_says_what_the_plan_decided(
    late: int, delivered: int, assumed: bool, address: bool
) -> None:
    row = item(
        1,
        due_on=TODAY - timedelta(days=late),
        due_assumed=assumed,
        delivered_position=delivered,
        delivered_on=TODAY - timedelta(days=9) if delivered else None,
    )
    who = customer(has_email=address)
    chain = told([row], who)
    stored = position(plan([row], [who], TODAY), 1)
    assert str(stored["reason"]) in codes(chain)
    assert json.loads(json.dumps([reason.to_json() for reason in chain]))[0]["code"] == "open_amount"


def test_the_facts_of_a_stored_position_have_names() -> None:
    reason = of_position("gap", date(2026, 6, 22), 7)
    assert reason == Reason(ReasonCode.GAP, {"gap_until_on": "2026-06-22", "gap_days": 7})
    assert of_position("gone", None, None) == Reason(ReasonCode.GONE, {})
    assert len(POSITION_FACTS) == len({*POSITION_FACTS})
