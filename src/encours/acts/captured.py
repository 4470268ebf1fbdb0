"""Documents that came into customers' files: they wait to be read, and whoever follows the customer is told, once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from encours.acts.noticing import Told, notify_each
from encours.records.documents.models import FileWords, KeptFile
from encours.records.history.writing import Record
from encours.records.messages.models import Received
from encours.records.parties.models import Attachment
from encours.records.work.models import Assignment

_MOST = 10  # notices to one person, of one act


def await_reading(record: Record, files: Iterable[KeptFile]) -> None:
    """Have these files made findable by their words (`acts.index_documents`)."""
    rows = [FileWords(kept=file, creditor=record.creditor) for file in files]
    FileWords.objects.bulk_create(rows, ignore_conflicts=True)  # a PDF laid aside, then confirmed, waits once


def tell_attached(record: Record, attached: Sequence[Attachment]) -> None:
    """Tell who follows each customer of the documents put in its file: one notice a customer, that opens the first.

    Of many customers at once, one notice that says how many documents came.
    """
    by_customer: dict[int, list[Attachment]] = defaultdict(list)
    for each in attached:
        by_customer[each.customer_id].append(each)
    by_person: dict[int, list[int]] = defaultdict(list)
    for customer, person in _owners(by_customer):
        by_person[person].append(customer)
    told: list[Told] = []
    for person, customers in by_person.items():
        if len(customers) > _MOST:
            told.append(Told(person, str(sum(len(by_customer[key]) for key in customers))))
            continue
        told += [
            Told(person, _titles(by_customer[key]), key, attachment_id=by_customer[key][0].pk)
            for key in customers
        ]
    notify_each(record, told, kind="captured")


def tell_mail(record: Record, received: Received, customer_id: int) -> None:
    """Tell who follows a customer that a mail with files was filed with it."""
    if not received.attached:
        return
    names = ", ".join(str(each["name"]) for each in received.attached)
    told = [
        Told(person, names, customer_id, received_id=received.pk) for _key, person in _owners([customer_id])
    ]
    notify_each(record, told, kind="captured")


def _titles(attached: Sequence[Attachment]) -> str:
    return ", ".join(each.title for each in attached)


def _owners(customers: Iterable[int]) -> list[tuple[int, int]]:
    """Each customer that somebody follows, with whom."""
    rows = Assignment.objects.filter(customer_id__in=list(customers), owner__isnull=False)
    return [(customer, person) for customer, person in rows.values_list("customer_id", "owner_id") if person]
