"""Leases: a worker takes what is due with one conditional statement; a lease not honoured returns by itself."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db import connection, transaction
from django.db.models import F, Q, QuerySet

from encours.acts.send.limits import largest_first, room
from encours.core.reasons import ReasonCode
from encours.records.messages.models import Message
from encours.records.parties.models import Customer

LEASE = timedelta(minutes=5)


def lease(
    creditor_id: int,
    *,
    worker: str,
    on: date,
    at: datetime,
    count: int,
    only: int | None = None,
    after: Message | None = None,
    whose: QuerySet[Customer] | None = None,
    wanted: Q | None = None,
) -> list[Message]:
    """Take up to `count` messages due and not yet taken, in the order in which they were planned.

    What waits for approval is taken only once approved; all up to `after`, in that order, are those already asked
    about in this sending; `only` takes that one, whatever its day; `whose` keeps to these customers, `wanted` to
    what it names.
    """
    with transaction.atomic():
        due = to_lease(creditor_id, on=None if only else on, at=at).filter(wanted or Q())
        if only is not None:
            due = due.filter(pk=only)
        if whose is not None:
            due = due.filter(customer__in=whose.values("pk"))
        left = room(creditor_id, on=on)
        due = _in_order(due, after, largest=largest_first(creditor_id))
        if connection.vendor == "postgresql":
            due = due.select_for_update(skip_locked=True)
        taken = list(
            due[: count if left is None else min(count, left)]
        )  # nobody else writes them before this transaction ends
        until = at + LEASE
        Message.objects.filter(pk__in=[message.pk for message in taken]).update(
            state="leased", lease_worker=worker, lease_until=until, lease_epoch=F("lease_epoch") + 1
        )
    for message in taken:
        message.state, message.lease_worker, message.lease_until = "leased", worker, until
        message.lease_epoch += 1
    return taken


def _in_order(due: QuerySet[Message], after: Message | None, *, largest: bool) -> QuerySet[Message]:
    """Those planned first, or the largest; all that come after one already asked about."""
    if largest:
        if after is not None:
            less = Q(total_cents__lt=after.total_cents)
            due = due.filter(less | Q(total_cents=after.total_cents, pk__gt=after.pk))
        return due.order_by("-total_cents", "pk")
    if after is not None:
        due = due.filter(Q(planned_on__gt=after.planned_on) | Q(planned_on=after.planned_on, pk__gt=after.pk))
    return due.order_by("planned_on", "pk")


def to_lease(creditor_id: int, *, on: date | None, at: datetime) -> QuerySet[Message]:
    """The messages that a worker may take, planned by a day where one is told."""
    ready = Q(state="approved") | Q(state="proposed", needs_approval=False)
    returned = Q(state="leased", lease_until__lt=at)
    due = Message.objects.filter(ready | returned, creditor_id=creditor_id)
    due = due.exclude(held_reason=ReasonCode.SENT_BACK)
    return due if on is None else due.filter(planned_on__lte=on)


def give_back(message: Message, *, state: str, reason: str, facts: dict[str, object]) -> bool:
    """Return a leased message with what the gate said; an old epoch's write touches nothing."""
    mine = Message.objects.filter(pk=message.pk, state="leased", lease_epoch=message.lease_epoch)
    return bool(
        mine.update(
            state=state,
            lease_worker="",
            lease_until=None,
            held_reason=reason,
            held_facts=facts,
            version=F("version") + 1,
        )
    )


def state_before(message: Message) -> str:
    """Where a message that was not sent goes back to."""
    return "approved" if message.approved_at is not None else "proposed"
