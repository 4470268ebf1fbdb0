"""A person says whether a message that got no receipt has left."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.db.models import F

from encours.core.refusals import RuleError
from encours.records.history.writing import Record, recording
from encours.records.messages.models import Delivery, Message


def answer_uncertain(message: Message, *, delivered: bool, author: str, at: datetime, on: date) -> Delivery:
    """Settle a message that was handed over and never heard of; return what is written of it.

    It has left: its step counts, from the day it was handed over. It has not: it is refused, and the next run
    proposes the same steps again, as another attempt.

    Raises
        RuleError: the message is not uncertain (any more).
    """
    cause = "it has left" if delivered else "it has not left"
    with recording(message.creditor_id, "answer_uncertain", author=author, cause=cause, at=at) as record:
        state = "delivered" if delivered else "refused"
        carried = list(message.sent_with().filter(state="uncertain").values_list("pk", flat=True))
        uncertain = Message.objects.filter(pk__in=carried, state="uncertain")
        if message.pk not in carried or not uncertain.update(state=state, version=F("version") + 1):
            raise RuleError("not_uncertain", "Une réponse est déjà connue pour ce message.")
        zone = ZoneInfo(record.creditor.time_zone)
        made = {
            now.pk: _settled(record, now, state, _day(now, zone, on) if delivered else on)
            for now in Message.objects.filter(pk__in=carried).order_by("pk")
        }
        record.wrote(Delivery, list(made.values()))
    return made[message.pk]


def _settled(record: Record, now: Message, state: str, on: date) -> Delivery:
    """What is written of one message; those that one e-mail carried are settled together."""
    doubt = Delivery.objects.filter(message=now, state="uncertain").latest("pk")
    made = Delivery.objects.create(
        creditor=record.creditor,
        recorded_at=record.at,
        entry=record.entry,
        customer_id=now.customer_id,
        message=now,
        state=state,
        on=on,
        channel=now.channel,
        recipient=doubt.recipient,
        detail=f"answered by {record.entry.author}"[:500],
        subject=doubt.subject,
        document_sha256=doubt.document_sha256,
        document=doubt.document,
    )
    record.of(
        now.customer_id, message=now.pk, step=now.step_code, state=state, answered_by=record.entry.author
    )
    return made


def _day(message: Message, zone: ZoneInfo, otherwise: date) -> date:
    """The day on which it was handed over."""
    return message.handed_at.astimezone(zone).date() if message.handed_at else otherwise
