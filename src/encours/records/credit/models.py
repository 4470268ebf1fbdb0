"""Ratings of customers, each with its day and its source."""

from __future__ import annotations

from django.db import models

from encours.records.facts import Fact, FactQuerySet


class CreditScore(Fact):
    """How a customer is rated, or what was decided of its credit: an event; the last of a source says."""

    customer = models.ForeignKey("parties.Customer", on_delete=models.PROTECT, related_name="scores")
    score = models.CharField(max_length=20, blank=True)
    decision = models.CharField(max_length=200, blank=True)
    on = models.DateField()
    source = models.CharField(max_length=60, blank=True)
    by = models.CharField(max_length=120)
    objects = FactQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["customer", "-on", "-id"], name="credit_score_newest")]
        constraints = [
            models.CheckConstraint(
                name="credit_score_says_something", condition=~models.Q(score="", decision="")
            )
        ]


class Exposed(models.Model):
    """What a customer could cost us as the last run left it (`core.exposure`), so that lists can ask; no fact.

    Rebuilt at will: the customer's page computes it afresh.
    """

    creditor = models.ForeignKey(
        "parties.Creditor", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    customer = models.ForeignKey(
        "parties.Customer", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    currency = models.CharField(max_length=3)
    amount_cents = models.BigIntegerField()
    objects = FactQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["customer", "currency"], name="exposed_once")]
        indexes = [
            models.Index(
                fields=["creditor", "currency", "amount_cents", "customer"], name="exposed_by_amount"
            )
        ]
