"""What of a payment is free: unapplied, and neither refunded nor transferred nor taken back."""

from __future__ import annotations

from django.db.models import Sum

from encours.records.cash.models import Payment
from encours.records.cash.rules import RefundPolicy
from encours.records.receivables.models import Receivable


def free_cents(payment: Payment) -> int:
    """What of a payment may still be applied, refunded or transferred; nothing of one that is out of count."""
    if payment.gone_on is not None or payment.amount_cents <= 0:
        return 0
    left = payment.back.filter(gone_on__isnull=True).aggregate(cents=Sum("unapplied_cents"))["cents"]
    return max(payment.unapplied_cents + (left or 0), 0)


def free_of_customer(payment: Payment) -> int:
    """What its customer has free in all in its currency: money that the books already gave back is not."""
    same = {"customer": payment.customer_id, "currency": payment.currency, "gone_on__isnull": True}
    cash = Payment.objects.filter(**same).exclude(unapplied_cents=0)
    given = Receivable.objects.filter(**same, kind="returned", open_cents__gt=0)
    waiting = cash.aggregate(cents=Sum("unapplied_cents"))["cents"] or 0
    return int(waiting) - int(given.aggregate(cents=Sum("open_cents"))["cents"] or 0)


def latest_refund_policy(creditor_id: int) -> RefundPolicy | None:
    """The rule of refunds in force, if anything was ever decided."""
    return RefundPolicy.objects.of([creditor_id]).order_by("-number").first()


def alone_cents(creditor_id: int) -> int:
    """Up to how much one person alone may ask a refund; nothing where nothing was decided."""
    rule = latest_refund_policy(creditor_id)
    return rule.alone_cents if rule else 0
