"""Returned payments that tie to nothing yet, and the money that each may take back."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import Final

from django.db import models
from django.db.models import Case, Exists, OuterRef, QuerySet, Value, When
from django.db.models.functions import Coalesce

from encours.core.matching.returns import WITHIN_DAYS
from encours.records.cash.models import BankLine, Payer, Payment
from encours.records.facts import FactQuerySet

_WITHIN: Final = timedelta(days=WITHIN_DAYS)
MOST_FEE: Final = 5_000
"""Cents that a bank may keep for a return, in the same line as what it takes back."""


def untied(lines: FactQuerySet[BankLine]) -> QuerySet[BankLine]:
    """The returns among these lines of which nobody said what they take back."""
    told = Payment.objects.filter(bank_line=OuterRef("pk"))
    return lines.filter(state="returned", account__attached=True).exclude(Exists(told))


def takes_back(
    line: BankLine, payments: FactQuerySet[Payment], *, whose: Iterable[int] | None = None
) -> QuerySet[Payment]:
    """The payments that a return may take back: of its amount, or of it less a fee, of which all is left.

    With `whose`, those of these customers alone, larger ones too, of which it takes back a part. The very amount
    first, then with a fee, then a part; the same payer first; then the latest. `left_cents` is what is left of each,
    `other_payer` whose it is.
    """
    cents = -line.amount_cents
    gone = Payment.objects.filter(
        models.Q(gone_on__isnull=True) | models.Q(bank_line__isnull=False), gives_back=models.OuterRef("pk")
    )
    sums = gone.order_by().values("gives_back").annotate(cents=models.Sum("amount_cents")).values("cents")
    left = models.F("amount_cents") + Coalesce(models.Subquery(sums), 0)
    near = models.Q(amount_cents__range=(_least(cents), cents))
    theirs = models.Q(customer__in=list(whose or ()), amount_cents__gte=_least(cents))
    found = (
        payments.filter(
            near if whose is None else theirs,  # each by its own index, hence never both at once
            currency=line.currency,
            gone_on__isnull=True,
            amount_cents__gt=0,
            paid_on__range=(line.booked_on - _WITHIN, line.booked_on),
        )
        .annotate(left_cents=left)
        .filter(left_cents__gte=_least(cents))
    )
    how = Case(
        When(left_cents=cents, then=Value(0)),
        When(left_cents__lt=cents, then=Value(1)),
        default=Value(2),
        output_field=models.IntegerField(),
    )
    same = When(bank_line__payer_key=line.payer_key, then=Value(0)) if line.payer_key else None
    payer = Case(*([same] if same else []), default=Value(1), output_field=models.IntegerField())
    ordered = found.annotate(how=how, other_payer=payer)
    return ordered.order_by("how", "other_payer", "-paid_on", "-pk")


def payer_of(line: BankLine) -> list[int]:
    """The customers for whom the payer that a return names is known to pay."""
    known = models.Q(kind="iban", value=line.iban) if line.iban else models.Q(pk=0)
    if line.counterparty:
        known |= models.Q(kind="alias", value=line.counterparty)
    found = Payer.objects.filter(known, creditor=line.creditor_id, customer__isnull=False)
    return list(found.values_list("customer_id", flat=True).distinct())


def _least(cents: int) -> int:
    """What a return of that amount gives back at least: the rest is its fee, which never comes to more than that."""
    return max(cents - MOST_FEE, (cents + 1) // 2)


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
