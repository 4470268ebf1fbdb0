"""What waits in a room, beside its name in the navigation: counted up to a hundred and one, never beyond."""

from __future__ import annotations

from encours.desk.visits import Visit
from encours.records.cash.models import BankLine
from encours.records.messages.models import Message, Received

_MOST = 101


def to_approve(visit: Visit) -> int:
    """Reminders proposed."""
    return Message.objects.seen(visit.sight).filter(state="proposed").order_by()[:_MOST].count()


def to_apply(visit: Visit) -> int:
    """Bank lines not applied, or in doubt."""
    waiting = ("unapplied", "doubtful", "detached")
    return BankLine.objects.seen(visit.sight).filter(state__in=waiting).order_by()[:_MOST].count()


def to_file(visit: Visit) -> int:
    """Mails whose customer a person must say."""
    return Received.objects.seen(visit.sight).filter(filing="to_file").order_by()[:_MOST].count()
