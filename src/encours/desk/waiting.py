"""What waits in a room, beside its name in the navigation: counted up to a hundred and one, never beyond."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django.db import connection
from django.db.models import QuerySet

from encours.desk.together import written
from encours.records.cash.models import BankLine
from encours.records.debits.models import Mandate
from encours.records.messages.models import Message, Received
from encours.records.remittances.models import Remittance

if TYPE_CHECKING:
    from encours.desk.visits import Visit

_MOST = 101


def to_approve(visit: Visit) -> QuerySet[Message]:
    """Reminders proposed."""
    return Message.objects.seen(visit.sight).filter(state="proposed")


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


def counted(waiting: Mapping[str, QuerySet[Any]]) -> dict[str, int]:
    """How many rows each reading finds, by its name; one query for all, since every page asks."""
    if not waiting:
        return {}
    parts: list[str] = []
    params: list[Any] = []
    for rows in waiting.values():
        sql, told = written(rows.order_by().values("pk")[:_MOST])
        parts.append(f"(SELECT COUNT(*) FROM ({sql}) t)")  # noqa: S608 — written by Django
        params += told
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(parts)}", params)
        return dict(zip(waiting, cursor.fetchone(), strict=True))
