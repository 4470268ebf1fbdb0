"""One creditor at work: the day decided, messages sent, time passing."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from encours.acts.run_day import run_day
from encours.acts.send import send
from encours.records.messages.models import Message
from encours.records.parties.models import Creditor, Customer
from encours.records.runs.models import Run

NOON = datetime(2026, 11, 20, 11, 0, tzinfo=UTC)
TODAY = date(2026, 11, 20)


class Desk:
    """One creditor at work; `now` is the hour, `settings` what the channels are told."""

    def __init__(self, creditor: Creditor, home: Path, settings: dict[str, Any]) -> None:
        self.creditor, self.home, self.settings = creditor, home, settings
        self.now = NOON

    @property
    def today(self) -> date:
        """The creditor's day."""
        return self.now.date()

    def run(self, **more: Any) -> Run:
        """Decide the day."""
        creditor = Creditor.objects.get(pk=self.creditor.pk)
        return run_day(creditor, on=self.today, author="rule:day@1", at=self.now, **more)

    def send(self, worker: str = "w1") -> dict[str, int]:
        """Send what is due."""
        return send(
            self.creditor.pk,
            worker=worker,
            on=self.today,
            clock=lambda: self.now,
            settings=self.settings,
            home=self.home,
            author="rule:send@1",
        )

    def later(self, **by: int) -> None:
        """Let time pass."""
        self.now += timedelta(**by)

    def message(self) -> Message:
        """The one message there is."""
        return Message.objects.get()

    def customer(self) -> Customer:
        """The one customer there is."""
        return Customer.objects.get()
