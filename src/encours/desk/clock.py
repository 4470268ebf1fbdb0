"""The one place where the desk reads the clock (DESIGN §2.2); tests put their own in its stead."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from encours.records.parties.models import Creditor


def now() -> datetime:
    """The instant, in UTC."""
    return datetime.now(UTC)


def day_of(creditor: Creditor, at: datetime) -> date:
    """The creditor's day at an instant."""
    return at.astimezone(ZoneInfo(creditor.time_zone)).date()
