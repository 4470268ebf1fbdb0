"""What was done to customers, and what followed, as the house's own records tell it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from books import received, statement, take_in
from collecting import Desk, desk_in, open_desk
from encours.acts.apply_cash import apply_cash
from encours.acts.dispute import open_dispute
from encours.acts.log_call import log_call
from encours.acts.measuring import measure
from encours.core.measures import Line
from encours.records.frames.knowledge import Knowledge
from encours.records.frames.measured_actions import acted, aside
from encours.records.parties.models import Creditor, Customer
from encours.records.receivables.models import Receivable
from houses import Begin
from mailroom import Mailroom
from vauban import CLAIRE

pytestmark = pytest.mark.both


@pytest.fixture
def desk(house: Path, begin: Begin, server: tuple[Mailroom, dict[str, Any]]) -> Desk:
    """Eight customers whose invoices are as late, all reminded on the day."""
    begin("eight", lambda: open_desk(house, server[1], accounts=tuple(f"CLIENT{key}" for key in range(8))))
    made = desk_in(house, server[1])
    made.run()
    return made


def lines(desk: Desk) -> dict[str, Line]:
    (found,) = measure(["action_effects"], desk.creditor, on=desk.today)
    return {line.label: line for line in found.lines}


def test_reminders_and_calls_that_reached_somebody_are_actions_and_what_is_paid_follows_them(
    desk: Desk,
) -> None:
    desk.send()
    called = Customer.objects.order_by("pk").first()
    assert called is not None
    desk.later(days=2)
    log_call(called, outcome="reached", on=desk.today, today=desk.today, author=CLAIRE, at=desk.now)
    desk.later(days=1)
    take_in(desk.creditor, statement(received(desk.today, 120_000, "VIR FA101")), "r.xml", desk.home)
    apply_cash(desk.creditor, author="rule:cash@1", at=desk.now)
    told = acted(desk.creditor.pk, Knowledge(desk.today), desk.today.replace(year=2025))
    counted = dict(told.group_by("action").len().iter_rows())
    assert counted == {"friendly:email": 8, "call:reached": 1}
    # All eight were reminded: nothing alike was left alone, and nothing is claimed.
    assert {label: line.facts["apart"] for label, line in lines(desk).items()} == {
        "friendly:email": 8, "call:reached": 1,
    }  # fmt: skip
    assert all(line.figure is None for line in lines(desk).values())


def test_in_shadow_mode_nothing_left_and_nothing_counts(desk: Desk) -> None:
    Creditor.objects.update(shadow=True)
    desk.run()
    desk.send()
    assert lines(desk) == {}


def test_what_is_contested_or_held_is_set_aside_from_its_day_on(desk: Desk) -> None:
    item = Receivable.objects.order_by("pk")[0]
    open_dispute(item, amount_cents=100, reason="prix", on=desk.today, author=CLAIRE, at=desk.now)
    told = aside(desk.creditor.pk, Knowledge(desk.today), desk.today.replace(year=2025))
    assert told.rows() == [(item.pk, item.customer_id, desk.today, None)]
