"""The daily digest: composed for whoever asked for it, once a day, sent to colleagues where a server is set up."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Count, Q, Sum

from encours.acts.approvals.waiting import awaited, awaited_exceptions
from encours.acts.assess_risk import to_review
from encours.channels.letter_forms import Letter, UndeliverableError
from encours.channels.registry import configured, open_way
from encours.records.cash.models import Payment
from encours.records.disputes.models import Dispute
from encours.records.facts import Sight
from encours.records.history.models import Root
from encours.records.messages.models import Message
from encours.records.parties.models import Creditor
from encours.records.people.models import Membership
from encours.records.people.sights import sight_of
from encours.records.receivables.models import Receivable
from encours.records.sales.models import Signal
from encours.records.work.models import Assignment, Choice, Notice, Task
from encours.words.digests import Digest, written

_FEW = 5
_OF_DOCUMENTS = ("document", "captured")
_TOLD_APART = ("signal", "exception", *_OF_DOCUMENTS)


def send_digests(
    creditor: Creditor, *, on: date, at: datetime, settings: Mapping[str, Any], approvals_at: str = ""
) -> int:
    """Send the digest of a day to those who asked for it and had none yet; return how many left.

    `approvals_at` is the address of the page where one agrees ("": the house knows no address of its own).
    A day is claimed before its e-mail leaves: it is sent once at most. Nothing leaves where no server is set up.
    """
    if not configured("email", settings) or not creditor.sender_email:
        return 0
    asked = Choice.objects.filter(creditor=creditor, digest=True).exclude(digested_on=on)
    members = {
        one.user_id: one
        for one in Membership.objects.filter(
            creditor=creditor, user__is_active=True, user_id__in=asked.values("person_id")
        ).select_related("user")
        if not one.ended(on)
    }
    sent = 0
    with open_way("email", settings) as way:
        for choice in asked.order_by("pk"):
            member = members.get(choice.person_id)
            mine = Choice.objects.filter(pk=choice.pk).exclude(digested_on=on)
            if member is None or not mine.update(digested_on=on):
                continue
            told = digest_of(member, creditor, on=on)
            if told.empty:
                continue
            try:
                prepared = way.prepare(
                    _letter(told, member, creditor, on=on, at=at, approvals_at=approvals_at)
                )
            except UndeliverableError:
                continue
            sent += way.hand(prepared, at=at).state == "delivered"
    return sent


def digest_of(member: Membership, creditor: Creditor, *, on: date) -> Digest:
    """What changed since yesterday morning in what a member follows, else in what it sees; what waits for its word."""
    sight = _followed(member, on)
    zone = ZoneInfo(creditor.time_zone)
    since = datetime.combine(on - timedelta(days=1), time.min, tzinfo=zone).astimezone(UTC)
    fresh = Q(recorded_at__gte=since)
    person = member.user
    paid = Payment.objects.seen(sight).filter(fresh, gone_on__isnull=True, amount_cents__gt=0)
    disputes = Dispute.objects.seen(sight).filter(fresh, closed_on__isnull=True)
    returned = Receivable.objects.seen(sight).filter(fresh, kind="returned", open_cents__gt=0)
    signals = Signal.objects.seen(sight).filter(fresh)
    questions = Task.objects.seen(sight).filter(person=person, done_at__isnull=True).order_by("due_on", "pk")
    unread = Notice.objects.filter(creditor=creditor, person=person, read_at__isnull=True).order_by("-pk")
    root = Root.objects.filter(creditor=creditor).order_by("-size").first()
    sums = paid.order_by().values_list("currency").annotate(Count("pk"), Sum("amount_cents"))
    return Digest(
        creditor=creditor.name,
        on=on,
        paid=list(sums.order_by("currency")),
        disputes=_names(disputes.order_by("-amount_cents")),
        returned=_names(returned.order_by("-open_cents")),
        questions=_names(questions),
        notices=_names(unread.filter(customer__isnull=False).exclude(kind__in=_TOLD_APART)),
        documents=_names(unread.filter(customer__isnull=False, kind__in=_OF_DOCUMENTS)),
        signals=list(signals.order_by("-pk").values_list("customer__name", "kind")[:_FEW]),
        awaited=awaited(member, creditor, on=on),
        exceptions=[one.customer.name for one in awaited_exceptions(member, on=on)[:_FEW]],
        reviews=_names(to_review(sight, on=on)),
        uncertain=Message.objects.seen(sight).filter(state="uncertain").count(),
        root=(root.size, root.digest, root.sealed_at.astimezone(zone).date()) if root else None,
    )


def _followed(member: Membership, on: date) -> Sight:
    """The customers that a member follows; all that it sees where it follows none."""
    sight = sight_of(member, on=on)
    own = Assignment.objects.filter(creditor_id=member.creditor_id, owner_id=member.user_id)
    if not own.exists():
        return sight
    ours = Q(assignment__owner_id=member.user_id)
    return Sight(member.creditor_id, ours if sight.which is None else sight.which & ours)


def _names(rows: Any) -> list[str]:
    """The customers of the first rows, by name: what is said of them is read at the desk, under its rights."""
    names: list[str] = list(rows.values_list("customer__name", flat=True)[:_FEW])
    return list(dict.fromkeys(names))


def _letter(
    told: Digest, member: Membership, creditor: Creditor, *, on: date, at: datetime, approvals_at: str
) -> Letter:
    subject, text = written(told, member.user.language, approvals_at=approvals_at)
    domain = creditor.sender_email.rpartition("@")[2]
    key = f"digest-{creditor.pk}-{member.user_id}-{on.isoformat()}"
    return Letter(
        key=key,
        kind="digest",
        language=member.user.language,
        written_at=at,
        sender_name=creditor.sender_name or creditor.name,
        sender_email=creditor.sender_email,
        recipient_name=member.user.name,
        recipient_email=member.user.email,
        subject=subject,
        text=text,
        message_id=f"<{key}@{domain}>",
        return_path=creditor.sender_email,
    )
