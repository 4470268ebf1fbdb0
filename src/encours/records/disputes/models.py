"""What a customer contests."""

from __future__ import annotations

from django.db import models

from encours.records.facts import Fact, FactQuerySet


class Dispute(Fact):
    """A contested part of a receivable; not chased while open."""

    customer = models.ForeignKey("parties.Customer", on_delete=models.PROTECT, related_name="disputes")
    receivable = models.ForeignKey(
        "receivables.Receivable", on_delete=models.PROTECT, related_name="disputes"
    )
    amount_cents = models.BigIntegerField()
    reason = models.CharField(max_length=200)
    by = models.CharField(max_length=120)
    opened_on = models.DateField()
    closed_on = models.DateField(null=True, blank=True)
    outcome = models.CharField(max_length=200, blank=True)
    objects = FactQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(
                fields=["creditor", "amount_cents"],
                name="dispute_open_by_amount",
                condition=models.Q(closed_on__isnull=True),
            )
        ]
