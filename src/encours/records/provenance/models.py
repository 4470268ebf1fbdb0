"""What several sources say of one receivable or customer, where they do not agree; and the ranking of sources.

The fact itself holds the value believed, so that nothing that reads it pays for this; where one source alone speaks,
its import says it all, and there is no row here.
"""

from __future__ import annotations

from django.db import models

from encours.core.provenance import CUSTOMER_FIELDS, FIELDS, SOURCES
from encours.records.facts import Fact, FactQuerySet, one_of


class Told(Fact):
    """What a source says of one field of a receivable of which another says otherwise; its last word."""

    customer = models.ForeignKey(
        "parties.Customer", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    receivable = models.ForeignKey(
        "receivables.Receivable", on_delete=models.PROTECT, related_name="told_fields"
    )
    field = models.CharField(max_length=20)
    source = models.CharField(max_length=10)
    value = models.CharField(max_length=100)  # a day as 2026-11-22
    objects = FactQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["receivable", "field", "source"], name="told_field_once_a_source"
            ),
            one_of("told_field_known", FIELDS, "field"),
            one_of("told_source_known", SOURCES, "source"),
        ]
        indexes = [models.Index(fields=["creditor", "customer"], name="told_by_creditor")]


class CustomerTold(Fact):
    """What a source says of one field of a customer of which another says otherwise, or that it filled."""

    customer = models.ForeignKey("parties.Customer", on_delete=models.PROTECT, related_name="told_fields")
    field = models.CharField(max_length=20)
    source = models.CharField(max_length=10)
    value = models.CharField(max_length=420)  # as `core.provenance.customer_word` writes it
    objects = FactQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["customer", "field", "source"], name="told_of_customer_once_a_source"
            ),
            one_of("told_of_customer_known", CUSTOMER_FIELDS, "field"),
            one_of("told_of_customer_source_known", SOURCES, "source"),
        ]
        indexes = [models.Index(fields=["creditor", "customer"], name="told_of_customer")]


class Ranking(models.Model):
    """Whom a creditor believes, field by field: sources from the most to the least believed."""

    creditor = models.OneToOneField(
        "parties.Creditor", on_delete=models.PROTECT, related_name="source_ranking"
    )
    orders = models.JSONField(default=dict)
    version = models.PositiveIntegerField(default=1)


def ranking_of(creditor_id: int) -> Ranking:
    """A creditor's ranking; one that has not chosen keeps the usual one."""
    return Ranking.objects.filter(creditor_id=creditor_id).first() or Ranking(creditor_id=creditor_id)
