"""What each segment's reminders, and each action, brought in and cost, through the whole house."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from books import received, statement, take_in
from collecting import Desk, at_its_head, open_desk
from encours.acts.apply_cash import apply_cash
from encours.acts.measuring import measure
from encours.acts.record_cost import record_cost
from encours.core.measures import Measure
from encours.records.messages.models import Message
from encours.records.parties.models import Customer
from mailroom import Mailroom
from vauban import CLAIRE

pytestmark = pytest.mark.both


@pytest.fixture
def desk(house: Path, server: tuple[Mailroom, dict[str, Any]]) -> Desk:
    """Two members of a group are written to in one e-mail, a public customer in one of its own."""
    made = open_desk(house, server[1], accounts=("DUPONT", "MARTIN", "MAIRIE"))
    town = Customer.objects.filter(account__contains="MAIRIE")
    town.update(regime="public", regime_source="person")
    at_its_head(made)
    told: dict[str, Any] = {"author": CLAIRE, "at": made.now, "from_on": date(2026, 1, 1)}
    record_cost(made.creditor, what="E-mail", kind="channel", action="email", amount_cents=12, **told)
    record_cost(
        made.creditor, what="Avocat", kind="legal", amount_cents=700, **{**told, "from_on": made.today}
    )
    made.run()
    made.send()
    return made


def of_segments(desk: Desk) -> Measure:
    (found,) = measure(["net_by_segment"], desk.creditor, on=desk.today)
    return found


def test_money_follows_the_reminder_of_the_segment_and_an_email_to_a_group_is_paid_once(desk: Desk) -> None:
    assert dict(Message.objects.values_list("customer__account", "segment")) == {
        "DUPONT": "standard", "MARTIN": "standard", "MAIRIE": "public",
    }  # fmt: skip
    desk.later(days=3)
    lines = (
        received(desk.today, 120_000, "VIR FA101"),
        received(desk.today, 120_002, "VIR FA103"),
    )
    take_in(desk.creditor, statement(*lines), "r.xml", desk.home)
    assert apply_cash(desk.creditor, author="rule:cash@1", at=desk.now)["applied"] == 2
    found = of_segments(desk)
    told = {line.label: (line.facts, line.figure) for line in found.lines}
    assert told == {
        "standard": ({"collected_cents": 120_000, "cost_cents": 12, "reminders": 1}, 119_988),
        "public": ({"collected_cents": 120_002, "cost_cents": 12, "reminders": 1}, 119_990),
        "common_costs": ({"cost_cents": 700}, -700),
    }
    assert found.figure == 240_002 - 24 - 700
    (by_action,) = measure(["net_by_action"], desk.creditor, on=desk.today)
    (step,) = set(Message.objects.values_list("step_code", flat=True))
    assert {line.label: line.figure for line in by_action.lines} == {
        f"{step}:email": 240_002 - 24, "common_costs": -700,
    }  # fmt: skip
    assert by_action.lines[0].facts["reminders"] == 2


def test_before_anybody_pays_the_reminders_only_cost(desk: Desk) -> None:
    assert of_segments(desk).figure == -24 - 700
