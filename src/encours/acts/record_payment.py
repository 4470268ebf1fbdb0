"""A payment that a person records by hand on an invoice: the bank's own line will confirm it; its source is told."""

from __future__ import annotations

import secrets
from datetime import date, datetime

from django.db.models import F

from encours.acts.connect.intend import Wish, intend
from encours.acts.rules import same_version
from encours.core.refusals import RuleError
from encours.records.cash.models import Application, Payment
from encours.records.history.writing import Record, recording
from encours.records.receivables.models import Receivable

_KEY_BYTES = 8


def record_payment(
    receivable: Receivable,
    *,
    amount_cents: int,
    paid_on: date,
    reference: str,
    on: date,
    made_from: int | None,
    author: str,
    at: datetime,
) -> Payment:
    """Record that so much of an invoice was paid, and stop chasing it at once.

    Raises
        StaleFormError: the invoice changed since the form was made.
        RuleError: more than is open, or a day to come.
    """
    with recording(
        receivable.creditor_id, "record_payment", author=author, cause=receivable.number, at=at
    ) as record:
        now = Receivable.objects.get(pk=receivable.pk)
        same_version(now.version, made_from, f"La facture {now.number}")
        if not 0 < amount_cents <= now.open_cents:
            raise RuleError("amount_cents_wrong", "Le montant va d’un centime au reste dû.")
        if paid_on > on:
            raise RuleError(
                "paid_on_wrong", "Ce jour est à venir : enregistrer le paiement quand il est reçu."
            )
        payment = _write(record, now, amount_cents, paid_on, reference.strip(), on)
        record.of(
            now.customer_id, paid=payment.key, invoice=now.number, amount_cents=amount_cents, paid_on=paid_on
        )
        wish = Wish(
            "payment", now.customer_id, paid_on, reference.strip(), now, payment, amount_cents, now.currency
        )
        intend(record, [wish])
    return payment


def _write(
    record: Record, now: Receivable, amount_cents: int, paid_on: date, reference: str, on: date
) -> Payment:
    stamp = {
        "creditor": record.creditor,
        "recorded_at": record.at,
        "entry": record.entry,
        "known_on": on,
        "customer_id": now.customer_id,
        "amount_cents": amount_cents,
    }
    payment = Payment.objects.create(
        **stamp,
        key=f"hand|{secrets.token_hex(_KEY_BYTES)}",
        source="ledger",
        paid_on=paid_on,
        unapplied_cents=0,
        currency=now.currency,
        label=reference[:300],
    )
    made = Application.objects.create(
        **stamp, payment=payment, receivable=now, applied_on=paid_on, reason="by_person", source="person"
    )
    Receivable.objects.filter(pk=now.pk).update(open_cents=F("open_cents") - amount_cents)
    record.wrote(Payment, [payment])
    record.wrote(Application, [made])
    return payment
