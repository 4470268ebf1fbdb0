"""What could be done: each kind of work that waits for a person, its largest amounts first, in bounded readings.

A candidate is its key and its figures; the row of one that is shown is read afterwards (`desk.work.rows`).
Routine stays off: where the ladder goes on by itself and nothing blocks it, nobody has to look (R261).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from django.db.models import F, Q, QuerySet
from django.db.models.expressions import RawSQL
from django.db.models.functions import Coalesce

from encours.acts.marking import ready
from encours.core.work.ranking import Candidate
from encours.desk.items import lateness
from encours.desk.visits import Visit
from encours.desk.work.whose import Whose, stands_in_for, waiting
from encours.records.cash.models import BankLine
from encours.records.cash.models import Candidate as Match
from encours.records.disputes.models import Dispute
from encours.records.messages.letters import LetterEnding
from encours.records.messages.models import Message
from encours.records.receivables.due import dated, due_day, some_in_instalments
from encours.records.receivables.models import Receivable
from encours.records.requests.models import DocumentRequest
from encours.records.work.models import Absence, Task

_MOST = 60  # of each kind
_READ = 300  # overdue debts
# Written out, not parameters: SQLite then sees that an index on part of a table serves.
_NOTHING, _TRUE = RawSQL("0", []), RawSQL("TRUE", [])
_PROPOSED, _RETURNED = RawSQL("'proposed'", []), RawSQL("'returned'", [])
_TO_APPLY = ("unapplied", "doubtful", "detached")
_FIGURES = ("pk", "total_cents", "currency", "step_code")


@dataclass(frozen=True, slots=True)
class Found:
    """A candidate; with the row it comes from where it was read already."""

    candidate: Candidate
    row: Any = None


class Overdue(NamedTuple):
    """An overdue debt, with why the last run left it where it stands ("" where none did)."""

    key: int
    customer_id: int
    currency: str
    due_on: date
    cents: int
    reason: str


def to_approve(visit: Visit, whose: Whose) -> list[Found]:
    """Reminders that need somebody's agreement."""
    return _messages("approve", _to_approve(whose, visit.on))


@waiting
def _to_approve(whose: Whose, on: date) -> QuerySet[Message, Any]:
    rows = Message.objects.seen(whose.sight).filter(state=_PROPOSED, needs_approval=_TRUE, planned_on__lte=on)
    return whose.largest(ready(rows), "total_cents").values_list(*_FIGURES)[:_MOST]


def uncertain(whose: Whose) -> list[Found]:
    """Reminders handed over whose fate nobody knows; recalled letters whose file somebody had taken already."""
    return [*_messages("uncertain", _uncertain(whose)), *_messages("recalled", _taken(whose))]


@waiting
def _uncertain(whose: Whose) -> QuerySet[Message, Any]:
    rows = Message.objects.seen(whose.sight).filter(state="uncertain")
    return whose.keep(rows).values_list(*_FIGURES)[:_MOST]


@waiting
def _taken(whose: Whose) -> QuerySet[LetterEnding, Any]:
    """By their endings: few, and an index of what is to answer holds them."""
    rows = LetterEnding.objects.seen(whose.sight).filter(to_answer=_TRUE, moved="absent")
    figures = ("total_cents", "currency", "step_code")
    return whose.keep(rows).values_list("message_id", *(f"message__{name}" for name in figures))[:_MOST]


def held(whose: Whose) -> list[Found]:
    """Reminders that the gate lets wait until a person acts."""
    return _messages("held", _held(whose))


@waiting
def _held(whose: Whose) -> QuerySet[Message, Any]:
    rows = Message.objects.seen(whose.sight).filter(state__in=("proposed", "approved"))
    return whose.keep(ready(rows).exclude(held_reason="")).values_list(*_FIGURES)[:_MOST]


def lines(visit: Visit, whose: Whose) -> list[Found]:
    """Bank lines to apply; of some customers only, those that may be theirs; none where the bank is not used."""
    if not visit.uses("bank"):
        return []
    waiting_lines = [line for state in _TO_APPLY for line in _lines(whose, state)]
    oldest = sorted(waiting_lines, key=lambda line: (line[-1], line[0]))[:_MOST]
    return [Found(Candidate("apply", key, cents, currency)) for key, cents, currency, _on in oldest]


@waiting
def _lines(whose: Whose, state: str) -> QuerySet[BankLine, Any]:
    """Of one state: the index then gives the oldest without a sort of all."""
    rows = BankLine.objects.seen(whose.sight).filter(state=state, amount_cents__gt=0)
    if not whose.all:
        rows = rows.filter(pk__in=whose.keep(Match.objects.all()).values("line_id"))
    told = rows.order_by("booked_on", "pk")
    return told.values_list("pk", "amount_cents", "currency", "booked_on")[:_MOST]


