"""What customers promise to pay, and when; whether they kept it is reckoned from applications (`core.promises`)."""

from __future__ import annotations

from django.db import models

from encours.records.facts import Fact, FactQuerySet, one_of

SOURCES = ("person", "call", "email", "advice", "bill")


class Promise(Fact):
    """So much by a day. It holds the reminders of its items until `until_on`: its day and the days of grace of then.

    A bill of exchange (LCR, BOR) that no ledger tells of yet is a promise too (`source` bill), its number in `text`.
    """

    customer = models.ForeignKey("parties.Customer", on_delete=models.PROTECT, related_name="promises")
    made_on = models.DateField()
    due_on = models.DateField()
    until_on = models.DateField()
    amount_cents = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    source = models.CharField(max_length=8)
    text = models.CharField(max_length=300, blank=True)
    by = models.CharField(max_length=120)
    withdrawn_on = models.DateField(null=True, blank=True)
    withdrawn_reason = models.CharField(max_length=200, blank=True)
    objects = FactQuerySet.as_manager()

    class Meta:
        constraints = [
            one_of("promise_source_known", SOURCES, "source"),
            models.CheckConstraint(
                name="promise_days_in_order",
                condition=models.Q(due_on__gte=models.F("made_on"), until_on__gte=models.F("due_on")),
            ),
            models.CheckConstraint(name="promise_amount_positive", condition=models.Q(amount_cents__gt=0)),
        ]
        indexes = [
            models.Index(fields=["creditor", "due_on", "id"], name="promise_by_day"),
            models.Index(fields=["creditor", "until_on", "id"], name="promise_by_end"),
        ]


class PromisedItem(Fact):
    """So much of one item, within a promise."""

    promise = models.ForeignKey(Promise, on_delete=models.PROTECT, related_name="items")
    customer = models.ForeignKey("parties.Customer", on_delete=models.PROTECT, related_name="+")
    receivable = models.ForeignKey(
        "receivables.Receivable", on_delete=models.PROTECT, related_name="promised"
    )
    amount_cents = models.BigIntegerField()
    objects = FactQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["promise", "receivable"], name="promised_item_once"),
            models.CheckConstraint(name="promised_amount_positive", condition=models.Q(amount_cents__gt=0)),
        ]
