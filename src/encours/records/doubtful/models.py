"""Doubtful customers: the rules, the marks, the rates that people chose, and what was entered in the books."""

from __future__ import annotations

from typing import Final

from django.db import models

from encours.core.doubtful.policy import PERSON, RULES
from encours.records.facts import Fact, FactQuerySet, one_of

KINDS: Final = ("doubtful", "depreciation")
"""What is entered of a debt: its transfer between 411 and 416, and its depreciation (491)."""


class DoubtfulPolicy(Fact):
    """The rules at one moment (`core.doubtful.policy`), never edited; the highest number applies."""

    number = models.PositiveIntegerField()
    content = models.TextField()  # JSON
    by = models.CharField(max_length=120)
    objects = FactQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["creditor", "number"], name="doubtful_policy_once")]


class Doubtful(Fact):
    """A customer is doubtful from a day, by a rule or by a person's word, until a day. One such mark at most runs.

    `facts` are those that the rule rested on, in canonical JSON. `ended_on` is the first day on which it is doubtful no
    more; `recorded_at` says when the mark was learnt, `ended_at` when its end was.
    """

    customer = models.ForeignKey("parties.Customer", on_delete=models.PROTECT, related_name="doubtful")
    from_on = models.DateField()
    rule = models.CharField(max_length=13)
    facts = models.TextField(default="{}")
    reason = models.CharField(max_length=200)
    by = models.CharField(max_length=120)
    ended_on = models.DateField(null=True)
    ended_at = models.DateTimeField(null=True)
    ended_reason = models.CharField(max_length=200, blank=True)
    ended_by = models.CharField(max_length=120, blank=True)
    objects = FactQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["customer"], name="doubtful_once", condition=models.Q(ended_on__isnull=True)
            ),
            one_of("doubtful_rule_known", (*RULES, PERSON), "rule"),
            models.CheckConstraint(
                name="doubtful_ended_for_a_reason",
                condition=models.Q(ended_on__isnull=True, ended_at__isnull=True, ended_reason="", ended_by="")
                | (
                    models.Q(ended_on__gte=models.F("from_on"), ended_at__isnull=False)
                    & ~models.Q(ended_reason="")
                    & ~models.Q(ended_by="")
                ),
            ),
        ]
        indexes = [
            models.Index(
                fields=["creditor", "from_on"],
                name="doubtful_running",
                condition=models.Q(ended_on__isnull=True),
            )
        ]


class DoubtfulRate(Fact):
    """The rate that a person chose for a doubtful customer; null: by age again. The last one says."""

    customer = models.ForeignKey("parties.Customer", on_delete=models.PROTECT, related_name="+")
    doubtful = models.ForeignKey(Doubtful, on_delete=models.PROTECT, related_name="rates")
    rate_bps = models.PositiveIntegerField(null=True)
    reason = models.CharField(max_length=200)
    by = models.CharField(max_length=120)
    objects = FactQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="doubtful_rate_within_whole",
                condition=models.Q(rate_bps__isnull=True) | models.Q(rate_bps__lte=10_000),
            ),
            models.CheckConstraint(name="doubtful_rate_has_a_reason", condition=~models.Q(reason="")),
        ]


class Booking(Fact):
    """What a person accepted to enter of a debt: an event, never edited; a later one of the other sign undoes it.

    `booked_cents` onto 416 (below zero: back to 411) or onto 491 (below zero: taken back). `base_cents` is what it was
    reckoned on: VAT included of a transfer, excluded of a depreciation, `tax_source` saying whether a
    document told the VAT. `in_books`: the books had it already, so it is never exported.
    """

    customer = models.ForeignKey("parties.Customer", on_delete=models.PROTECT, related_name="bookings")
    receivable = models.ForeignKey(
        "receivables.Receivable", on_delete=models.PROTECT, related_name="bookings"
    )
    doubtful = models.ForeignKey(Doubtful, on_delete=models.PROTECT, related_name="bookings", db_index=False)
    kind = models.CharField(max_length=12)
    on = models.DateField()
    booked_cents = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    base_cents = models.BigIntegerField()
    rate_bps = models.PositiveIntegerField(null=True)
    rate_source = models.CharField(max_length=10, blank=True)
    tax_source = models.CharField(max_length=8, blank=True)
    in_books = models.BooleanField(default=False)
    by = models.CharField(max_length=120)
    objects = FactQuerySet.as_manager()

    class Meta:
        constraints = [
            one_of("booking_kind_known", KINDS, "kind"),
            models.CheckConstraint(name="booking_of_something", condition=~models.Q(booked_cents=0)),
            models.CheckConstraint(
                name="booking_of_depreciation_has_a_rate",
                condition=models.Q(kind="doubtful", rate_bps__isnull=True, rate_source="", tax_source="")
                | models.Q(
                    kind="depreciation",
                    rate_bps__isnull=False,
                    rate_source__in=("age", "insolvency", "person", "none"),
                    tax_source__in=("document", "assumed"),
                ),
            ),
        ]
        indexes = [
            models.Index(
                fields=["creditor", "on"], name="booking_to_export", condition=models.Q(in_books=False)
            )
        ]
