"""What waits for the agreement of one person: how much, worth what, since when, in whose name."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date

from encours.acts.approvals.asking import rules_asking
from encours.acts.approvals.capacity import capacity_of
from encours.acts.approvals.deciding import may_not
from encours.acts.marking import ready
from encours.core.reasons import ReasonCode
from encours.records.legal.models import PhaseException
from encours.records.messages.models import Message
from encours.records.parties.models import Creditor
from encours.records.people.models import Membership, User
from encours.records.people.sights import sight_of
from encours.records.policies.approvals import approval_rules
from encours.words.digests import Awaited


def awaited(member: Membership, creditor: Creditor, *, on: date) -> list[Awaited]:
    """What a member may decide of on a day, its own first; what was sent back waits for a correction, not for it."""
    mine = capacity_of(creditor.pk, member.user.email, on=on)
    if not mine.agrees_to_some(approval_rules(creditor.pk)):
        return []
    rows = ready(Message.objects.seen(sight_of(member, on=on)))
    rows = rows.filter(state="proposed", needs_approval=True, planned_on__lte=on)
    messages = list(rows.exclude(held_reason=ReasonCode.SENT_BACK))
    asking = rules_asking(creditor, messages)
    found: dict[str, list[Message]] = defaultdict(list)
    for one in messages:
        rule = asking.get(one.pk)
        if may_not(one, rule, mine) is None:
            found[mine.agrees(rule) or ""].append(one)
    names = dict(User.objects.filter(email__in=[one for one in found if one]).values_list("email", "name"))
    return [_told(names.get(whose) or whose, found[whose]) for whose in sorted(found)]


def awaited_exceptions(member: Membership, *, on: date) -> list[PhaseException]:
    """Exceptions to the amicable phase that a member may decide of on a day: asked by others, of cases it sees."""
    author = member.user.email
    name = capacity_of(member.creditor_id, author, on=on).agrees(None)
    if name is None:
        return []
    rows = PhaseException.objects.seen(sight_of(member, on=on)).filter(decision__isnull=True)
    return list(
        rows.filter(case__closed_on__isnull=True)
        .exclude(by__in=(author, name or author))
        .select_related("customer")
        .order_by("pk")
    )


def _told(name: str, messages: Iterable[Message]) -> Awaited:
    told = list(messages)
    sums: dict[str, int] = defaultdict(int)
    for one in told:
        sums[one.currency] += one.total_cents
    return Awaited(name, len(told), tuple(sorted(sums.items())), min(one.planned_on for one in told))
