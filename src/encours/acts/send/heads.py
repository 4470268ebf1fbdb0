"""Groups written to at their head: which customers are, at which contact, and when that address was last written to.

A member is only where its language and its regime are the head's, and where both are businesses for sure: nobody is
told of a consumer's debts. Where the head cannot be reached, each member is written to on its own.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import polars as pl
from django.db.models import Q, QuerySet

from encours.acts.send.reached import reached
from encours.records.measures.models import Complaint
from encours.records.messages.models import Bounce, Delivery
from encours.records.parties.models import Contact, Creditor, Customer, Group
from encours.records.prepared import prepared

_REMEMBERED = timedelta(days=400)  # beyond every gap and span of a scenario


@dataclass(frozen=True, slots=True)
class Head:
    """Where a group is written to. `told_on`: the days on which that address was, oldest first."""

    group_id: int
    name: str
    contact: Contact
    customer: Customer
    told_on: tuple[date, ...] = ()


def heads_of(
    creditor: Creditor, *, on: date, shadow: bool, customers: Collection[int] | None = None
) -> dict[int, Head]:
    """The head of each customer that is written to at one; of these customers where some are named.

    One query where no group is; a handful, however many there are.
    """
    found = _groups(creditor, customers)
    if not found:
        return {}
    groups = {group.pk: contact for group, contact in _reachable(found, on=on)}
    members = _members(groups)
    told = _told(groups, on=on, shadow=shadow)
    heads = {
        group.pk: Head(
            group.pk,
            group.name,
            groups[group.pk],
            groups[group.pk].customer,
            told.get(groups[group.pk].email, ()),
        )
        for group in found
        if group.pk in groups
    }
    return {member: heads[group] for member, group in members.items()}


def heads_frame(creditor: Creditor, *, on: date, shadow: bool) -> pl.DataFrame | None:
    """What the plan of a day reads of them: `customer_id`, `head_told_on`; None where no group is."""
    return framed(heads_of(creditor, on=on, shadow=shadow))


def framed(heads: Mapping[int, Head]) -> pl.DataFrame | None:
    """The same of heads already read."""
    if not heads:
        return None
    rows = [(customer, max(head.told_on, default=None)) for customer, head in heads.items()]
    schema = {"customer_id": pl.Int64, "head_told_on": pl.Date}
    return pl.DataFrame(rows, schema=schema, orient="row").sort("customer_id")


def _groups(creditor: Creditor, customers: Collection[int] | None) -> list[Group]:
    if customers is not None:
        return _groups_of(creditor.pk, tuple(customers))
    return list(Group.objects.filter(creditor=creditor, head_contact__isnull=False).order_by("pk"))


@prepared
def _groups_of(creditor_id: int, customers: tuple[int, ...]) -> QuerySet[Group]:
    rows = Group.objects.filter(creditor_id=creditor_id, head_contact__isnull=False)
    return rows.filter(members__customer__in=customers).distinct().order_by("pk")


def _reachable(groups: list[Group], *, on: date) -> list[tuple[Group, Contact]]:
    """Those whose contact can be written to, is of a business of the group, and whose company takes e-mails."""
    keys = [group.pk for group in groups]
    people = reached().exclude(email="").filter(pk__in=[group.head_contact_id for group in groups])
    contacts = {one.pk: one for one in people.select_related("customer", "customer__grouping")}
    opposed = set(
        Complaint.objects.filter(
            kind="opt_out",
            customer__in=[one.customer_id for one in contacts.values()],
            on__lte=on,
            cancelled_at__isnull=True,
        ).values_list("customer_id", flat=True)
    )
    back = _came_back(keys)
    return [
        (group, contact)
        for group in groups
        if (contact := contacts.get(group.head_contact_id or 0)) is not None
        and contact.customer_id not in opposed
        and not any(learnt > contact.recorded_at for learnt in back.get((group.pk, contact.email), ()))
        and _of(group, contact.customer)
    ]


def _of(group: Group, head: Customer) -> bool:
    return hasattr(head, "grouping") and head.grouping.group_id == group.pk


def _came_back(groups: list[int]) -> dict[tuple[int, str], list[datetime]]:
    """E-mails to a head that came back for good: they are told of the members, which the head may not be among."""
    found: dict[tuple[int, str], list[datetime]] = defaultdict(list)
    rows = Bounce.objects.filter(message__group__in=groups, permanent=True)
    for group, recipient, learnt in rows.values_list("message__group_id", "recipient", "recorded_at"):
        found[group, recipient].append(learnt)
    return found


def _members(groups: Mapping[int, Contact]) -> dict[int, int]:
    """The members that are written to at the head, with their group."""
    businesses = Customer.objects.filter(grouping__group__in=list(groups), merged_into__isnull=True)
    rows = businesses.exclude(Q(regime="consumer") | Q(regime_source="assumed"))
    told = rows.values_list("pk", "grouping__group_id", "regime", "language").order_by("pk")
    return {
        member: group
        for member, group, regime, language in told
        if (regime, language) == (groups[group].customer.regime, groups[group].customer.language)
    }


def _told(groups: Mapping[int, Contact], *, on: date, shadow: bool) -> dict[str, tuple[date, ...]]:
    """The days on which each address was written to about members of its group; one e-mail counts once."""
    rows = Delivery.objects.filter(
        customer__grouping__group__in=list(groups),
        recipient__in={contact.email for contact in groups.values()},
        state="shadowed" if shadow else "delivered",
        channel="email",
        on__lte=on,
        on__gt=on - _REMEMBERED,
        message__bounce__isnull=True,
    )
    days: dict[str, dict[int, date]] = defaultdict(dict)
    for recipient, carrier, message, day in rows.values_list(
        "recipient", "message__carrier_id", "message_id", "on"
    ):
        days[recipient][carrier or message] = day
    return {recipient: tuple(sorted(each.values())) for recipient, each in days.items()}
