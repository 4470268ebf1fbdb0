"""What a scenario asks of people: told by a run, done by a person, dropped when nothing asks it any more."""

from __future__ import annotations

from django.db import models

from encours.records.facts import Fact, FactQuerySet, one_of

TASKS = ("call", "manager", "agency", "lawyer", "bailiff")


class StepTask(Fact):
    """One thing to do about an item. `because`: `step`, a step of the ladder; else the event that asks it.

    Rebuilt at will by runs until it is done; then `done_on`, `by` and `text` say so, and it stays. A step done so
    is delivered: the next one counts its days from it.
    """

    customer = models.ForeignKey("parties.Customer", on_delete=models.PROTECT, related_name="step_tasks")
    receivable = models.ForeignKey(
        "receivables.Receivable", on_delete=models.PROTECT, related_name="step_tasks"
    )
    kind = models.CharField(max_length=8)
    because = models.CharField(max_length=12)
    position = models.PositiveSmallIntegerField()
    since_on = models.DateField()
    done_on = models.DateField(null=True, blank=True)
    text = models.CharField(max_length=500, blank=True)
    by = models.CharField(max_length=120, blank=True)
    objects = FactQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["receivable", "because", "position", "since_on"], name="step_task_once"
            ),
            one_of("step_task_kind_known", TASKS, "kind"),
            models.CheckConstraint(
                name="step_task_done_by_somebody",
                condition=models.Q(done_on__isnull=True, by="")
                | (models.Q(done_on__isnull=False) & ~models.Q(by="")),
            ),
        ]
        indexes = [
            models.Index(
                fields=["creditor", "customer"],
                name="step_task_to_do",
                condition=models.Q(done_on__isnull=True),
            )
        ]