def returned(visit: Visit, whose: Whose) -> list[Found]:
    """Payments given back by the bank."""
    rows = _returned(whose)
    late = lateness([due_on for _key, _cents, _currency, due_on in rows], visit.on)
    return [
        Found(Candidate("returned", key, cents, currency, days_late=days))
        for (key, cents, currency, _due_on), days in zip(rows, late, strict=True)
    ]


@waiting
def _returned(whose: Whose) -> QuerySet[Receivable, Any]:
    rows = Receivable.objects.seen(whose.sight).filter(kind=_RETURNED, open_cents__gt=0, gone_on__isnull=True)
    largest = whose.keep(rows).order_by("-open_cents", "pk")
    return largest.values_list("pk", "open_cents", "currency", due_day())[:_MOST]


def disputes(whose: Whose) -> list[Found]:
    """Disputes to settle."""
    return [Found(Candidate("dispute", *figures)) for figures in _disputes(whose)]


@waiting
def _disputes(whose: Whose) -> QuerySet[Dispute, Any]:
    rows = whose.largest(Dispute.objects.seen(whose.sight).filter(closed_on__isnull=True), "amount_cents")
    return rows.values_list("pk", "amount_cents", "receivable__currency")[:_MOST]


def questions(visit: Visit, away: Sequence[Absence]) -> list[Found]:
    """What colleagues ask of this person, or of whom it stands in for, with what the customer owes there."""
    everyone = Whose("", visit.sight)
    people = (visit.person.pk, *stands_in_for(visit, away))
    return [
        Found(Candidate("task", key, cents or 0, currency or visit.creditor.currency, due=due_on <= visit.on))
        for key, cents, currency, due_on in _questions(everyone, people)
    ]


@waiting
def _questions(whose: Whose, people: tuple[int, ...]) -> QuerySet[Task, Any]:
    rows = Task.objects.seen(whose.sight).filter(person_id__in=people, done_at__isnull=True)
    told = whose.keep(rows).order_by("due_on", "pk")
    return told.values_list("pk", "receivable__open_cents", "receivable__currency", "due_on")[:_MOST]


def documents(visit: Visit, whose: Whose) -> list[Found]:
    """Documents asked of customers that came and wait to be looked at, or whose day has gone by."""
    return [
        Found(Candidate("document", key, 0, visit.creditor.currency, due=state == "received"))
        for key, state in _documents(whose, visit.on)
    ]


@waiting
def _documents(whose: Whose, on: date) -> QuerySet[DocumentRequest, Any]:
    rows = DocumentRequest.objects.seen(whose.sight).filter(
        Q(state="received") | Q(state__in=("asked", "opened"), due_on__lt=on)
    )
    return whose.keep(rows).order_by("due_on", "pk").values_list("pk", "state")[:_MOST]


def open_overdue(visit: Visit, whose: Whose) -> list[Overdue]:
    """The largest overdue debts, with where the last run left them; those in instalments are read apart."""
    if not some_in_instalments(visit.creditor.pk):
        return [*map(Overdue._make, _overdue(whose, visit.on))]
    found = [*_overdue_whole(whose, visit.on), *_overdue_in_parts(whose, visit.on)]
    return sorted(map(Overdue._make, found), key=lambda one: -one.cents)[:_READ]


@waiting
def _overdue(whose: Whose, on: date) -> QuerySet[Receivable, Any]:
    return _largest(whose, _owed(whose).filter(due_on__lt=on))


@waiting
def _overdue_whole(whose: Whose, on: date) -> QuerySet[Receivable, Any]:
    return _largest(whose, dated(_owed(whose), whose.sight.creditor_id, lt=on).whole)


@waiting
def _overdue_in_parts(whose: Whose, on: date) -> QuerySet[Receivable, Any]:
    rows = whose.keep(dated(_owed(whose), whose.sight.creditor_id, lt=on).parts)
    return _told(rows.order_by((F("open_cents") + 0).desc()), due_day())


def _owed(whose: Whose) -> QuerySet[Receivable]:
    rows = Receivable.objects.seen(whose.sight).filter(open_cents__gt=_NOTHING, gone_on__isnull=True)
    return rows.exclude(Q(kind="retention") | Q(kind="returned"))


def _largest(whose: Whose, rows: QuerySet[Receivable]) -> QuerySet[Receivable, Any]:
    return _told(whose.largest(rows, "open_cents"), F("due_on"))


def _told(rows: QuerySet[Receivable], due: F | Coalesce) -> QuerySet[Receivable, Any]:
    return rows.values_list("pk", "customer_id", "currency", due, "open_cents", "standing__reason")[:_READ]


def _messages(kind: str, rows: list[Any]) -> list[Found]:
    return [Found(Candidate(kind, key, cents, currency, step=step)) for key, cents, currency, step in rows]
