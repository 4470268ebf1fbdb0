"""What each layout of table means to a creditor; files laid aside until they are read; rows put right."""

from __future__ import annotations

from django.db import models

from encours.records.facts import Fact, FactQuerySet, one_of

# asked: its columns are to be told; queued: waits for the worker; reading: leased by one.
UPLOAD_STATES = ("asked", "queued", "reading", "done", "refused", "dropped")


class TableMappingState(Fact):
    """How one layout of table is read, at one moment; `plan` is the JSON of `core.mapping.plan`."""

    name = models.CharField(max_length=120)
    signature = models.CharField(max_length=64)
    target = models.CharField(max_length=20)
    plan = models.TextField()
    by = models.CharField(max_length=120)

    class Meta:
        abstract = True


class TableMapping(TableMappingState):
    """How a layout is read today; recognised by the names of its columns."""

    version = models.PositiveIntegerField(default=1)
    forgotten_at = models.DateTimeField(null=True)  # the next file of its layout asks again
    objects = FactQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["creditor", "signature"], name="table_mapping_once"),
        ]


class TableMappingPast(TableMappingState):
    """A mapping as it stood until `superseded_at`."""

    mapping = models.ForeignKey(TableMapping, on_delete=models.PROTECT, related_name="past")
    superseded_at = models.DateTimeField()


class Upload(models.Model):
    """A table laid aside: asked about, then read by whoever takes it; its state is the queue."""

    creditor = models.ForeignKey(
        "parties.Creditor", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    kept = models.ForeignKey("documents.KeptFile", on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=300)
    state = models.CharField(max_length=10, default="asked")
    plan = models.JSONField(null=True)
    rows_read = models.BigIntegerField(default=0)
    rows_told = models.BigIntegerField(default=0)  # how many the file seems to hold
    sentence = models.TextField(blank=True)
    remedy = models.TextField(blank=True)
    intake = models.ForeignKey("documents.Intake", on_delete=models.PROTECT, null=True, related_name="+")
    by = models.CharField(max_length=120)
    laid_at = models.DateTimeField()
    leased_until = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)
    objects = FactQuerySet.as_manager()

    class Meta:
        constraints = [one_of("upload_state_known", UPLOAD_STATES, "state")]
        indexes = [
            models.Index(
                fields=["creditor", "-id"],
                name="upload_waiting",
                condition=models.Q(state__in=["asked", "queued", "reading", "refused"]),
            )
        ]


class Correction(Fact):
    """A refused row as a person wrote it again, and the import that it became."""

    intake = models.ForeignKey("documents.Intake", on_delete=models.PROTECT, related_name="corrections")
    line = models.BigIntegerField()
    cells = models.TextField()  # canonical JSON: field, text
    made = models.ForeignKey("documents.Intake", on_delete=models.PROTECT, related_name="corrects")
    by = models.CharField(max_length=120)
    objects = FactQuerySet.as_manager()
