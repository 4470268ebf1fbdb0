"""Who must agree before a message leaves: the rules of a creditor, and who agrees for whom on which days."""

from __future__ import annotations

import json
from datetime import date

from django.db import models
from django.db.models import QuerySet

from encours.core.approvals import ApprovalRule, rules_from_json
from encours.records.facts import Fact, FactQuerySet
from encours.records.prepared import prepared


class ApprovalPolicy(Fact):
    """The rules at one moment, never edited: `content` is what `core.approvals` reads; the last number applies."""

    number = models.PositiveIntegerField()
    content = models.TextField()  # JSON
    by = models.CharField(max_length=120)
    objects = FactQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["creditor", "number"], name="approval_policy_once"),
        ]

    def reason(self) -> str:
        """Why it was published."""
        told: str = json.loads(self.content).get("reason", "")
        return told


class Delegation(Fact):
    """Days, both included, on which a delegate agrees in the name of a person; it ends by itself."""

    person = models.ForeignKey("people.User", on_delete=models.PROTECT, related_name="+")
    delegate = models.ForeignKey("people.User", on_delete=models.PROTECT, related_name="delegations")
    from_on = models.DateField()
    until_on = models.DateField()
    reason = models.CharField(max_length=200, blank=True)
    by = models.CharField(max_length=120)
    cancelled_at = models.DateTimeField(null=True, blank=True)
    objects = FactQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="delegation_ends_after_it_begins",
                condition=models.Q(until_on__gte=models.F("from_on")),
            ),
            models.CheckConstraint(
                name="delegation_has_another_person",
                condition=~models.Q(person=models.F("delegate")),
            ),
        ]


def running_delegations(creditor_id: int, on: date) -> QuerySet[Delegation]:
    """The delegations that hold on a day."""
    return Delegation.objects.filter(
        creditor_id=creditor_id, from_on__lte=on, until_on__gte=on, cancelled_at__isnull=True
    )


def latest_approvals(creditor_id: int) -> ApprovalPolicy | None:
    """The rules as they were published last; None where nobody ever did."""
    return _latest.first(creditor_id)


@prepared
def _latest(creditor_id: int) -> QuerySet[ApprovalPolicy]:
    return ApprovalPolicy.objects.filter(creditor_id=creditor_id).order_by("-number")[:1]


def approval_rules(creditor_id: int) -> tuple[ApprovalRule, ...]:
    """The rules that apply now, in order."""
    found = latest_approvals(creditor_id)
    return rules_from_json(json.loads(found.content)) if found else ()
