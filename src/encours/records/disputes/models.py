"""What a customer contests."""

from __future__ import annotations

from django.db import models

from encours.records.facts import Fact, FactQuerySet, one_of

KINDS = ("dispute", "deduction")


class Dispute(Fact):
    """A contested part of a receivable; not chased while open.

    A deduction is what the payer left out for a reason, `code`, that it told with its payment.
    """

    customer = models.ForeignKey("parties.Customer", on_delete=models.PROTECT, related_name="disputes")
    receivable = models.ForeignKey(
        "receivables.Receivable", on_delete=models.PROTECT, related_name="disputes"
    )
    amount_cents = models.BigIntegerField()
    kind = models.CharField(max_length=9, default="dispute", db_default="dispute")
    code = models.CharField(max_length=20, blank=True, default="", db_default="")
    reason = models.CharField(max_length=200)
    advised = models.ForeignKey(
        "remittances.RemittanceLine",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="deductions",
        db_index=False,
    )
    by = models.CharField(max_length=120)
    opened_on = models.DateField()
    closed_on = models.DateField(null=True, blank=True)
    outcome = models.CharField(max_length=200, blank=True)
    objects = FactQuerySet.as_manager()

    class Meta:
        constraints = [one_of("dispute_kind_known", KINDS, "kind")]
        indexes = [
            models.Index(
                fields=["creditor", "amount_cents"],
                name="dispute_open_by_amount",
                condition=models.Q(closed_on__isnull=True),
            )
        ]
