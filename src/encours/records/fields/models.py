"""Fields that a creditor declares of its own, their values on customers and invoices, the segments they make."""

from __future__ import annotations

import json

from django.db import models

from encours.core.custom_fields import KINDS, SUBJECTS
from encours.records.facts import Fact, FactQuerySet, one_of

CLASSES = ("", "personal", "bank", "pricing", "health")


class FieldState(Fact):
    """What a field of one's own is, at one moment. `choices` one a line; `shown_as` a class of fields, or nothing."""

    subject = models.CharField(max_length=10)
    code = models.CharField(max_length=40)
    label_fr = models.CharField(max_length=60)
    label_en = models.CharField(max_length=60)
    kind = models.CharField(max_length=10)
    choices = models.TextField(blank=True)
    currency = models.CharField(max_length=3, blank=True)  # of an amount
    required = models.BooleanField(default=False)
    listed = models.BooleanField(default=False)  # a column of lists
    shown_as = models.CharField(max_length=10, blank=True)
    retired = models.BooleanField(default=False)
    by = models.CharField(max_length=120)

    class Meta:
        abstract = True


class Field(FieldState):
    """A field as it stands today. One that is retired keeps its values, and is shown nowhere."""

    version = models.PositiveIntegerField(default=1)
    objects = FactQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["creditor", "subject", "code"], name="field_once"),
            one_of("field_subject_known", SUBJECTS, "subject"),
            one_of("field_kind_known", KINDS, "kind"),
            one_of("field_class_known", CLASSES, "shown_as"),
        ]

    def chosen_from(self) -> list[str]:
        """The choices of a field of choices."""
        return self.choices.splitlines()

    def label(self, language: str) -> str:
        """Its name in a language."""
        return self.label_en if language == "en" and self.label_en else self.label_fr


class FieldPast(FieldState):
    """A field as it stood until `superseded_at`."""

    field = models.ForeignKey(Field, on_delete=models.PROTECT, related_name="past")
    superseded_at = models.DateTimeField()


class FieldValueState(Fact):
    """What a field says of a customer, or of one receivable, at one moment; `core.custom_fields.Value`."""

    customer = models.ForeignKey("parties.Customer", on_delete=models.PROTECT, related_name="+")
    receivable = models.ForeignKey(
        "receivables.Receivable", on_delete=models.PROTECT, null=True, related_name="+"
    )
    field = models.ForeignKey(Field, on_delete=models.PROTECT, related_name="+", db_index=False)
    text = models.CharField(max_length=500, blank=True)
    number = models.BigIntegerField(null=True)  # cents, thousandths, a day as 20261122, 1 for yes
    key = models.CharField(max_length=120, blank=True)
    by = models.CharField(max_length=120)

    class Meta:
        abstract = True


class FieldValue(FieldValueState):
    """A value as it stands today; emptied, it says nothing any more."""

    customer = models.ForeignKey("parties.Customer", on_delete=models.PROTECT, related_name="own_values")
    receivable = models.ForeignKey(
        "receivables.Receivable", on_delete=models.PROTECT, null=True, related_name="own_values"
    )
    version = models.PositiveIntegerField(default=1)
    objects = FactQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["field", "customer"],
                name="field_value_once_of_customer",
                condition=models.Q(receivable__isnull=True),
            ),
            models.UniqueConstraint(
                fields=["field", "receivable"],
                name="field_value_once_of_invoice",
                condition=models.Q(receivable__isnull=False),
            ),
        ]
        indexes = [
            models.Index(
                fields=["field", "key", "customer"],
                name="field_value_by_key",
                opclasses=["int8_ops", "varchar_pattern_ops", "int8_ops"],
            ),
            models.Index(fields=["field", "number", "customer"], name="field_value_by_number"),
        ]


class FieldValuePast(FieldValueState):
    """A value as it stood until `superseded_at`."""

    value = models.ForeignKey(FieldValue, on_delete=models.PROTECT, related_name="past")
    superseded_at = models.DateTimeField()


class SegmentSet(Fact):
    """The segments of a creditor's own, published together; the highest number applies. `content` is JSON."""

    number = models.PositiveIntegerField()
    content = models.TextField()
    by = models.CharField(max_length=120)
    objects = FactQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["creditor", "number"], name="segment_set_once")]

    def reason(self) -> str:
        """Why they were published; nothing of those published before a reason was asked."""
        told: str = json.loads(self.content).get("reason", "")
        return told
