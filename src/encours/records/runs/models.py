"""A day's decisions: what the run found, where each item stands, the figures of the day."""

from __future__ import annotations

from django.db import models

from encours.records.facts import Fact, FactQuerySet


class Run(Fact):
    """One run of one creditor for one day; each page says as of which run its totals are."""

    on = models.DateField()
    finished_at = models.DateTimeField(null=True, blank=True)
    by = models.CharField(max_length=120)
    shadow = models.BooleanField(default=True)
    figures = models.JSONField(default=dict)
    objects = FactQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["creditor", "on", "id"], name="run_by_day"),  # what trends read
            models.Index(fields=["creditor", "-id"], name="run_newest"),  # whose figures are shown
        ]


class AgedSheet(models.Model):
    """The aged balance of every customer as the last run left it: Parquet, rebuilt at will, one a creditor."""

    creditor = models.OneToOneField("parties.Creditor", on_delete=models.PROTECT, related_name="+")
    on = models.DateField()
    last_entry = models.BigIntegerField()  # of history: what was written up to it is in the sheet
    content = models.BinaryField()


class Position(models.Model):
    """Where an item stands: only what the mere passing of a day does not change (DESIGN §2.3)."""

    receivable = models.OneToOneField(
        "receivables.Receivable", on_delete=models.CASCADE, primary_key=True, related_name="standing"
    )
    # Both are the item's own, said again, and neither is ever deleted; the run is written under the same entry. Asking
    # each row again would cost a day a third of its time on PostgreSQL: an invariant asks all at once (ADR 28).
    creditor = models.ForeignKey(
        "parties.Creditor", on_delete=models.PROTECT, related_name="+", db_index=False, db_constraint=False
    )
    customer = models.ForeignKey(
        "parties.Customer", on_delete=models.PROTECT, related_name="+", db_index=False, db_constraint=False
    )
    run = models.ForeignKey(
        Run, on_delete=models.PROTECT, related_name="+", db_index=False, db_constraint=False
    )
    step = models.PositiveSmallIntegerField()
    next_step = models.PositiveSmallIntegerField(null=True)
    next_on = models.DateField(null=True)
    segment = models.CharField(max_length=20)
    reason = models.CharField(max_length=40)
    reason_on = models.DateField(null=True)
    reason_figure = models.BigIntegerField(null=True)
    mark = models.BigIntegerField(
        null=True
    )  # all of the above as one number; null: written before there were any
    objects = FactQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["creditor", "next_on"], name="position_by_next_day")]
