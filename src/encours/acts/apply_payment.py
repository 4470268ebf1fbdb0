"""A person says what unapplied cash of a customer pays."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

import polars as pl
from django.db.models import F

from encours.acts.outgoing_cash import free_payment
from encours.core.refusals import RuleError
from encours.records.cash.models import Application, Payment
from encours.records.frames.cash import move_open_balances
from encours.records.history.writing import Record, recording
from encours.records.receivables.models import Receivable


def apply_payment(
    payment: Payment,
    shares: Sequence[tuple[Receivable, int]],
    *,
    made_from: int | None,
    author: str,
    at: datetime,
    on: date,
) -> list[Application]:
    """Apply what is free of a payment to items of its customer, so many cents each.

    Raises
        StaleFormError: what is free of the payment changed since the form was made.
        RuleError: nothing is said, an item is another's or in another currency, more than is free or open.
    """
    total = sum(cents for _, cents in shares)
    if not total:
        raise RuleError("nothing_said", "Indiquer combien pour au moins une facture.")
    with recording(
        payment.creditor_id, "apply_payment", author=author, cause=f"payment {payment.pk}", at=at
    ) as record:
        now = free_payment(payment, total, made_from)
        items = Receivable.objects.filter(customer=now.customer_id, gone_on__isnull=True)
        found = items.in_bulk([item.pk for item, _ in shares])
        for item, cents in shares:
            held = found.get(item.pk)
            if held is None or held.currency != now.currency or not 0 < cents <= held.open_cents:
                raise RuleError(
                    "beyond_open", f"La facture {item.number} : affecter d’un centime au reste dû."
                )
        made = [_application(record, now, found[item.pk], cents, on) for item, cents in shares]
        record.wrote(Application, made)
        moves = [(item.pk, -cents) for item, cents in shares]
        move_open_balances(pl.DataFrame(moves, schema=["receivable_id", "moved_cents"], orient="row"))
        Payment.objects.filter(pk=now.pk).update(unapplied_cents=F("unapplied_cents") - total)
        record.of(now.customer_id, payment=now.key, applied_cents=total)
    return made


def _application(record: Record, payment: Payment, item: Receivable, cents: int, on: date) -> Application:
    return Application.objects.create(
        creditor=record.creditor,
        recorded_at=record.at,
        entry=record.entry,
        customer_id=payment.customer_id,
        payment=payment,
        receivable=item,
        amount_cents=cents,
        applied_on=max(payment.paid_on, item.issued_on),
        known_on=on,
        reason="by_person",
        source="person",
    )
