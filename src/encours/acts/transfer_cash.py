"""Unapplied cash of a customer that is another's: moved there with its reason, and back if that was wrong."""

from __future__ import annotations

from datetime import date, datetime

from django.db.models import F

from encours.acts.outgoing_cash import free_payment, new_key, take_out
from encours.acts.rules import same_version
from encours.core.refusals import RuleError
from encours.records.cash.freeing import free_cents
from encours.records.cash.models import Payment
from encours.records.cash.outgoing import Transfer
from encours.records.history.writing import Record, recording
from encours.records.parties.models import Customer


def transfer_cash(
    payment: Payment,
    to: Customer,
    *,
    amount_cents: int,
    reason: str,
    made_from: int | None,
    author: str,
    at: datetime,
    on: date,
) -> Transfer:
    """Move so much of what is unapplied to another customer of the same creditor; the money keeps its day.

    Raises
        StaleFormError: what is free of the payment changed since the form was made.
        RuleError: no reason, more than is free, or a customer that cannot be.
    """
    _check(payment, to, reason)
    with recording(
        payment.creditor_id, "transfer_cash", author=author, cause=reason.strip(), at=at
    ) as record:
        now = free_payment(payment, amount_cents, made_from)
        back = take_out(record, now, amount_cents, kind="transfer", label="Transfert", in_bank=False, on=on)
        received = _received(record, now, to, amount_cents, on)
        record.wrote(Payment, [received])
        made = Transfer.objects.create(
            creditor=record.creditor,
            recorded_at=record.at,
            entry=record.entry,
            customer_id=now.customer_id,
            to_customer=to,
            payment=now,
            back=back,
            received=received,
            amount_cents=amount_cents,
            currency=now.currency,
            on=on,
            reason=reason.strip()[:200],
            by=author,
        )
        record.wrote(Transfer, [made])
        for customer in (now.customer_id, to.pk):
            record.of(customer, transfer=made.pk, amount_cents=amount_cents)
    return made


def _check(payment: Payment, to: Customer, reason: str) -> None:
    if not reason.strip():
        raise RuleError("reason_wrong", "Un transfert demande un motif : l’indiquer.")
    if to.creditor_id != payment.creditor_id or to.merged_into_id is not None:
        raise RuleError("to_wrong", "Ce client est celui d’un autre créancier, ou a été fusionné.")
    if to.pk == payment.customer_id:
        raise RuleError("to_wrong", "Choisir un autre client que celui qui a payé.")


def _received(record: Record, payment: Payment, to: Customer, amount_cents: int, on: date) -> Payment:
    return Payment.objects.create(
        creditor=record.creditor,
        recorded_at=record.at,
        entry=record.entry,
        known_on=on,
        customer=to,
        key=new_key("transferred"),
        source="bank",
        paid_on=on,
        amount_cents=amount_cents,
        unapplied_cents=amount_cents,
        currency=payment.currency,
        in_bank_journal=False,
        label="Transfert",
    )


def undo_transfer(
    transfer: Transfer, *, reason: str, made_from: int | None, author: str, at: datetime, on: date
) -> None:
    """Move the money back to the payment that it came from.

    Raises
        StaleFormError: it changed since the form was made.
        RuleError: no reason, it was undone already, the books posted it, or some of it was used since.
    """
    if not reason.strip():
        raise RuleError("reason_wrong", "Annuler un transfert demande un motif : l’indiquer.")
    with recording(transfer.creditor_id, "undo_transfer", author=author, cause=reason, at=at) as record:
        now = Transfer.objects.select_related("back", "received").get(pk=transfer.pk)
        same_version(now.version, made_from, "Ce transfert")
        if now.undone_on is not None or now.back.gone_on is not None:
            raise RuleError("transfer_undone", "Ce transfert est déjà annulé, ou la comptabilité l’a repris.")
        if free_cents(now.received) != now.amount_cents:
            raise RuleError(
                "transfer_used",
                "Une partie est déjà affectée, remboursée ou transférée plus loin : l’annuler d’abord.",
            )
        Payment.objects.filter(pk__in=(now.back_id, now.received_id)).update(gone_on=on)
        Transfer.objects.filter(pk=now.pk).update(undone_on=on, undone_by=author, version=F("version") + 1)
        for customer in (now.back.customer_id, now.received.customer_id):
            record.of(customer, transfer=now.pk, undone=True, amount_cents=now.amount_cents)
