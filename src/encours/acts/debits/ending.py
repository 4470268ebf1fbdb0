"""Transactions that are not to be collected after all: what they held is free, and chased again."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.db.models import F

from encours.records.debits.models import Debit, DebitItem
from encours.records.history.writing import Record
from encours.records.messages.models import Message

_UNSENT = ("approved", "proposed")


def end_debits(record: Record, debits: Sequence[Debit], *, reason: str, on: date) -> None:
    """End them with a reason, inside the act that asks for it; a pre-notification that has not left is stopped."""
    keys = [debit.pk for debit in debits]
    if not keys:
        return
    Debit.objects.filter(pk__in=keys).update(state="ended", ended_on=on, reason=reason[:40])
    DebitItem.objects.filter(debit__in=keys).update(live=False)
    messages = {debit.message_id for debit in debits if debit.message_id is not None}
    still = Debit.objects.filter(message__in=messages, state="announced").values("message")
    Message.objects.filter(pk__in=messages, state__in=_UNSENT).exclude(pk__in=still).update(
        state="stopped", held_reason="nothing_to_say", held_facts={}, version=F("version") + 1
    )
    for debit in debits:
        leaf = record.customers.setdefault(debit.customer_id, {})
        leaf.setdefault("debits_ended", []).append(
            {"debit": debit.pk, "collect_on": debit.collect_on.isoformat(), "reason": reason}
        )
        record.tails.pop(debit.customer_id, None)
