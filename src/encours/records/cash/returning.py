"""Returned payments that tie to nothing yet, and the money that each may take back."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from django.db.models import Case, Exists, IntegerField, OuterRef, Q, QuerySet, Value, When

from encours.core.matching.returns import WITHIN_DAYS
from encours.records.cash.models import BankLine, Payment
from encours.records.facts import FactQuerySet

_WITHIN: Final = timedelta(days=WITHIN_DAYS)


def untied(lines: FactQuerySet[BankLine]) -> QuerySet[BankLine]:
    """The returns among these lines of which nobody said what they take back."""
    told = Payment.objects.filter(bank_line=OuterRef("pk"))
    return lines.filter(state="returned", account__attached=True).exclude(Exists(told))


def takes_back(line: BankLine, payments: FactQuerySet[Payment]) -> QuerySet[Payment]:
    """The payments that a return may take back: of its amount, and whole; the same payer first, then the latest."""
    left = Payment.objects.filter(
        Q(gone_on__isnull=True) | Q(bank_line__isnull=False), gives_back=OuterRef("pk")
    )
    found = payments.filter(
        amount_cents=-line.amount_cents,
        currency=line.currency,
        gone_on__isnull=True,
        paid_on__range=(line.booked_on - _WITHIN, line.booked_on),
    ).exclude(Exists(left))
    same = (
        When(bank_line__payer_key=line.payer_key, then=Value(0))
        if line.payer_key
        else When(pk=0, then=Value(0))
    )
    rank = Case(same, default=Value(1), output_field=IntegerField())
    return found.annotate(other_payer=rank).order_by("other_payer", "-paid_on", "-pk")


def waiting_credits(line: BankLine) -> QuerySet[BankLine]:
    """The credits of that amount that nothing pays yet: a return may take back one of them too, the latest first."""
    found = BankLine.objects.filter(
        creditor=line.creditor_id,
        state__in=("unapplied", "doubtful"),
        amount_cents=-line.amount_cents,
        currency=line.currency,
        booked_on__range=(line.booked_on - _WITHIN, line.booked_on),
    )
    return found.order_by("-booked_on", "-pk")
