"""What a member sees of a creditor: one condition on its customers, from the membership's scope."""

from __future__ import annotations

from datetime import date

from django.db.models import Q

from encours.records.facts import Sight
from encours.records.people.models import Membership
from encours.records.work.models import Absence, Invitation


def sight_of(membership: Membership, *, on: date) -> Sight:
    """Say what a membership lets see on a day; no query where it is the whole creditor.

    Somebody who stands in for an absent colleague sees what that colleague follows; an invitation adds its
    customer to what is seen, until its last day.
    """
    if membership.scope == "creditor":
        return Sight(membership.creditor_id)
    invited = Invitation.objects.filter(
        user_id=membership.user_id,
        creditor_id=membership.creditor_id,
        until_on__gte=on,
        withdrawn_at__isnull=True,
    )
    return Sight(membership.creditor_id, _of_scope(membership, on) | Q(pk__in=invited.values("customer_id")))


def _of_scope(membership: Membership, on: date) -> Q:
    if membership.scope == "portfolio":
        return Q(assignment__portfolio__in=membership.portfolios.values("pk"))
    if membership.scope == "group":
        return Q(grouping__group__in=membership.groups.values("pk"))
    if membership.scope == "owner":
        absent = Absence.objects.filter(
            substitute_id=membership.user_id,
            creditor_id=membership.creditor_id,
            from_on__lte=on,
            until_on__gte=on,
            cancelled_at__isnull=True,
        )
        return Q(assignment__owner_id=membership.user_id) | Q(
            assignment__owner_id__in=absent.values("person_id")
        )
    return Q(pk__in=())
