"""Objectives with the figure they started from, what was read since, and improvements with value and effort."""

from __future__ import annotations

from django.db import models
from django.db.models import ExpressionWrapper, F, QuerySet

from encours.records.facts import Fact, FactQuerySet, one_of

STATES = ("open", "closed", "given_up")
IMPROVEMENT_STATES = ("idea", "planned", "under_way", "done", "given_up")
LIVE = ("idea", "planned", "under_way")


class Objective(Fact):
    """A measure that should reach a value by a day. What it started from is never changed: triggers refuse it."""

    measure = models.CharField(max_length=40)
    formula_version = models.PositiveIntegerField()
    parts = models.BigIntegerField()  # how many parts make one unit of the measure
    currency = models.CharField(max_length=3)
    start_on = models.DateField()
    start_value = models.BigIntegerField()
    target_on = models.DateField()
    target_value = models.BigIntegerField()
    owner = models.ForeignKey("people.User", on_delete=models.PROTECT, related_name="objectives")
    minutes_an_item = models.PositiveIntegerField(default=10)
    minutes_a_week = models.PositiveIntegerField(default=0)
    why = models.CharField(max_length=300, blank=True)
    state = models.CharField(max_length=8, default="open")
    closed_on = models.DateField(null=True, blank=True)
    lesson = models.CharField(max_length=500, blank=True)  # what the result taught, said when it is closed
    by = models.CharField(max_length=120)
    version = models.PositiveIntegerField(default=1)
    objects = FactQuerySet.as_manager()

    class Meta:
        constraints = [
            one_of("objective_state_known", STATES, "state"),
            models.CheckConstraint(name="objective_parts_positive", condition=models.Q(parts__gt=0)),
            models.CheckConstraint(
                name="objective_moves", condition=~models.Q(target_value=models.F("start_value"))
            ),
            models.CheckConstraint(
                name="objective_ends_after_its_start",
                condition=models.Q(target_on__gt=models.F("start_on")),
            ),
        ]
        indexes = [models.Index(fields=["creditor", "state", "target_on"], name="objective_by_day")]


class Reading(Fact):
    """What the measure of an objective was on a day, as read that day; one a day."""

    objective = models.ForeignKey(Objective, on_delete=models.PROTECT, related_name="readings")
    on = models.DateField()
    value = models.BigIntegerField()
    objects = FactQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["objective", "on"], name="reading_once_a_day")]


class ImprovementQuerySet(FactQuerySet["Improvement"]):
    """Improvements ranked by what they bring for a day of effort."""

    def ranked(self) -> QuerySet[Improvement]:
        """Most value a day of effort first."""
        rank = ExpressionWrapper(
            F("value_cents") * 10 / F("effort_tenths"), output_field=models.BigIntegerField()
        )
        return self.annotate(cents_a_day=rank).order_by("-cents_a_day", "pk")


class Improvement(Fact):
    """Something that would help: what it is worth in a year, what it takes, who sees to it, what came of it."""

    title = models.CharField(max_length=160)
    text = models.TextField(blank=True)
    value_cents = models.BigIntegerField()  # expected, in a year
    currency = models.CharField(max_length=3)
    effort_tenths = models.PositiveIntegerField()  # of a day of work
    state = models.CharField(max_length=9, default="idea")
    owner = models.ForeignKey(
        "people.User", on_delete=models.PROTECT, null=True, blank=True, related_name="improvements"
    )
    objective = models.ForeignKey(
        Objective, on_delete=models.PROTECT, null=True, blank=True, related_name="improvements"
    )
    result_cents = models.BigIntegerField(null=True, blank=True)  # what it brought, once done
    by = models.CharField(max_length=120)
    version = models.PositiveIntegerField(default=1)
    objects = ImprovementQuerySet.as_manager()

    class Meta:
        constraints = [
            one_of("improvement_state_known", IMPROVEMENT_STATES, "state"),
            models.CheckConstraint(name="improvement_takes_effort", condition=models.Q(effort_tenths__gt=0)),
            models.CheckConstraint(name="improvement_not_negative", condition=models.Q(value_cents__gte=0)),
        ]
        indexes = [models.Index(fields=["creditor", "state"], name="improvement_by_state")]
