"""The rows behind the lines of work that are shown: each kind's in one reading, by key."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any, Final

from django.db.models import OuterRef, QuerySet, Subquery

from encours.records.cases.models import Call
from encours.records.cases.tasks import StepTask
from encours.records.cash.models import BankLine
from encours.records.disputes.models import Dispute
from encours.records.messages.letters import LetterEnding
from encours.records.messages.models import Message
from encours.records.parties.models import Customer
from encours.records.people.models import User
from encours.records.prepared import Prepared, prepared
from encours.records.receivables.models import Receivable
from encours.records.requests.models import DocumentRequest
from encours.records.work.models import Task


def rows_of(named: Iterable[tuple[str, int]]) -> dict[tuple[str, int], Any]:
    """The rows of these kinds and keys that are read by key; a query for each table."""
    asked: dict[Prepared[Any, Any], set[int]] = defaultdict(set)
    wanted = [(kind, key) for kind, key in named if kind in _READINGS]
    for kind, key in wanted:
        asked[_READINGS[kind]].add(key)
    found = {
        reading: {row.pk: row for row in reading(tuple(sorted(keys)))} for reading, keys in asked.items()
    }
    return {(kind, key): found[_READINGS[kind]][key] for kind, key in wanted if key in found[_READINGS[kind]]}


def customer_of(row: Any) -> Customer | None:
    """Whom a line is about; nobody, for a bank line or what is the creditor's own."""
    return row if isinstance(row, Customer) else getattr(row, "customer", None)


@prepared
def _tasks(keys: tuple[int, ...]) -> QuerySet[Task]:
    asker = Subquery(User.objects.filter(email=OuterRef("by")).values("name")[:1])
    return Task.objects.filter(pk__in=keys).select_related("customer").annotate(asker=asker)


def _of_messages(keys: tuple[int, ...]) -> QuerySet[Message]:
    return Message.objects.filter(pk__in=keys).select_related("customer")


@prepared
def _messages(keys: tuple[int, ...]) -> QuerySet[Message]:
    return _of_messages(keys)


@prepared
def _recalled(keys: tuple[int, ...]) -> QuerySet[Message]:
    said = LetterEnding.objects.filter(message=OuterRef("pk"), to_answer=True, undone=False)
    return _of_messages(keys).annotate(ending_key=Subquery(said.values("pk")[:1]))


@prepared
def _lines(keys: tuple[int, ...]) -> QuerySet[BankLine]:
    return BankLine.objects.filter(pk__in=keys)


@prepared
def _receivables(keys: tuple[int, ...]) -> QuerySet[Receivable]:
    return Receivable.objects.filter(pk__in=keys).select_related("customer")


@prepared
def _disputes(keys: tuple[int, ...]) -> QuerySet[Dispute]:
    return Dispute.objects.filter(pk__in=keys).select_related("customer", "receivable")


@prepared
def _requests(keys: tuple[int, ...]) -> QuerySet[DocumentRequest]:
    return DocumentRequest.objects.filter(pk__in=keys).select_related("customer")


@prepared
def _calls(keys: tuple[int, ...]) -> QuerySet[Call]:
    return Call.objects.filter(pk__in=keys).select_related("customer")


@prepared
def _step_tasks(keys: tuple[int, ...]) -> QuerySet[StepTask]:
    return StepTask.objects.filter(pk__in=keys).select_related("customer")


@prepared
def _customers(keys: tuple[int, ...]) -> QuerySet[Customer]:
    return Customer.objects.filter(pk__in=keys)


_READINGS: Final[Mapping[str, Prepared[Any, Any]]] = {
    "task": _tasks,
    "approve": _messages,
    "uncertain": _messages,
    "recalled": _recalled,
    "held": _messages,
    "apply": _lines,
    "returned": _receivables,
    "dispute": _disputes,
    "document": _requests,
    "callback": _calls,
    "step": _step_tasks,
    "address": _customers,
    "terms": _customers,
    "call": _customers,
}
