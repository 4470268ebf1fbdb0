"""What could be done: each kind of work that waits for a person, its largest amounts first, in bounded readings.

Routine stays off: where the ladder goes on by itself and nothing blocks it, nobody has to look (R261).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import F, OuterRef, Q, QuerySet, Subquery
from django.db.models.expressions import RawSQL

from encours.core.work.ranking import Candidate
from encours.desk.items import due_days, lateness
from encours.desk.visits import Visit
from encours.desk.work.whose import Whose, stands_in_for
from encours.records.cash.models import BankLine
from encours.records.cash.models import Candidate as Match
from encours.records.disputes.models import Dispute
from encours.records.messages.models import Message
from encours.records.parties.models import Customer
from encours.records.people.models import User
from encours.records.receivables.due import dated, some_in_instalments
from encours.records.receivables.models import Receivable
from encours.records.requests.models import DocumentRequest
from encours.records.work.models import Task

_MOST = 60  # of each kind
# Written out, not parameters: SQLite then sees that an index on part of a table serves.
_NOTHING, _TRUE = RawSQL("0", []), RawSQL("TRUE", [])
_PROPOSED, _RETURNED = RawSQL("'proposed'", []), RawSQL("'returned'", [])


@dataclass(frozen=True, slots=True)
class Found:
    """A candidate, the customer it is about (None for a bank line), and the row it comes from."""

    candidate: Candidate
    customer: Customer | None
    row: Any


def to_approve(visit: Visit, whose: Whose) -> list[Found]:
    """Reminders that need somebody's agreement."""
    rows = Message.objects.seen(visit.sight).filter(
        state=_PROPOSED, needs_approval=_TRUE, planned_on__lte=visit.on
    )
    return _messages("approve", whose.largest(rows, "total_cents"))


def uncertain(visit: Visit, whose: Whose) -> list[Found]:
    """Reminders handed over whose fate nobody knows."""
    return _messages("uncertain", whose.keep(Message.objects.seen(visit.sight).filter(state="uncertain")))


def held(visit: Visit, whose: Whose) -> list[Found]:
    """Reminders that the gate lets wait until a person acts."""
    rows = Message.objects.seen(visit.sight).filter(state__in=("proposed", "approved"))
    return _messages("held", whose.keep(rows.exclude(held_reason="")))


def lines(visit: Visit, whose: Whose) -> list[Found]:
    """Bank lines to apply; of some customers only, those that may be theirs; none where the bank is not used."""
    if not visit.uses("bank"):
        return []
    rows = BankLine.objects.seen(visit.sight).filter(
        state__in=("unapplied", "doubtful", "detached"), amount_cents__gt=0
    )
    if whose.customers is not None:
        rows = rows.filter(pk__in=whose.keep(Match.objects.all()).values("line_id"))
    return [
        Found(Candidate("apply", row.pk, row.amount_cents, row.currency), None, row)
        for row in rows.order_by("booked_on", "pk")[:_MOST]
    ]


def returned(visit: Visit, whose: Whose) -> list[Found]:
    """Payments given back by the bank."""
    rows = Receivable.objects.seen(visit.sight).filter(kind=_RETURNED, open_cents__gt=0, gone_on__isnull=True)
    return _receivables(visit, "returned", whose.keep(rows).order_by("-open_cents", "pk"))


def disputes(visit: Visit, whose: Whose) -> list[Found]:
    """Disputes to settle."""
    open_ones = Dispute.objects.seen(visit.sight).filter(closed_on__isnull=True)
    rows = whose.largest(open_ones, "amount_cents").select_related("customer", "receivable")
    return [
        Found(Candidate("dispute", row.pk, row.amount_cents, row.receivable.currency), row.customer, row)
        for row in rows[:_MOST]
    ]


def questions(visit: Visit) -> list[Found]:
    """What colleagues ask of this person, or of whom it stands in for, with what the customer owes there."""
    people = [visit.person.pk, *stands_in_for(visit)]
    waiting = Task.objects.seen(visit.sight).filter(person_id__in=people, done_at__isnull=True)
    asker = Subquery(User.objects.filter(email=OuterRef("by")).values("name")[:1])
    rows = waiting.select_related("customer", "receivable").annotate(asker=asker).order_by("due_on", "pk")
    return [
        Found(
            Candidate(
                "task",
                row.pk,
                row.receivable.open_cents if row.receivable else 0,
                row.receivable.currency if row.receivable else visit.creditor.currency,
                due=row.due_on <= visit.on,
            ),
            row.customer,
            row,
        )
        for row in rows[:_MOST]
    ]


def documents(visit: Visit, whose: Whose) -> list[Found]:
    """Documents asked of customers that came and wait to be looked at, or whose day has gone by."""
    rows = DocumentRequest.objects.seen(visit.sight).filter(
        Q(state="received") | Q(state__in=("asked", "opened"), due_on__lt=visit.on)
    )
    shown = whose.keep(rows).select_related("customer").order_by("due_on", "pk")[:_MOST]
    currency = visit.creditor.currency
    return [
        Found(Candidate("document", row.pk, 0, currency, due=row.state == "received"), row.customer, row)
        for row in shown
    ]


def open_overdue(visit: Visit, whose: Whose, most: int) -> list[Receivable]:
    """The largest overdue debts, with where the last run left them; those in instalments are read apart."""
    rows = Receivable.objects.seen(visit.sight).filter(open_cents__gt=_NOTHING, gone_on__isnull=True)
    rows = rows.exclude(Q(kind="retention") | Q(kind="returned")).select_related("customer", "standing")
    if not some_in_instalments(visit.creditor.pk):
        return list(whose.largest(rows.filter(due_on__lt=visit.on), "open_cents")[:most])
    overdue = dated(rows, visit.creditor.pk, lt=visit.on)
    found = list(whose.largest(overdue.whole, "open_cents")[:most])
    found += whose.keep(overdue.parts).order_by((F("open_cents") + 0).desc())[:most]
    return sorted(found, key=lambda row: -row.open_cents)[:most]


def _messages(kind: str, rows: QuerySet[Message]) -> list[Found]:
    return [
        Found(Candidate(kind, row.pk, row.total_cents, row.currency, step=row.step_code), row.customer, row)
        for row in rows.select_related("customer")[:_MOST]
    ]


def _receivables(visit: Visit, kind: str, rows: QuerySet[Receivable]) -> list[Found]:
    shown = list(rows.select_related("customer")[:_MOST])
    return [
        Found(Candidate(kind, row.pk, row.open_cents, row.currency, days_late=late), row.customer, row)
        for row, late in zip(shown, late_by(shown, visit), strict=True)
    ]


def late_by(rows: Iterable[Receivable], visit: Visit) -> list[int]:
    """Days late of each, as `core` counts them."""
    shown = list(rows)
    in_parts = some_in_instalments(visit.creditor.pk)
    return lateness(due_days(shown) if in_parts else [row.due_on for row in shown], visit.on)
