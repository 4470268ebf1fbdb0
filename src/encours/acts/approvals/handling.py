"""What decisions share: messages as they were read, who put a hand to them, the items that are held after a refusal."""

from __future__ import annotations

from datetime import date

from encours.acts.rules import StaleFormError
from encours.records.cases.models import Hold
from encours.records.history.writing import Record
from encours.records.messages.models import Message, MessageItem


def hold_items(record: Record, message: Message, *, reason: str, from_on: date, until_on: date) -> None:
    """Hold the items whose step a message makes through a day, so that it does not return before."""
    steps = MessageItem.objects.filter(message=message, position__isnull=False)
    held = [
        Hold.objects.create(
            creditor=record.creditor,
            recorded_at=record.at,
            entry=record.entry,
            customer_id=message.customer_id,
            receivable_id=item.receivable_id,
            from_on=from_on,
            until_on=until_on,
            reason=reason,
            by=record.entry.author,
        )
        for item in steps
    ]
    record.wrote(Hold, held)


def with_hand(hands: str, author: str) -> str:
    """Those who put a hand to a message, and one more."""
    return " ".join(sorted({*hands.split(), author}))


def unchanged(now: Message | None, read: Message) -> None:
    """Refuse a decision on a message that has changed since it was read."""
    if now is None or (now.version, now.facts_version, now.total_cents) != (
        read.version,
        read.facts_version,
        read.total_cents,
    ):
        raise StaleFormError("Une relance choisie")
