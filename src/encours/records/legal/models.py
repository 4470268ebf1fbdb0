"""Procedures chosen, exceptions asked, the judicial phase of cases."""

from __future__ import annotations

from typing import Final

from django.db import models

from encours.core.legal.facts import PROCEDURES
from encours.records.facts import Fact, FactQuerySet, one_of

OUTCOMES: Final = ("paid", "title", "settled", "amicable", "abandoned")


class ProcedureChoice(Fact):
    """What a person chose to do about a case: an event, never edited; the last one says.

    `proposed` is what the facts called for, `content` those facts and the reasons for and against, in canonical JSON.
    """

    customer = models.ForeignKey("parties.Customer", on_delete=models.PROTECT, related_name="procedures")
    case = models.ForeignKey("cases.Case", on_delete=models.PROTECT, related_name="procedures")
    procedure = models.CharField(max_length=14)
    proposed = models.CharField(max_length=14)
    on = models.DateField()
    content = models.TextField()  # JSON
    reason = models.CharField(max_length=300, blank=True)
    by = models.CharField(max_length=120)
    objects = FactQuerySet.as_manager()

    class Meta:
        constraints = [
            one_of("procedure_known", PROCEDURES, "procedure"),
            models.CheckConstraint(
                name="procedure_other_than_proposed_for_a_reason",
                condition=models.Q(procedure=models.F("proposed")) | ~models.Q(reason=""),
            ),
        ]


class PhaseException(Fact):
    """Asked: that a case enters the judicial phase though the amicable one has not failed. Somebody else decides."""

    customer = models.ForeignKey("parties.Customer", on_delete=models.PROTECT, related_name="+")
    case = models.ForeignKey("cases.Case", on_delete=models.PROTECT, related_name="exceptions")
    on = models.DateField()
    reason = models.CharField(max_length=300)
    by = models.CharField(max_length=120)
    objects = FactQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(name="phase_exception_for_a_reason", condition=~models.Q(reason=""))
        ]


class PhaseDecision(Fact):
    """What was decided of an exception: once, by somebody else than who asked it."""

    customer = models.ForeignKey("parties.Customer", on_delete=models.PROTECT, related_name="+")
    exception = models.OneToOneField(PhaseException, on_delete=models.PROTECT, related_name="decision")
    approved = models.BooleanField()
    on = models.DateField()
    asked_by = models.CharField(
        max_length=120
    )  # of the exception, so that the database tells two people apart
    reason = models.CharField(max_length=300, blank=True)
    in_name_of = models.CharField(max_length=120, blank=True)  # whose agreement it stands for; "": one's own
    by = models.CharField(max_length=120)
    objects = FactQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="phase_decision_by_another",
                condition=~models.Q(by=models.F("asked_by")) & ~models.Q(in_name_of=models.F("asked_by")),
            ),
            models.CheckConstraint(
                name="phase_refused_for_a_reason", condition=models.Q(approved=True) | ~models.Q(reason="")
            ),
        ]


class JudicialPhase(Fact):
    """A case is before the judge, from a day: after a formal notice that stayed vain, or by an exception approved.

    `content` is what the amicable phase came to, in canonical JSON. While it runs, `hold` keeps the customer's amicable
    reminders in the house.
    """

    customer = models.ForeignKey("parties.Customer", on_delete=models.PROTECT, related_name="judicial_phases")
    case = models.ForeignKey("cases.Case", on_delete=models.PROTECT, related_name="judicial_phases")
    procedure = models.CharField(max_length=14)
    entered_on = models.DateField()
    notice = models.ForeignKey(
        "encours_messages.Message", on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    exception = models.OneToOneField(
        PhaseException, on_delete=models.PROTECT, null=True, related_name="phase"
    )
    hold = models.OneToOneField("cases.Hold", on_delete=models.PROTECT, related_name="judicial_phase")
    content = models.TextField()  # JSON
    by = models.CharField(max_length=120)
    left_on = models.DateField(null=True)
    outcome = models.CharField(max_length=9, blank=True)
    left_reason = models.CharField(max_length=300, blank=True)
    left_by = models.CharField(max_length=120, blank=True)
    objects = FactQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["case"], name="judicial_phase_once", condition=models.Q(left_on__isnull=True)
            ),
            one_of("judicial_procedure_known", PROCEDURES, "procedure"),
            one_of("judicial_outcome_known", ("", *OUTCOMES), "outcome"),
            models.CheckConstraint(
                name="judicial_phase_by_notice_or_exception",
                condition=models.Q(notice__isnull=False, exception__isnull=True)
                | models.Q(notice__isnull=True, exception__isnull=False),
            ),
            models.CheckConstraint(
                name="judicial_phase_left_whole",
                condition=models.Q(left_on__isnull=True, outcome="", left_reason="", left_by="")
                | (
                    models.Q(left_on__gte=models.F("entered_on"))
                    & ~models.Q(outcome="")
                    & ~models.Q(left_by="")
                ),
            ),
        ]
