"""Customers found to be one: an event, undone by another; each row that moved is remembered (ADR 13)."""

from __future__ import annotations

from django.db import models

from encours.records.facts import Fact, FactQuerySet


class Merging(Fact):
    """A customer was found to be another one, or (naming what it undoes) not to be it after all: never edited.

    `chosen` is what the customer that stays took from the other, in JSON: field: [what was there, what was taken].
    """

    absorbed = models.ForeignKey("parties.Customer", on_delete=models.PROTECT, related_name="mergings")
    into = models.ForeignKey("parties.Customer", on_delete=models.PROTECT, related_name="absorbed_by")
    chosen = models.TextField(default="{}")
    reason = models.CharField(max_length=300)
    by = models.CharField(max_length=120)
    undoes = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="undone_by"
    )
    objects = FactQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="merging_of_two_customers", condition=~models.Q(absorbed=models.F("into"))
            )
        ]


class Move(Fact):
    """One row that a merging, or its undoing, gave to another customer; `before` is what else it changed in it."""

    merging = models.ForeignKey(Merging, on_delete=models.PROTECT, related_name="moves")
    customer = models.ForeignKey(  # whose the row is from then on
        "parties.Customer", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    came_from = models.ForeignKey(
        "parties.Customer", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    label = models.CharField(max_length=60)  # of the kind of fact, as `cash.Payment`
    row = models.BigIntegerField()
    before = models.CharField(max_length=200, blank=True)
    objects = FactQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["row", "label"], name="move_by_row")]
