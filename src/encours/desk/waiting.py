"""What waits in a room, beside its name in the navigation: counted up to a hundred and one, never beyond."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from django.db import connection
from django.db.models import QuerySet

from encours.acts.marking import WAITING, ready
from encours.desk.together import written
from encours.records.cash.models import BankLine
from encours.records.debits.models import Mandate
from encours.records.messages.letters import LetterEnding
from encours.records.messages.models import Message, Received
from encours.records.remittances.models import Remittance

if TYPE_CHECKING:
    from encours.desk.visits import Visit

# What waits for a visit. Where all of a creditor is seen it depends on the creditor, the person, the role and the day.
Waiting = Callable[["Visit"], QuerySet[Any] | None]
_Question = tuple[tuple[str, ...], str, tuple[Any, ...]]

_MOST = 101
_PEOPLE = 1000
_KNOWN: dict[tuple[Any, ...], _Question] = {}


def reminders(visit: Visit) -> QuerySet[Message]:
    """Reminders of the day that leave as they are: the rows that the list shows to be read."""
    return ready(Message.objects.seen(visit.sight)).filter(state__in=WAITING, planned_on__lte=visit.on)


def to_agree(visit: Visit) -> QuerySet[Message] | None:
    """Reminders that somebody must agree to; only whose role agrees is told how many beside the room's name."""
    if not visit.may("approve"):
        return None
    return reminders(visit).filter(state="proposed", needs_approval=True)


def to_apply(visit: Visit) -> QuerySet[BankLine]:
    """Bank lines not applied, or in doubt."""
    return BankLine.objects.seen(visit.sight).filter(state__in=("unapplied", "doubtful", "detached"))


def advices_to_see(visit: Visit) -> QuerySet[Remittance]:
    """Payment advice whose sums do not tie."""
    return Remittance.objects.seen(visit.sight).filter(state="review")


def mandates_stopped(visit: Visit) -> QuerySet[Mandate]:
    """Mandates that the bank's word stopped: a person says whether they may be used again."""
    return Mandate.objects.seen(visit.sight).filter(state="stopped")


def to_file(visit: Visit) -> QuerySet[Received]:
    """Mails whose customer a person must say."""
    return Received.objects.seen(visit.sight).filter(filing="to_file")


def to_take_out(visit: Visit) -> QuerySet[LetterEnding]:
    """Letters recalled whose paper a person must take out of the pile."""
    return LetterEnding.objects.seen(visit.sight).filter(to_answer=True)


def counted(asked: Mapping[str, Waiting], visit: Visit) -> dict[str, int]:
    """How many rows each reading finds, by its name; one query for all, since every page asks.

    Where the whole creditor is seen the query is written once for a person: Django takes longer to write it than the
    database to answer.
    """
    if not visit.sight.whole:
        return _answered(_together(asked, visit))
    who = connection.vendor, visit.creditor.pk, visit.person.pk, visit.role, visit.on, tuple(asked)
    if who not in _KNOWN:
        if len(_KNOWN) >= _PEOPLE:
            _KNOWN.clear()
        _KNOWN[who] = _together(asked, visit)
    return _answered(_KNOWN[who])


def _together(asked: Mapping[str, Waiting], visit: Visit) -> _Question:
    """The names of those that this person is told of, the query that counts all of them, its parameters."""
    told = {name: rows for name, waiting in asked.items() if (rows := waiting(visit)) is not None}
    parts: list[str] = []
    params: list[Any] = []
    for rows in told.values():
        sql, values = written(rows.order_by().values("pk")[:_MOST])
        parts.append(f"(SELECT COUNT(*) FROM ({sql}) t)")  # noqa: S608 — written by Django
        params += values
    return tuple(told), f"SELECT {', '.join(parts)}", tuple(params)


def _answered(question: _Question) -> dict[str, int]:
    names, sql, params = question
    if not names:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return dict(zip(names, cursor.fetchone(), strict=True))
