"""What pays what, as a connected system has it: applied where it is not so here, reversed where it no longer is."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date

from django.db.models import F

from encours.acts.undo_application import reverse
from encours.records.cash.models import Application, Payment
from encours.records.history.writing import Record
from encours.records.receivables.models import Receivable

REASON = "connector_says"
Place = tuple[int, str]  # the customer, the number
Payer = tuple[int | None, int | None]  # a payment, or a credit note


@dataclass
class Book:
    """What is known here of the invoices and payments of one batch."""

    record: Record
    on: date
    intake_id: int
    customers: dict[str, int]
    items: dict[Place, Receivable]
    payments: dict[str, Payment] = field(default_factory=dict)
    made: int = 0
    confirmed: int = 0
    applied: int = 0
    undone: int = 0


def settle(
    book: Book,
    places: list[Place],
    wanted: dict[int, dict[Payer, int]],
    prefix: str,
) -> None:
    """Reverse what the source no longer says pays an invoice, apply what it says and does not stand here."""
    items = [book.items[place] for place in places if place in book.items]
    standing: dict[int, list[Application]] = defaultdict(list)
    for one in Application.objects.filter(
        receivable__in=items, reverses__isnull=True, reversed_by__isnull=True
    ):
        standing[one.receivable_id].append(one)
    for item in items:
        told = dict(wanted.get(item.pk, {}))
        for one in standing[item.pk]:
            payer = (one.payment_id, one.credit_note_id)
            if told.get(payer) == one.amount_cents:
                del told[payer]
            elif one.reason == REASON:
                reverse(book.record, one, reason="connector_says_not", on=book.on, source="ledger")
                book.undone += 1
                _retire(book, one.payment_id, prefix)
            elif payer in told:
                told[payer] -= one.amount_cents
        for (payment, note), cents in told.items():
            _apply(book, item.pk, payment, note, cents)


def _retire(book: Book, payment_id: int | None, prefix: str) -> None:
    """A part of a payment that pays nothing any more is no longer told."""
    if payment_id is not None:
        Payment.objects.filter(
            pk=payment_id, key__startswith=prefix, unapplied_cents=F("amount_cents"), key__contains="|"
        ).exclude(pk__in=[one.pk for one in book.payments.values()]).update(gone_on=book.on)


def _apply(book: Book, item: int, payment: int | None, note: int | None, told: int) -> None:
    """As much as is told, as is left of what pays, and as is open."""
    open_cents = Receivable.objects.values_list("open_cents", flat=True).get(pk=item)
    if payment is not None:
        left = Payment.objects.values_list("unapplied_cents", flat=True).get(pk=payment)
    else:
        left = -Receivable.objects.values_list("open_cents", flat=True).get(pk=note or 0)
    cents = min(told, left, open_cents)
    if cents <= 0:
        return
    receivable = Receivable.objects.only("customer_id").get(pk=item)
    made = Application.objects.create(
        creditor=book.record.creditor,
        recorded_at=book.record.at,
        entry=book.record.entry,
        customer_id=receivable.customer_id,
        payment_id=payment,
        credit_note_id=note,
        receivable_id=item,
        amount_cents=cents,
        applied_on=book.on,
        known_on=book.on,
        reason=REASON,
        source="ledger",
        reconstructed=True,
    )
    Receivable.objects.filter(pk=item).update(open_cents=F("open_cents") - cents)
    if payment is not None:
        Payment.objects.filter(pk=payment).update(unapplied_cents=F("unapplied_cents") - cents)
    else:
        Receivable.objects.filter(pk=note or 0).update(open_cents=F("open_cents") + cents)
    book.record.wrote(Application, [made])
    book.applied += 1
