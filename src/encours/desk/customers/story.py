"""The timeline of a customer: messages, payments, what they settled, holds, disputes, notes, imports, edits.

Newest first. Keys of all sources are read lightly, merged, cut to one page, and only that page is filled in:
a fixed number of queries, fast at ten thousand entries.
"""

from __future__ import annotations

import heapq
import itertools
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Manager, Q, QuerySet
from django.http import HttpRequest

from encours.desk.customers import telling_story as telling
from encours.desk.visits import Visit
from encours.records.cases.models import Hold, Note
from encours.records.cash.models import Application, Payment
from encours.records.disputes.models import Dispute
from encours.records.history.models import Leaf
from encours.records.messages.models import Delivery
from encours.records.parties.models import Customer

SIZE = 40
_LAST_PAGE = 500
# These acts have rows of their own on the timeline.
_TOLD_ELSEWHERE = (
    "hold",
    "open_dispute",
    "note",
    "send",
    "deliver",
    "apply_cash",
    "apply_line",
    "undo_application",
)
_Key = tuple[date, datetime, str, int]


@dataclass(frozen=True, slots=True)
class Story:
    """One page of the timeline, as the skin's `timeline` takes it."""

    entries: list[dict[str, Any]]
    page: int
    more: bool


def page_number(request: HttpRequest) -> int:
    """The page asked for, within bounds."""
    told = request.GET.get("story", "1")
    return max(1, min(int(told), _LAST_PAGE)) if told.isdigit() and len(told) < 5 else 1  # noqa: PLR2004 — digits


def told(customer: Customer, visit: Visit, page: int) -> Story:
    """Tell one page."""
    until = page * SIZE + 1
    zone = ZoneInfo(visit.creditor.time_zone)
    merged = heapq.merge(*(_keys(name, customer, until, zone) for name in _SOURCES), reverse=True)
    shown = list(itertools.islice(merged, (page - 1) * SIZE, until))
    more, shown = len(shown) > SIZE, shown[:SIZE]
    rows = {name: _filled(name, [key[3] for key in shown if key[2] == name]) for name in _SOURCES}
    entries = [telling.entry(name, rows[name][key], day, visit) for day, _at, name, key in shown]
    return Story(entries, page, more)


# Applications that a payment's own entry does not tell: by bank or person, by credit note, undone.
_APART = ~Q(source="ledger") | Q(payment__isnull=True) | Q(reverses__isnull=False)


@dataclass(frozen=True, slots=True)
class _Source:
    """Rows that tell something of a customer: their day ("": that of the instant), what to load beside."""

    facts: Manager[Any]
    day: str = ""
    beside: tuple[str, ...] = ()
    instant: str = "recorded_at"
    which: Q = field(default_factory=Q)
    whose: str = "customer_id"

    def rows(self, customer: Customer) -> QuerySet[Any]:
        """All of them, of one customer."""
        return self.facts.filter(self.which, **{self.whose: customer.pk})


_SOURCES = {
    "delivery": _Source(Delivery.objects, "on", ("message",)),
    "payment": _Source(Payment.objects, "paid_on"),
    "application": _Source(
        Application.objects,
        "applied_on",
        ("receivable", "payment", "credit_note"),
        which=_APART,
        whose="receivable__customer_id",
    ),
    "hold": _Source(Hold.objects, "from_on", ("receivable",)),
    "dispute": _Source(Dispute.objects, "opened_on", ("receivable",)),
    "note": _Source(Note.objects, "", ("receivable",)),
    "leaf": _Source(
        Leaf.objects, "", ("entry",), instant="entry__at", which=~Q(entry__act__in=_TOLD_ELSEWHERE)
    ),
}


def _keys(name: str, customer: Customer, until: int, zone: ZoneInfo) -> Iterable[_Key]:
    source = _SOURCES[name]
    order = [column for column in (source.day, source.instant, "pk") if column]
    light = source.rows(customer).order_by(*(f"-{column}" for column in order)).values_list(*order)[:until]
    if source.day:
        return [(on, at, name, key) for on, at, key in light]
    return [(at.astimezone(zone).date(), at, name, key) for at, key in light]


def _filled(name: str, keys: list[int]) -> dict[int, Any]:
    source = _SOURCES[name]
    found = source.facts.filter(pk__in=keys).select_related(*source.beside)
    if name == "payment":
        found = found.prefetch_related("applications__receivable")
    return {row.pk: row for row in found} if keys else {}
