"""Undoing an application: a reversing one, never an edit; what it had paid is open again."""

from __future__ import annotations

from datetime import date, datetime

import polars as pl
from django.db.models import F, Q, QuerySet

from encours.core.refusals import RuleError
from encours.records.cash.freeing import free_cents
from encours.records.cash.models import Application, BankLine, Payment
from encours.records.frames.cash import move_open_balances
from encours.records.history.writing import Record, recording
from encours.records.receivables.models import Receivable


def undo_application(
    application: Application, *, reason: str, author: str, at: datetime, on: date
) -> Application:
    """Reverse one application; return the reversing one.

    A payment that the bank alone brought, and of which nothing stands any more, is out of count: its line
    waits for a person to say what it pays.

    Raises
        RuleError: no reason, or it does not stand any more.
    """
    if not reason.strip():
        raise RuleError("reason_missing", "Annuler une affectation demande un motif : l'indiquer.")
    with recording(application.creditor_id, "undo_application", author=author, cause=reason, at=at) as record:
        back = reverse(record, application, reason="undone_by_person", on=on)
        for one in _beside(application.payment).filter(receivable=application.receivable_id):
            reverse(record, one, reason="undone_by_person", on=on)
        _let_line_wait(application.payment_id, on=on)
    return back


def _beside(payment: Payment | None) -> QuerySet[Application]:
    """What stands of the credit notes used and the sums given up beside the line of a payment."""
    if payment is None or payment.bank_line_id is None:
        return Application.objects.none()
    beside = Application.objects.filter(bank_line=payment.bank_line_id, customer=payment.customer_id)
    return beside.filter(reverses__isnull=True, reversed_by__isnull=True).order_by("pk")


def _let_line_wait(payment_id: int | None, *, on: date) -> None:
    live = Payment.objects.filter(source="bank", gone_on__isnull=True, amount_cents__gt=0)
    whole = live.filter(ledger_key="", unapplied_cents=F("amount_cents"))
    payment = None if payment_id is None else whole.filter(pk=payment_id).first()
    if payment is None or payment.bank_line_id is None:
        return
    shared = Payment.objects.filter(bank_line_id=payment.bank_line_id, gone_on__isnull=True).exclude(
        pk=payment.pk
    )
    if shared.exists() or payment.back.filter(gone_on__isnull=True).exists():
        return  # of money refunded, transferred or taken back, the payment goes on telling where it came from
    Payment.objects.filter(pk=payment.pk).update(gone_on=on)
    BankLine.objects.filter(pk=payment.bank_line_id).update(state="doubtful", version=F("version") + 1)


def reverse(
    record: Record, application: Application, *, reason: str, on: date, source: str = "person"
) -> Application:
    """Write the reversing application, and move both balances back, inside the act that asks for it.

    Raises
        RuleError: it was reversed already, or reverses another.
    """
    if application.reverses_id or Application.objects.filter(reverses=application).exists():
        raise RuleError("already_undone", "Cette affectation est déjà annulée.")
    cents = application.amount_cents
    back = Application.objects.create(
        creditor=record.creditor,
        recorded_at=record.at,
        entry=record.entry,
        customer_id=application.customer_id,
        payment_id=application.payment_id,
        credit_note_id=application.credit_note_id,
        given_up=application.given_up,
        bank_line_id=application.bank_line_id,
        receivable_id=application.receivable_id,
        amount_cents=-cents,
        applied_on=on,
        known_on=on,
        reason=reason[:40],
        source=source,
        reverses=application,
    )
    Receivable.objects.filter(pk=application.receivable_id).update(open_cents=F("open_cents") + cents)
    if application.payment_id is not None:
        Payment.objects.filter(pk=application.payment_id).update(unapplied_cents=F("unapplied_cents") + cents)
    if application.credit_note_id is not None:
        Receivable.objects.filter(pk=application.credit_note_id).update(open_cents=F("open_cents") - cents)
    record.wrote(Application, [back])
    record.of(application.customer_id, undone=application.pk, amount_cents=cents, reason=reason)
    return back


def reopen(record: Record, payment: Payment, *, reason: str, on: date) -> list[Application]:
    """Reverse every standing application of a payment, and give the items back what it had paid."""
    standing = payment.applications.filter(reverses__isnull=True, reversed_by__isnull=True)
    both = (*standing.order_by("pk"), *_beside(payment))
    return [reverse(record, one, reason=reason, on=on) for one in both]


def reopen_part(record: Record, payment: Payment, cents: int, *, reason: str, on: date) -> None:
    """Give items back so many cents of what a payment had paid: of the one of that amount, else of the last ones.

    What of the payment was free goes first; of the item that is given back a part of, the rest stays paid.
    """
    standing = payment.applications.filter(reverses__isnull=True, reversed_by__isnull=True)
    left = cents - free_cents(payment)
    rows = sorted(standing, key=lambda one: (one.amount_cents != left, -one.pk))
    for one in rows:
        if left <= 0:
            return
        beside = _beside(payment).filter(receivable=one.receivable_id)
        reverse(record, one, reason=reason, on=on)
        if one.amount_cents > left:
            _write_again(record, one, one.amount_cents - left, on=on)
        else:
            for given in beside:
                reverse(record, given, reason=reason, on=on)
        left -= one.amount_cents


def apply_again(record: Record, payment: Payment, *, on: date) -> None:
    """Apply a payment anew to what it had paid, as far as that is still open."""
    undone = Application.objects.filter(reverses__isnull=True, reversed_by__isnull=False)
    beside = Q(bank_line=payment.bank_line_id, bank_line__isnull=False, customer=payment.customer_id)
    for one in undone.filter(Q(payment=payment) | beside).order_by("pk"):
        receivable = Receivable.objects.get(pk=one.receivable_id)
        cents = min(one.amount_cents, receivable.open_cents, _left_to(one))
        if cents <= 0:
            continue
        _write_again(record, one, cents, on=on)


def _write_again(record: Record, one: Application, cents: int, *, on: date) -> None:
    """An application as it was, of so many cents."""
    made = Application.objects.create(
        creditor=record.creditor,
        recorded_at=record.at,
        entry=record.entry,
        customer_id=one.customer_id,
        payment_id=one.payment_id,
        credit_note_id=one.credit_note_id,
        given_up=one.given_up,
        bank_line_id=one.bank_line_id,
        evidence=one.evidence,
        receivable_id=one.receivable_id,
        amount_cents=cents,
        applied_on=one.applied_on,
        known_on=on,
        reason=one.reason,
        source=one.source,
    )
    _move(made)
    record.wrote(Application, [made])


def _left_to(one: Application) -> int:
    """What its payment or credit note has left to give; what was given up is given up again."""
    if one.payment_id is not None:
        return free_cents(Payment.objects.get(pk=one.payment_id))
    if one.credit_note_id is not None:
        return -Receivable.objects.get(pk=one.credit_note_id).open_cents
    return one.amount_cents


def _move(made: Application) -> None:
    """Move the balances of both its sides."""
    cents = made.amount_cents
    moves = {made.receivable_id: -cents}
    if made.credit_note_id is not None:
        moves[made.credit_note_id] = cents
    move_open_balances(pl.DataFrame({"receivable_id": list(moves), "moved_cents": list(moves.values())}))
    if made.payment_id is not None:
        Payment.objects.filter(pk=made.payment_id).update(unapplied_cents=F("unapplied_cents") - cents)
