"""The day decided at the desk: on a closed day, the next open one, so that its reminders can be read ahead."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from desk import situations as some
from encours.desk import clock
from encours.desk.deciding import decide_today
from encours.records.messages.models import Message
from encours.records.parties.models import Creditor


@pytest.mark.parametrize(
    ("now", "decided"),
    [
        (datetime(2026, 11, 20, 9, 0, tzinfo=UTC), date(2026, 11, 20)),
        (datetime(2026, 11, 21, 9, 0, tzinfo=UTC), date(2026, 11, 23)),
        (datetime(2026, 12, 25, 9, 0, tzinfo=UTC), date(2026, 12, 28)),
    ],
)
def test_on_a_closed_day_the_next_open_one_is_decided(
    house: Path, creditor: Creditor, monkeypatch: pytest.MonkeyPatch, now: datetime, decided: date
) -> None:
    monkeypatch.setattr(clock, "now", lambda: now)
    customer = some.a_customer(creditor, "Garage Petit", regime_source="person")
    some.a_contact(customer)
    some.an_invoice(customer, due_in=-16)
    run = decide_today(creditor, author="claire@vauban.example")
    assert run.on == decided
    assert [message.planned_on for message in Message.objects.all()] == [decided]
