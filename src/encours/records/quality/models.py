"""Errors found in the data, rebuilt at will; what a creditor wants of its data, and what a person accepts, are kept."""

from __future__ import annotations

from django.db import models

from encours.core.quality.rules import CODES, SEVERITIES, USUALLY_MANDATORY
from encours.records.facts import Fact, FactQuerySet, one_of

_STANDING = models.Q(accepted=False)


class QualityChoice(models.Model):
    """What a creditor wants: rules switched off, facts mandatory of everybody, the score below which nothing leaves."""

    creditor = models.OneToOneField(
        "parties.Creditor", on_delete=models.PROTECT, related_name="quality_choice"
    )
    off = models.JSONField(default=list)
    mandatory = models.JSONField(default=list)
    minimum = models.PositiveSmallIntegerField(default=0)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.CheckConstraint(name="quality_minimum_percent", condition=models.Q(minimum__lte=100))
        ]


class Assessment(Fact):
    """One look over all the data of a creditor, with its figures (`core.quality.figures`)."""

    on = models.DateField()
    figures = models.JSONField(default=dict)
    by = models.CharField(max_length=120)
    objects = FactQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["creditor", "-id"], name="assessment_newest")]


class Finding(Fact):
    """An error that the last look found, or the last act on its customer left: see `core.quality.shapes.Found`."""

    key = models.CharField(max_length=120)
    rule = models.CharField(max_length=30)
    severity = models.CharField(max_length=10)
    holds = models.CharField(max_length=10, blank=True)
    weighs = models.BooleanField(default=True)  # on the score: all but the minor ones
    customer = models.ForeignKey("parties.Customer", on_delete=models.CASCADE, related_name="+")
    receivable = models.ForeignKey(
        "receivables.Receivable", on_delete=models.CASCADE, null=True, related_name="+", db_index=False
    )
    contact = models.ForeignKey(
        "parties.Contact", on_delete=models.CASCADE, null=True, related_name="+", db_index=False
    )
    other = models.ForeignKey(
        "parties.Customer", on_delete=models.CASCADE, null=True, related_name="+", db_index=False
    )
    value = models.CharField(max_length=200, blank=True)
    count = models.PositiveIntegerField(default=1)
    at_stake_cents = models.BigIntegerField(default=0)
    currency = models.CharField(max_length=3, default="EUR")
    accepted = models.BooleanField(default=False)
    objects = FactQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["creditor", "key"], name="finding_once"),
            one_of("finding_rule_known", CODES, "rule"),
            one_of("finding_severity_known", SEVERITIES, "severity"),
        ]
        indexes = [
            models.Index(
                fields=["creditor", "at_stake_cents", "id"],
                name="finding_by_stake",
                condition=_STANDING & models.Q(weighs=True),
            ),
            models.Index(
                fields=["creditor", "rule", "at_stake_cents", "id"],
                name="finding_by_rule",
                condition=_STANDING,
            ),
            models.Index(
                fields=["creditor", "severity", "at_stake_cents", "id"],
                name="finding_by_severity",
                condition=_STANDING,
            ),
            models.Index(
                fields=["creditor", "holds"],
                name="finding_that_holds",
                condition=_STANDING & ~models.Q(holds=""),
            ),
            models.Index(
                fields=["creditor", "at_stake_cents", "id"],
                name="finding_accepted",
                condition=models.Q(accepted=True),
            ),
        ]


class FileMark(Fact):
    """How complete one customer's file is, and the gravest error standing in it."""

    customer = models.OneToOneField("parties.Customer", on_delete=models.CASCADE, related_name="quality_mark")
    percent = models.PositiveSmallIntegerField()
    missing = models.CharField(max_length=200, blank=True)
    worst = models.CharField(max_length=10, blank=True)
    at_stake_cents = models.BigIntegerField(default=0)
    currency = models.CharField(max_length=3, default="EUR")
    objects = FactQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["creditor", "percent", "id"], name="file_mark_least_complete")]


class Acceptance(Fact):
    """An error that a person accepts as it is, and why; withdrawn, it weighs again."""

    rule = models.CharField(max_length=30)
    customer = models.ForeignKey("parties.Customer", on_delete=models.PROTECT, related_name="+")
    receivable = models.ForeignKey(
        "receivables.Receivable", on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    contact = models.ForeignKey(
        "parties.Contact", on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    other = models.ForeignKey(
        "parties.Customer", on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    value = models.CharField(max_length=200, blank=True)
    reason = models.CharField(max_length=300)
    by = models.CharField(max_length=120)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.CharField(max_length=120, blank=True)
    objects = FactQuerySet.as_manager()

    class Meta:
        constraints = [one_of("acceptance_rule_known", CODES, "rule")]
        indexes = [
            models.Index(
                fields=["creditor", "customer"],
                name="acceptance_standing",
                condition=models.Q(withdrawn_at__isnull=True),
            )
        ]


class ToldAmount(Fact):
    """What another source than the books says the amount of a receivable is; the last word of each source."""

    receivable = models.ForeignKey(
        "receivables.Receivable", on_delete=models.PROTECT, related_name="told_amounts"
    )
    customer = models.ForeignKey(
        "parties.Customer", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    source = models.CharField(max_length=20)
    amount_cents = models.BigIntegerField()
    currency = models.CharField(max_length=3, default="EUR")
    objects = FactQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["receivable", "source"], name="told_amount_once_a_source")
        ]


def wanted(creditor_id: int) -> QualityChoice:
    """What a creditor wants of its data; one that has not chosen wants what is usual."""
    return QualityChoice.objects.filter(creditor_id=creditor_id).first() or QualityChoice(
        creditor_id=creditor_id, mandatory=list(USUALLY_MANDATORY)
    )
