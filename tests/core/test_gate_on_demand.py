"""The gate's question about a statement of account, which a person or a rhythm asks for."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from encours.core.freshness import how_fresh
from encours.core.gate import Addressee, Conditions, Demand, Outcome, ask_on_demand

PARIS = ZoneInfo("Europe/Paris")
TODAY = date(2026, 6, 17)  # a Wednesday
MORNING = datetime(2026, 6, 17, 10, 30, tzinfo=PARIS)
OPEN_HOUSE = Conditions(
    how_fresh({"FR76": TODAY}, None, on=TODAY), frozenset({"email"}), shadow=False, provisional=frozenset()
)
STALE = how_fresh({"FR76": date(2026, 6, 1)}, None, on=TODAY)
DEMAND = Demand(
    channel="email",
    state="leased",
    approved=True,
    has_recipient=True,
    by_person=True,
    customer=Addressee("b2b", regime_assumed=False, unapplied_cents=0),
    conditions=OPEN_HOUSE,
    at=MORNING,
)
HELD = replace(DEMAND.customer, held_from=TODAY)
JUST_WRITTEN = replace(DEMAND.customer, last_message_on=TODAY, recent_messages_on=(TODAY,) * 9)


def test_what_is_asked_for_leaves_when_nothing_stops_it() -> None:
    assert ask_on_demand(DEMAND).allowed


@pytest.mark.parametrize(
    ("changed", "outcome", "reason"),
    [
        ({"state": "delivered"}, Outcome.CANCEL, "already_sent"),
        ({"state": "uncertain"}, Outcome.CANCEL, "already_sent"),
        ({"approved": False}, Outcome.WAIT, "not_approved"),
        ({"has_recipient": False}, Outcome.WAIT, "no_address"),
        ({"refused_because": "550 No such user"}, Outcome.WAIT, "undeliverable"),
        ({"conditions": replace(OPEN_HOUSE, channels=frozenset())}, Outcome.WAIT, "channel_off"),
        (
            {"customer": replace(DEMAND.customer, opted_out=frozenset({"email"}))},
            Outcome.WAIT,
            "opted_out",
        ),
        ({"at": MORNING.replace(hour=23)}, Outcome.WAIT, "quiet_hours"),
        ({"at": MORNING.replace(day=20)}, Outcome.WAIT, "closed_day"),
        ({"by_person": False, "customer": HELD}, Outcome.CANCEL, "customer_held"),
        (
            {"by_person": False, "conditions": replace(OPEN_HOUSE, freshness=STALE)},
            Outcome.WAIT,
            "stale_bank",
        ),
        ({"conditions": replace(OPEN_HOUSE, shadow=True)}, Outcome.RENDER, "shadow"),
    ],
)
def test_what_stops_it(changed: dict[str, Any], outcome: Outcome, reason: str) -> None:
    verdict = ask_on_demand(replace(DEMAND, **changed))
    assert (verdict.outcome, verdict.reason.code) == (outcome, reason)


@pytest.mark.parametrize(
    "changed",
    [{"customer": HELD}, {"customer": JUST_WRITTEN}, {"conditions": replace(OPEN_HOUSE, freshness=STALE)}],
)
def test_neither_a_hold_nor_a_recent_reminder_nor_old_data_stops_what_a_person_asks_for(
    changed: dict[str, Any],
) -> None:
    assert ask_on_demand(replace(DEMAND, **changed)).allowed


def test_shadow_tells_what_else_would_have_stopped_it() -> None:
    shadow = replace(OPEN_HOUSE, shadow=True, channels=frozenset())
    verdict = ask_on_demand(replace(DEMAND, conditions=shadow, has_recipient=False))
    assert verdict.reason.facts == {"otherwise": ["channel_off", "no_address"]}


def test_quiet_hours_say_until_when() -> None:
    verdict = ask_on_demand(replace(DEMAND, at=MORNING.replace(hour=23)))
    assert verdict.until is not None
    assert verdict.until.date() == date(2026, 6, 18)
