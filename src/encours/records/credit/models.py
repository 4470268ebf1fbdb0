"""Ratings of customers, each with its day and its source, and the risk as people assessed it."""

from __future__ import annotations

from django.db import models

from encours.core.risk import GRADES
from encours.records.facts import Fact, FactQuerySet, one_of


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


class RiskAssessment(Fact):
    """How a person graded the risk of a customer on a day: an event, never edited; the last one says.

    `proposed` is what the facts called for (`core.risk`), `content` those facts and their signs, in canonical JSON.
    """

    customer = models.ForeignKey("parties.Customer", on_delete=models.PROTECT, related_name="assessments")
    grade = models.CharField(max_length=8)
    proposed = models.CharField(max_length=8)
    content = models.TextField()  # JSON
    on = models.DateField()
    reason = models.CharField(max_length=300, blank=True)
    review_on = models.DateField(null=True, blank=True)
    by = models.CharField(max_length=120)
    objects = FactQuerySet.as_manager()

    class Meta:
        constraints = [
            one_of("risk_grade_known", GRADES, "grade"),
            one_of("risk_proposed_known", GRADES, "proposed"),
            models.CheckConstraint(
                name="risk_graded_otherwise_for_a_reason",
                condition=models.Q(grade=models.F("proposed")) | ~models.Q(reason=""),
            ),
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
