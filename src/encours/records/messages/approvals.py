"""What people decided of messages that awaited them, and the batch of a day, to compare the next one with."""

from __future__ import annotations

from typing import Final

from django.db import models

from encours.records.facts import Fact, FactQuerySet, one_of

DECISIONS: Final = ("approved", "refused", "sent_back", "resubmitted")


class ApprovalDecision(Fact):
    """What a person decided of one message: an event, never edited.

    A run takes back what it proposed, so the message is told by its key and by what it claimed, not by its row.
    """

    customer = models.ForeignKey("parties.Customer", on_delete=models.PROTECT, related_name="+")
    message_key = models.CharField(max_length=120)
    step_code = models.CharField(max_length=40)
    channel = models.CharField(max_length=10)
    currency = models.CharField(max_length=3)
    total_cents = models.BigIntegerField()
    decision = models.CharField(max_length=11)
    reason = models.CharField(max_length=300, blank=True)
    rule = models.CharField(max_length=16, blank=True)  # the code of the rule that asked; "": its step did
    by = models.CharField(max_length=120)
    in_name_of = models.CharField(max_length=120, blank=True)  # whose agreement it stands for; "": one's own
    objects = FactQuerySet.as_manager()

    class Meta:
        constraints = [
            one_of("approval_decision_known", DECISIONS, "decision"),
            models.CheckConstraint(
                name="approval_not_given_for_a_reason",
                condition=models.Q(decision__in=("approved", "resubmitted")) | ~models.Q(reason=""),
            ),
        ]
        indexes = [
            models.Index(fields=["creditor", "-id"], name="approval_decision_last"),
            models.Index(fields=["customer", "-id"], name="approval_decision_of"),
        ]


class BatchLine(models.Model):  # noqa: DJ008 — never written as text
    """A message that awaited agreement on a day: kept while the next batch is compared with it, under no entry."""

    creditor = models.ForeignKey("parties.Creditor", on_delete=models.PROTECT, related_name="+")
    customer = models.ForeignKey("parties.Customer", on_delete=models.PROTECT, related_name="+")
    on = models.DateField()
    key = models.CharField(max_length=120)
    step_code = models.CharField(max_length=40)
    tone = models.CharField(max_length=16)
    channel = models.CharField(max_length=10)
    currency = models.CharField(max_length=3)
    total_cents = models.BigIntegerField()
    objects = FactQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["creditor", "on", "key"], name="batch_line_once")]
