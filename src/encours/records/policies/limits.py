"""What keeps the messages of a whole creditor in the house: a wide stop, and how many may leave in a day."""

from __future__ import annotations

from typing import Final

from django.db import models

from encours.records.facts import Fact, FactQuerySet, one_of

ORDERS: Final = ("oldest", "largest")


class WideStop(Fact):
    """Nothing of the creditor leaves any more, until a person lifts it: at most one runs."""

    reason = models.CharField(max_length=200)
    by = models.CharField(max_length=120)
    lifted_at = models.DateTimeField(null=True)
    lifted_by = models.CharField(max_length=120, blank=True)
    lifted_reason = models.CharField(max_length=200, blank=True)
    objects = FactQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["creditor"], name="wide_stop_once", condition=models.Q(lifted_at__isnull=True)
            ),
            models.CheckConstraint(
                name="wide_stop_lifted_for_a_reason",
                condition=models.Q(lifted_at__isnull=True, lifted_by="", lifted_reason="")
                | (models.Q(lifted_at__isnull=False) & ~models.Q(lifted_by="") & ~models.Q(lifted_reason="")),
            ),
        ]


class DailyMost(Fact):
    """How many messages may leave in a day (null: as many as there are), and which first: the last number says."""

    number = models.PositiveIntegerField()
    most = models.PositiveIntegerField(null=True)
    order = models.CharField(max_length=7, default="oldest")
    by = models.CharField(max_length=120)
    objects = FactQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["creditor", "number"], name="daily_most_once"),
            models.CheckConstraint(
                name="daily_most_lets_one_leave",
                condition=models.Q(most__isnull=True) | models.Q(most__gte=1),
            ),
            one_of("daily_most_order_known", ORDERS, "order"),
        ]
