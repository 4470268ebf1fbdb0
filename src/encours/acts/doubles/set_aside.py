"""Setting aside an invoice or a payment that is another one told twice; and putting it back.

It keeps its amounts and its history, and is out of every count from its own day on, as what its file no longer
shows is: a double never was owed. Its files go on telling it, and bring it back no more.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db.models import F

from encours.acts.quality.assess import look_again
from encours.acts.rules import same_version
from encours.core.refusals import RuleError
from encours.records.cash.models import Payment
from encours.records.frames.past import supersede
from encours.records.history.writing import Record, recording
from encours.records.receivables.models import Double, Receivable


def set_aside_invoice(
    double: Receivable,
    kept: Receivable,
    *,
    reason: str,
    made_from: int | None,
    author: str,
    at: datetime,
    on: date,
) -> Double:
    """Say that an invoice (or credit note) is another one of the same customer, told twice.

    Raises
        RuleError: no reason, another customer's or another amount, one of them already set aside or gone, something
            applied on it.
        StaleFormError: somebody changed it since the form was made.
    """
    _reasoned(reason)
    with recording(
        double.creditor_id, "set_aside_double", author=author, cause=reason.strip(), at=at
    ) as record:
        now = Receivable.objects.get(pk=double.pk)
        same_version(now.version, made_from, now.number)
        other = Receivable.objects.get(pk=kept.pk)
        _one_fact(now, other)
        if now.open_cents != now.amount_cents:
            raise RuleError("applied", "Quelque chose y est affecté : annuler d’abord cette affectation.")
        if Receivable.objects.filter(same_as=now).exists():
            raise RuleError(
                "kept", "Une autre pièce a été écartée comme doublon de celle-ci : c’est elle qui reste."
            )
        _restate(record, now, same_as=other, gone_on=now.issued_on)
        made = _told(record, now.customer_id, on, reason, receivable=now, kept_receivable=other)
        record.of(now.customer_id, double=now.number, kept=other.number, reason=made.reason)
        look_again(record, [now.customer_id])
    return made


def set_aside_payment(
    double: Payment, kept: Payment, *, reason: str, author: str, at: datetime, on: date
) -> Double:
    """Say that a payment is another one of the same customer, told twice.

    Raises
        RuleError: no reason, another customer's or another amount, one of them already set aside or gone, something
            that it settles.
    """
    _reasoned(reason)
    with recording(
        double.creditor_id, "set_aside_double", author=author, cause=reason.strip(), at=at
    ) as record:
        now, other = Payment.objects.get(pk=double.pk), Payment.objects.get(pk=kept.pk)
        _one_fact(now, other)
        if now.unapplied_cents != now.amount_cents:
            raise RuleError("applied", "Ce paiement règle quelque chose : annuler d’abord son affectation.")
        if Payment.objects.filter(same_as=now).exists():
            raise RuleError(
                "kept", "Un autre paiement a été écarté comme doublon de celui-ci : c’est lui qui reste."
            )
        Payment.objects.filter(pk=now.pk).update(same_as=other, gone_on=now.paid_on)
        made = _told(record, now.customer_id, on, reason, payment=now, kept_payment=other)
        record.of(
            now.customer_id,
            double_payment=now.pk,
            kept=other.pk,
            paid_on=now.paid_on,
            amount_cents=now.amount_cents,
            reason=made.reason,
        )
        look_again(record, [now.customer_id])
    return made


def put_back(event: Double, *, reason: str, author: str, at: datetime, on: date) -> Double:
    """Take back what was said: it counts again.

    Raises
        RuleError: no reason, or it was put back already.
    """
    _reasoned(reason)
    with recording(
        event.creditor_id, "put_back_double", author=author, cause=reason.strip(), at=at
    ) as record:
        if Double.objects.filter(undoes=event).exists() or event.undoes_id is not None:
            raise RuleError("already_back", "Cette pièce compte déjà de nouveau.")
        whose, told = event.customer_id, {}
        if event.receivable_id is not None:
            row = Receivable.objects.get(pk=event.receivable_id)
            _restate(record, row, same_as=None, gone_on=None)
            whose, told = row.customer_id, {"double": row.number}
        elif event.payment_id is not None:
            paid = Payment.objects.get(pk=event.payment_id)
            Payment.objects.filter(pk=paid.pk).update(same_as=None, gone_on=None)
            whose, told = paid.customer_id, {"double_payment": str(paid.pk)}
        made = _told(
            record,
            whose,
            on,
            reason,
            undoes=event,
            receivable_id=event.receivable_id,
            payment_id=event.payment_id,
            kept_receivable_id=event.kept_receivable_id,
            kept_payment_id=event.kept_payment_id,
        )
        record.of(whose, **told, back=True, reason=made.reason)
        look_again(record, [whose])
    return made


def _reasoned(reason: str) -> None:
    if not reason.strip():
        raise RuleError("reason_wrong", "Dire pourquoi c’est la même : le motif reste à l’historique.")


def _one_fact(double: Receivable | Payment, kept: Receivable | Payment) -> None:
    """Refuse what cannot be one fact told twice, or is settled already."""
    if (
        kept.creditor_id != double.creditor_id
        or kept.customer_id != double.customer_id
        or kept.pk == double.pk
    ):
        raise RuleError("same_as_wrong", "Choisir une autre pièce du même client.")
    if (kept.amount_cents, kept.currency) != (double.amount_cents, double.currency):
        raise RuleError(
            "same_as_wrong", "Les montants diffèrent : ce n’est pas un doublon. Comparer les deux pièces."
        )
    if double.same_as_id is not None or double.gone_on is not None:
        raise RuleError(
            "already_aside", "Cette pièce est déjà hors compte : écartée, ou absente du dernier fichier."
        )
    if kept.same_as_id is not None or kept.gone_on is not None:
        raise RuleError(
            "same_as_wrong", "Celle qui reste est elle-même écartée ou absente du dernier fichier."
        )


def _restate(record: Record, row: Receivable, **facts: Any) -> None:
    supersede(Receivable, [row.pk], at=record.at)
    Receivable.objects.filter(pk=row.pk).update(
        **facts, entry=record.entry, recorded_at=record.at, version=F("version") + 1
    )
    record.wrote(Receivable, [Receivable.objects.get(pk=row.pk)])


def _told(record: Record, customer_id: int, on: date, reason: str, **which: Any) -> Double:
    made = Double.objects.create(
        creditor=record.creditor,
        recorded_at=record.at,
        entry=record.entry,
        customer_id=customer_id,
        on=on,
        reason=reason.strip()[:300],
        by=record.entry.author,
        **which,
    )
    record.wrote(Double, [made])
    return made
