"""Unapplied cash goes back to its customer: asked, agreed to where it must be, found in the bank, or cancelled."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from django.db.models import F

from encours.acts.outgoing_cash import free_payment, take_out
from encours.acts.rules import same_version
from encours.acts.versions import next_number, write_version
from encours.core.matching.refunds import paid_out
from encours.core.refusals import RuleError
from encours.records.cash.freeing import alone_cents, latest_refund_policy
from encours.records.cash.models import BankLine, Payment
from encours.records.cash.outgoing import Refund
from encours.records.cash.rules import RefundPolicy
from encours.records.frames.refunds import awaited_refunds, loose_debits
from encours.records.history.writing import Record, recording
from encours.records.parties.models import Creditor

_REFERENCE_BYTES = 4
AHEAD: Final = timedelta(days=60)
"""How long before it is made a refund may be asked."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A refund as a person asks it: the day is when it is to leave, the account where it goes, if told."""

    amount_cents: int
    planned_on: date
    reason: str
    iban: str = ""


def ask_refund(
    payment: Payment, asked: Asked, *, made_from: int | None, author: str, at: datetime, on: date
) -> Refund:
    """Take so much out of what is unapplied; it waits for the bank's debit, or first for another person.

    Raises
        StaleFormError: what is free of the payment changed since the form was made.
        RuleError: no reason, more than is free, or a day that cannot be.
    """
    if not asked.reason.strip():
        raise RuleError("reason_wrong", "Un remboursement demande un motif : l’indiquer.")
    if not on <= asked.planned_on <= on + AHEAD:
        raise RuleError("planned_on_wrong", "Le jour va d’aujourd’hui à soixante jours plus tard.")
    with recording(
        payment.creditor_id, "ask_refund", author=author, cause=asked.reason.strip(), at=at
    ) as record:
        now = free_payment(payment, asked.amount_cents, made_from)
        reference = f"RB{secrets.token_hex(_REFERENCE_BYTES).upper()}"
        told = f"Remboursement {reference}"
        back = take_out(record, now, asked.amount_cents, kind="refund", label=told, in_bank=True, on=on)
        alone = asked.amount_cents <= alone_cents(record.creditor.pk)
        made = Refund.objects.create(
            creditor=record.creditor,
            recorded_at=record.at,
            entry=record.entry,
            customer_id=now.customer_id,
            payment=now,
            back=back,
            amount_cents=asked.amount_cents,
            currency=now.currency,
            asked_on=on,
            planned_on=asked.planned_on,
            reason=asked.reason.strip()[:200],
            reference=reference,
            iban="".join(asked.iban.split()).upper()[:34],
            by=author,
            state="awaited" if alone else "to_approve",
        )
        record.wrote(Refund, [made])
        record.of(now.customer_id, refund=made.reference, amount_cents=made.amount_cents, state=made.state)
    return made


def approve_refund(refund: Refund, *, made_from: int | None, author: str, at: datetime) -> None:
    """Agree to a refund that another person asked.

    Raises
        StaleFormError: it changed since the page was read.
        RuleError: it waits for nobody, or who agrees is who asked.
    """
    with recording(
        refund.creditor_id, "approve_refund", author=author, cause=refund.reference, at=at
    ) as record:
        now = _now(refund, made_from, ("to_approve",), "Ce remboursement n’attend pas d’accord.")
        if now.by == author:
            raise RuleError(
                "own_refund", "Un remboursement est accordé par une autre personne que celle qui le demande."
            )
        _moved(now, state="awaited", answered_by=author)
        record.of(now.customer_id, refund=now.reference, state="awaited")


