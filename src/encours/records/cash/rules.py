"""What a creditor decides of its cash: what matching does alone, and up to how much one person alone may refund."""

from __future__ import annotations

from django.db import models

from encours.records.facts import Fact, FactQuerySet


class MatchingPolicy(Fact):
    """What a creditor lets matching do by itself (`core.matching.policy`); the highest number applies."""

    number = models.PositiveIntegerField()
    content = models.TextField()  # JSON
    by = models.CharField(max_length=120)
    objects = FactQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["creditor", "number"], name="matching_policy_once")]


class RefundPolicy(Fact):
    """Up to how much one person alone may ask a refund; the highest number applies."""

    number = models.PositiveIntegerField()
    alone_cents = models.BigIntegerField()
    by = models.CharField(max_length=120)
    objects = FactQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["creditor", "number"], name="refund_policy_once")]
