"""Beside what is leased, the other members' messages of the same group: they leave as one e-mail, or not at all."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import Q, QuerySet

from encours.acts.send.heads import heads_of
from encours.acts.send.leases import lease, to_lease
from encours.acts.send.sending import Sending
from encours.acts.send.together import MOST_PARTS
from encours.records.messages.models import Message
from encours.records.parties.models import Creditor, Customer


def with_others(
    sending: Sending, messages: Sequence[Message], whose: QuerySet[Customer] | None
) -> Sequence[Message]:
    """The batch, and what is due of the groups that it touches for the first time in this sending.

    A group of which the sender sees a part alone is marked: its e-mail waits for somebody who sees the whole of it.
    """
    if sending.as_known:
        return messages
    creditor = Creditor.objects.get(pk=sending.creditor_id)
    mailed = {message.customer_id for message in messages if message.channel == "email"}
    touched = heads_of(creditor, on=sending.on, shadow=creditor.shadow, customers=mailed)
    groups = {touched[key].group_id for key in mailed if key in touched} - sending.groups
    if not groups:
        return messages
    sending.groups |= groups
    members = [key for key, head in touched.items() if head.group_id in groups]
    others = Q(customer__in=members, channel="email", typed_recipient="") & ~Q(
        pk__in=[message.pk for message in messages]
    )
    if whose is not None:
        _mark(sending, {key: touched[key].group_id for key in members}, others, whose)
    beside = lease(
        sending.creditor_id,
        worker=sending.worker,
        on=sending.on,
        at=sending.clock(),
        count=MOST_PARTS * len(groups),
        whose=whose,
        wanted=others,
    )
    sending.taken |= {message.pk for message in beside}
    return [*messages, *beside]


def _mark(sending: Sending, members: dict[int, int], others: Q, whose: QuerySet[Customer]) -> None:
    """Mark the groups with a message due of a member whom the sender does not see."""
    due = to_lease(sending.creditor_id, on=sending.on, at=sending.clock()).filter(others)
    unseen = due.exclude(customer__in=whose.values("pk")).values_list("customer_id", flat=True)
    sending.partly_seen |= {members[customer] for customer in unseen}