def cancel_refund(
    refund: Refund, *, reason: str, made_from: int | None, author: str, at: datetime, on: date
) -> None:
    """Give up a refund that the bank has not made: its money is unapplied again.

    Raises
        StaleFormError: it changed since the form was made.
        RuleError: no reason, or it was made or cancelled already.
    """
    if not reason.strip():
        raise RuleError("reason_wrong", "Annuler un remboursement demande un motif : l’indiquer.")
    with recording(refund.creditor_id, "cancel_refund", author=author, cause=reason, at=at) as record:
        now = _now(refund, made_from, ("to_approve", "awaited"), "Ce remboursement n’attend plus rien.")
        if now.order_id is not None:
            raise RuleError(
                "refund_ordered",
                "Ce remboursement est dans un fichier de virements : annuler d’abord ce fichier.",
            )
        if now.back.ledger_key:
            raise RuleError("refund_posted", "La comptabilité a déjà passé ce remboursement : il est fait.")
        Payment.objects.filter(pk=now.back_id).update(gone_on=on)
        _moved(now, state="cancelled", answered_by=author, ended_on=on)
        record.of(now.customer_id, refund=now.reference, state="cancelled", reason=reason)


def confirm_refund(
    refund: Refund, line: BankLine, *, made_from: int | None, author: str, at: datetime
) -> None:
    """Say which debit of the bank is a refund.

    Raises
        StaleFormError: the refund changed since the form was made.
        RuleError: it is not awaited; or the line is no debit of that amount, or another refund's.
    """
    with recording(
        refund.creditor_id, "confirm_refund", author=author, cause=refund.reference, at=at
    ) as record:
        now = _now(refund, made_from, ("awaited",), "Ce remboursement n’attend pas de sortie d’argent.")
        debit = BankLine.objects.get(pk=line.pk)
        same = (debit.creditor_id, debit.currency, -debit.amount_cents, debit.state)
        if same != (now.creditor_id, now.currency, now.amount_cents, "debit"):
            raise RuleError("line_wrong", "Cette ligne n’est pas une sortie d’argent de ce montant.")
        if Refund.objects.filter(line=debit).exists():
            raise RuleError("line_wrong", "Cette ligne est déjà un autre remboursement.")
        _made(record, now, debit)


def find_refunds(creditor: Creditor, *, author: str, at: datetime) -> int:
    """Find the debits that are surely refunds awaited (`core.matching.refunds`); return how many."""
    awaited = awaited_refunds(creditor.pk)
    if awaited.is_empty():
        return 0
    first = min(awaited["asked_on"].to_list())
    found = paid_out(awaited, loose_debits(creditor.pk, since=first))
    if found.is_empty():
        return 0
    done = 0
    with recording(creditor, "find_refunds", author=author, cause="bank lines", at=at) as record:
        for key, line in found.select("refund_id", "line_id").iter_rows():
            refund = Refund.objects.select_related("back").get(pk=key)
            if refund.state == "awaited":
                _made(record, refund, BankLine.objects.get(pk=line))
                done += 1
        record.tell(refunds=done)
    return done


def let_refund(
    creditor: Creditor, alone: int, *, made_from: int | None, author: str, at: datetime
) -> RefundPolicy:
    """Say up to how much one person alone may ask a refund, in cents of the books.

    Raises
        StaleFormError: another rule was published since the form was made.
        RuleError: below zero.
    """
    if alone < 0:
        raise RuleError("alone_cents_wrong", "La limite va de zéro vers le haut.")
    with recording(creditor, "let_refund", author=author, cause="desk", at=at) as record:
        number = next_number(latest_refund_policy(record.creditor.pk), made_from)
        made = write_version(record, RefundPolicy, number, by=author, alone_cents=alone)
        record.tell(number=made.number, alone_cents=alone)
    return made


def _now(refund: Refund, made_from: int | None, states: tuple[str, ...], otherwise: str) -> Refund:
    now = Refund.objects.select_related("back").get(pk=refund.pk)
    same_version(now.version, made_from, "Ce remboursement")
    if now.state not in states:
        raise RuleError("refund_not_waiting", otherwise)
    return now


def _moved(refund: Refund, **marks: object) -> None:
    Refund.objects.filter(pk=refund.pk).update(version=F("version") + 1, **marks)


def _made(record: Record, refund: Refund, line: BankLine) -> None:
    _moved(refund, state="made", line=line, ended_on=line.booked_on)
    Payment.objects.filter(pk=refund.back_id).update(bank_line=line)
    record.of(refund.customer_id, refund=refund.reference, state="made", line=line.pk)
