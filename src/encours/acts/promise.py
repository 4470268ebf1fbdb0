"""A customer promises to pay so much by a day; its reminders wait until then, and a few days more."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from encours.core.refusals import RuleError
from encours.records.history.writing import Record, recording
from encours.records.parties.models import Customer
from encours.records.promises.models import Promise, PromisedItem
from encours.records.receivables.due import due_day
from encours.records.receivables.models import Receivable
from encours.records.remittances.reading import shorts_rule

_FARTHEST = 366
_MOST = 200  # items of one promise
_BY_HAND = ("person", "call", "email", "bill")


def promise(
    customer: Customer,
    *,
    items: Sequence[tuple[Receivable, int]],
    due_on: date,
    source: str,
    on: date,
    text: str = "",
    author: str,
    at: datetime,
) -> Promise:
    """Record a promise of today about a customer's items, so many cents each.

    Raises
        RuleError: no item, one of another customer or not so much open, two currencies, a day past or too far, or a
            bill without its number.
    """
    if source not in _BY_HAND:
        raise RuleError("source_wrong", "Dire d’où vient la promesse.")
    if source == "bill" and not text.strip():
        raise RuleError("bill_number_missing", "Un effet a un numéro : l’indiquer, il le fera reconnaître.")
    if not on <= due_on <= on + timedelta(days=_FARTHEST):
        raise RuleError("due_on_wrong", "Une promesse est pour un jour à venir, dans l’année.")
    with recording(customer.creditor_id, "promise", author=author, cause="desk", at=at) as record:
        return promise_within(
            record, customer, items=items, due_on=due_on, source=source, on=on, text=text, by=author
        )


def promise_within(
    record: Record,
    customer: Customer,
    *,
    items: Sequence[tuple[Receivable, int]],
    due_on: date,
    source: str,
    on: date,
    text: str,
    by: str,
) -> Promise:
    """The same inside the act that notes the call in which it was made.

    Raises
        RuleError: as `promise`.
    """
    _check(customer, items)
    grace_days = shorts_rule(record.creditor.pk).grace_days
    return write_promise(record, Promised(customer.pk, items, on, due_on, grace_days, source, text, by))


def _check(customer: Customer, items: Sequence[tuple[Receivable, int]]) -> None:
    if not items:
        raise RuleError("items_missing", "Choisir au moins une facture promise.")
    if len({item.pk for item, _ in items}) < len(items):
        raise RuleError("named_twice", "Une facture est indiquée deux fois : réunir les deux montants.")
    if len({item.currency for item, _ in items}) > 1:
        raise RuleError(
            "several_currencies", "Une promesse est dans une seule devise : en noter une pour chacune."
        )
    for item, cents in items:
        if item.customer_id != customer.pk:
            raise RuleError("other_customer", f"La facture {item.number} est d'un autre client.")
        if not 0 < cents <= item.open_cents:
            raise RuleError("beyond_open", f"La facture {item.number} : promettre d'un centime au reste dû.")


def spread(customer: Customer, cents: int | None, *, on: date) -> list[tuple[Receivable, int]]:
    """So much on the oldest items of a customer, overdue ones first; None: all that is overdue, else all.

    Raises
        RuleError: nothing is owed, or not so much, in the currency of the oldest.
    """
    rows = Receivable.objects.filter(customer=customer, open_cents__gt=0, gone_on__isnull=True)
    dated = rows.exclude(kind="opening").annotate(due_day=due_day())
    owed = list(dated.order_by("due_day", "pk")[:_MOST])
    same = [item for item in owed if item.currency == owed[0].currency]
    late = [item for item in same if item.due_day < on]
    if cents is None:
        return [(item, item.open_cents) for item in late or same]
    found: list[tuple[Receivable, int]] = []
    for item in same:
        taken = min(cents, item.open_cents)
        if taken:
            found.append((item, taken))
            cents -= taken
    if cents:
        raise RuleError("promised_cents_wrong", "Le client ne doit pas autant : corriger le montant promis.")
    return found


@dataclass(frozen=True, slots=True)
class Promised:
    """What is promised: so many cents of each item, from which day, by which day, how one knows it."""

    customer_id: int
    items: Sequence[tuple[Receivable, int]]
    made_on: date
    due_on: date
    grace_days: int
    source: str
    text: str
    by: str


def write_promise(record: Record, said: Promised) -> Promise:
    """Write a promise and its items inside the act that asks for it."""
    made = Promise.objects.create(
        creditor=record.creditor,
        recorded_at=record.at,
        entry=record.entry,
        customer_id=said.customer_id,
        made_on=said.made_on,
        due_on=said.due_on,
        until_on=said.due_on + timedelta(days=said.grace_days),
        amount_cents=sum(cents for _, cents in said.items),
        currency=said.items[0][0].currency,
        source=said.source,
        text=said.text.strip()[:300],
        by=said.by,
    )
    fact = {"creditor": record.creditor, "recorded_at": record.at, "entry": record.entry}
    rows = PromisedItem.objects.bulk_create(
        PromisedItem(**fact, promise=made, customer_id=said.customer_id, receivable=item, amount_cents=cents)
        for item, cents in said.items
    )
    record.wrote(Promise, [made])
    record.wrote(PromisedItem, rows)
    record.of(
        said.customer_id,
        promise=made.pk,
        amount_cents=made.amount_cents,
        currency=made.currency,
        due_on=said.due_on,
        until_on=made.until_on,
        source=said.source,
        invoices=[item.number for item, _ in said.items],
    )
    return made


def withdraw_promise(made: Promise, *, reason: str, on: date, author: str, at: datetime) -> None:
    """Say that a promise does not hold any more: reminders begin again, and it is judged no further.

    Raises
        RuleError: no reason, or it was withdrawn, or its day is over.
    """
    if not reason.strip():
        raise RuleError("reason_missing", "Retirer une promesse demande un motif : l’indiquer.")
    with recording(made.creditor_id, "withdraw_promise", author=author, cause=reason, at=at) as record:
        still = Promise.objects.filter(pk=made.pk, withdrawn_on__isnull=True, until_on__gte=on)
        if not still.update(withdrawn_on=on, withdrawn_reason=reason.strip()[:200]):
            raise RuleError("promise_over", "Cette promesse est échue, ou déjà retirée.")
        record.of(made.customer_id, promise=made.pk, withdrawn_on=on, reason=reason)
