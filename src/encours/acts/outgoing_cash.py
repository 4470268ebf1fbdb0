"""Unapplied cash that leaves a payment: what refunds and transfers share."""

from __future__ import annotations

import secrets
from datetime import date

from encours.acts.rules import same_version
from encours.core.refusals import RuleError
from encours.records.cash.freeing import free_cents, free_of_customer
from encours.records.cash.models import Payment
from encours.records.history.writing import Record

_KEY_BYTES = 8


def free_payment(payment: Payment, amount_cents: int, made_from: int | None) -> Payment:
    """The payment as it is now, so much of it being free.

    `made_from` is what was free of it, in cents, when the form was made.

    Raises
        StaleFormError: something was applied, refunded or transferred since.
        RuleError: nothing or less than that is free.
    """
    now = Payment.objects.select_related("customer", "bank_line").get(pk=payment.pk)
    free = free_cents(now)
    same_version(free, made_from, "Ce paiement")
    if not 0 < amount_cents <= free:
        raise RuleError("amount_cents_wrong", "Le montant va d’un centime à ce qui n’est pas affecté.")
    if amount_cents > free_of_customer(now):
        raise RuleError(
            "amount_cents_wrong",
            "La comptabilité a déjà rendu de l’argent à ce client : il en reste moins à rendre ou à transférer.",
        )
    return now


def take_out(
    record: Record, payment: Payment, amount_cents: int, *, kind: str, label: str, in_bank: bool, on: date
) -> Payment:
    """Write the negative payment by which money leaves, inside the act that asks for it."""
    back = Payment.objects.create(
        creditor=record.creditor,
        recorded_at=record.at,
        entry=record.entry,
        known_on=on,
        customer_id=payment.customer_id,
        key=new_key(kind),
        source="bank",
        paid_on=on,
        amount_cents=-amount_cents,
        unapplied_cents=-amount_cents,
        currency=payment.currency,
        in_bank_journal=in_bank,
        label=label[:300],
        gives_back=payment,
    )
    record.wrote(Payment, [back])
    return back


def new_key(kind: str) -> str:
    """A key that no other payment has."""
    return f"{kind}|{secrets.token_hex(_KEY_BYTES)}"
