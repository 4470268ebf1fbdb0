"""Who follows customers: their owner and its substitute, their salespeople, members of their portfolio or group."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date

from django.db.models import Q

from encours.records.parties.models import GroupMember
from encours.records.people.models import Membership
from encours.records.sales.models import CLOSED_STAGES, Deal
from encours.records.work.models import Absence, Assignment, Invitation

Followers = dict[int, set[int]]


def followers(creditor_id: int, customers: Sequence[int], *, on: date) -> Followers:
    """Who is to be told of each of these customers: only people who see it; a dozen queries, however many.

    A salesperson who sees the whole creditor is told of every customer; so is whoever a deal names.
    """
    found: Followers = defaultdict(set)
    rows = Membership.objects.filter(creditor_id=creditor_id, user__is_active=True).select_related("user")
    members = [one for one in rows.order_by("pk") if not one.ended(on)]
    everywhere = [one for one in members if one.scope == "creditor"]
    for one in everywhere:
        if one.role == "salesperson":
            _add(found, customers, one.user_id)
    _of_assignments(found, members, creditor_id, customers, on=on)
    _of_groups(found, [one for one in members if one.scope == "group"], customers)
    _of_invitations(found, [one for one in members if one.role == "salesperson"], customers, on=on)
    _of_deals(found, everywhere, customers)
    return found


def _add(found: Followers, customers: Sequence[int], person: int) -> None:
    for customer in customers:
        found[customer].add(person)


def _of_assignments(
    found: Followers, members: Sequence[Membership], creditor_id: int, customers: Sequence[int], *, on: date
) -> None:
    """Owners and their substitutes where their scope lets them see it, and members of the portfolio."""
    by_scope = {one.user_id for one in members if one.scope in {"creditor", "owner"}}
    away = Absence.objects.filter(
        creditor_id=creditor_id,
        from_on__lte=on,
        until_on__gte=on,
        cancelled_at__isnull=True,
    )
    stands_in = defaultdict(set)
    for person, substitute in away.values_list("person_id", "substitute_id"):
        stands_in[person].add(substitute)
    narrow = [one.pk for one in members if one.scope == "portfolio"]
    ours = Membership.portfolios.through.objects.filter(membership_id__in=narrow)
    of_portfolio = defaultdict(set)
    for portfolio, person in ours.values_list("portfolio_id", "membership__user_id"):
        of_portfolio[portfolio].add(person)
    rows = Assignment.objects.filter(customer_id__in=customers)
    for customer, owner, portfolio in rows.values_list("customer_id", "owner_id", "portfolio_id"):
        found[customer] |= ({owner} | stands_in[owner]) & by_scope
        found[customer] |= of_portfolio[portfolio]


def _of_groups(found: Followers, members: Sequence[Membership], customers: Sequence[int]) -> None:
    if not members:
        return
    chosen = Membership.groups.through.objects.filter(membership_id__in=[one.pk for one in members])
    of_group = defaultdict(set)
    for group, person in chosen.values_list("group_id", "membership__user_id"):
        of_group[group].add(person)
    rows = GroupMember.objects.filter(customer_id__in=customers)
    for customer, group in rows.values_list("customer_id", "group_id"):
        found[customer] |= of_group[group]


def _of_invitations(
    found: Followers, members: Sequence[Membership], customers: Sequence[int], *, on: date
) -> None:
    """Salespeople let into one case."""
    invited = Invitation.objects.filter(
        customer_id__in=customers,
        user_id__in=[one.user_id for one in members],
        until_on__gte=on,
        withdrawn_at__isnull=True,
    )
    for customer, person in invited.values_list("customer_id", "user_id"):
        if person is not None:
            found[customer].add(person)


def _of_deals(found: Followers, members: Sequence[Membership], customers: Sequence[int]) -> None:
    """Whoever an open deal names as sales name them: by name or by address."""
    by_name = {
        told.casefold(): one.user_id for one in members for told in (one.user.name, one.user.email) if told
    }
    deals = Deal.objects.filter(~Q(stage__in=CLOSED_STAGES), customer_id__in=customers).exclude(owner="")
    for customer, named in deals.values_list("customer_id", "owner"):
        if (person := by_name.get(named.casefold())) is not None:
            found[customer].add(person)
