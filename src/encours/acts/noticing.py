"""Letting colleagues know: a notice each, only to whoever sees the customer, and not of what it does not want."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from encours.records.history.writing import Record
from encours.records.parties.models import Customer
from encours.records.people.models import Membership, User
from encours.records.people.sights import sight_of
from encours.records.work.models import Choice, Notice

_LONGEST = 300


def day_of(record: Record) -> date:
    """The creditor's day on which an act is done."""
    return record.at.astimezone(ZoneInfo(record.creditor.time_zone)).date()


def members(creditor_id: int, *, on: date) -> list[Membership]:
    """Whoever works for a creditor on a day, with their accounts."""
    rows = Membership.objects.filter(creditor_id=creditor_id, user__is_active=True).select_related("user")
    return [row for row in rows.order_by("user__name", "pk") if not row.ended(on)]


def seeing(found: Sequence[Membership], customer: Customer, *, on: date) -> list[User]:
    """Those of these members who see a customer."""
    return [
        one.user
        for one in found
        if one.scope == "creditor"
        or Customer.objects.seen(sight_of(one, on=on)).filter(pk=customer.pk).exists()
    ]


@dataclass(frozen=True, slots=True)
class Told:
    """What one person is told: of whom, and which document or mail one click opens."""

    person_id: int
    text: str
    customer_id: int | None = None
    attachment_id: int | None = None
    received_id: int | None = None


def notify(
    record: Record,
    people: Iterable[int],
    *,
    kind: str,
    text: str,
    customer_id: int | None = None,
    attachment_id: int | None = None,
) -> None:
    """Write a notice for each of these people but the author, in one statement."""
    told = [Told(person, text, customer_id, attachment_id) for person in sorted(set(people))]
    notify_each(record, told, kind=kind)


def notify_each(record: Record, told: Sequence[Told], *, kind: str) -> None:
    """Write notices of one kind, each to its person; not to the author."""
    if not told:
        return
    people = {each.person_id for each in told}
    choices = Choice.objects.filter(creditor_id=record.creditor.pk, person_id__in=people)
    spared = set(User.objects.filter(email=record.entry.author).values_list("pk", flat=True))
    spared |= {one.person_id for one in choices if kind in one.muted}
    Notice.objects.bulk_create(
        Notice(
            creditor=record.creditor,
            person_id=each.person_id,
            kind=kind,
            customer_id=each.customer_id,
            attachment_id=each.attachment_id,
            received_id=each.received_id,
            text=each.text[:_LONGEST],
            by=record.entry.author,
            at=record.at,
        )
        for each in told
        if each.person_id not in spared
    )
