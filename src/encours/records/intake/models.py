"""Where files come from by themselves, what came and what became of it; documents that other companies sell."""

from __future__ import annotations

from django.db import models

from encours.records.facts import Fact, FactQuerySet, one_of

PLACES = ("folder", "mailbox")
# taken: its content is in; again: it was in before; asked: a table whose columns are to be told; queued: a long table
# that a worker reads; proposed: its sender is not allowed yet; declined: a person wants none of it.
BECAME = ("taken", "again", "asked", "queued", "refused", "proposed", "declined")

PRINTED = ("waiting", "taken", "declined")


class Place(Fact):
    """A folder that is watched, or the mailbox; `looked_at` and `trouble` tell of the last look."""

    kind = models.CharField(max_length=8)
    path = models.CharField(max_length=500)  # of a folder as it is on this machine; of a mailbox, its name
    stopped_at = models.DateTimeField(null=True)
    by = models.CharField(max_length=120)
    looked_at = models.DateTimeField(null=True)
    trouble = models.TextField(blank=True)
    settling = models.PositiveIntegerField(
        default=0
    )  # files seen at the last look that were still being written
    version = models.PositiveIntegerField(default=1)
    objects = FactQuerySet.as_manager()

    class Meta:
        constraints = [
            one_of("intake_place_known", PLACES, "kind"),
            models.UniqueConstraint(
                fields=["kind", "path"],
                name="intake_place_watched_once",
                condition=models.Q(stopped_at__isnull=True),
            ),
        ]
        indexes = [models.Index(fields=["creditor", "kind"], name="intake_place_by_creditor")]


class Arrival(Fact):
    """One file that came by itself: where from, with proof, and what became of it. The same coming is one arrival."""

    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="arrivals", db_index=False)
    name = models.CharField(max_length=300)  # under that of the archive it was in
    sha256 = models.CharField(max_length=64)
    size = models.BigIntegerField()
    fingerprint = models.CharField(max_length=64)  # of where it was, when, and its bytes
    proof = models.TextField()  # canonical JSON: path and times, or message, sender and authentication
    state = models.CharField(max_length=8)
    rule = models.CharField(max_length=60, blank=True)
    sentence = models.TextField(blank=True)
    remedy = models.TextField(blank=True)
    intake = models.ForeignKey(
        "documents.Intake", on_delete=models.PROTECT, null=True, related_name="arrivals"
    )
    upload = models.ForeignKey("mappings.Upload", on_delete=models.PROTECT, null=True, related_name="+")
    received = models.ForeignKey(
        "encours_messages.Received", on_delete=models.PROTECT, null=True, related_name="arrivals"
    )
    number = models.PositiveIntegerField(default=0)  # which file of the mail
    version = models.PositiveIntegerField(default=1)
    objects = FactQuerySet.as_manager()

    class Meta:
        constraints = [
            one_of("arrival_state_known", BECAME, "state"),
            models.UniqueConstraint(fields=["creditor", "fingerprint"], name="arrival_once"),
        ]
        indexes = [
            models.Index(fields=["place", "-id"], name="arrival_by_place"),
            models.Index(fields=["creditor", "state", "-id"], name="arrival_by_state"),
        ]


class AllowedSender(Fact):
    """An address, or `@domain`, whose attached files are taken in by themselves; withdrawn, it is none any more."""

    address = models.CharField(max_length=320)
    by = models.CharField(max_length=120)
    withdrawn_at = models.DateTimeField(null=True)
    objects = FactQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["creditor", "address"],
                name="sender_allowed_once",
                condition=models.Q(withdrawn_at__isnull=True),
            )
        ]


class SetAside(Fact):
    """An electronic document that another company seems to sell; taken up again when our identity is corrected."""

    intake = models.OneToOneField("documents.Intake", on_delete=models.PROTECT, related_name="set_aside")
    seller = models.CharField(max_length=200, blank=True)
    seller_siren = models.CharField(max_length=9, blank=True)
    seller_vat = models.CharField(max_length=20, blank=True)
    buyer = models.CharField(max_length=200, blank=True)
    number = models.CharField(max_length=100)
    issued_on = models.DateField()
    total_cents = models.BigIntegerField(null=True)
    currency = models.CharField(max_length=3)
    taken_at = models.DateTimeField(null=True)
    objects = FactQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(
                fields=["creditor", "-id"], name="set_aside_still", condition=models.Q(taken_at__isnull=True)
            )
        ]


class PrintedInvoice(models.Model):
    """A PDF invoice without XML, read and laid aside: nothing is due until a person confirms it.

    `read` is what was read, field by field; what a person confirms is its import.
    """

    creditor = models.ForeignKey(
        "parties.Creditor", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    kept = models.ForeignKey("documents.KeptFile", on_delete=models.PROTECT, related_name="+")
    sha256 = models.CharField(max_length=64)
    name = models.CharField(max_length=300)
    read = models.JSONField()
    tied = models.BooleanField()  # whether its sums do
    state = models.CharField(max_length=10, default="waiting")
    intake = models.OneToOneField(
        "documents.Intake", on_delete=models.PROTECT, null=True, related_name="printed"
    )
    by = models.CharField(max_length=120)
    laid_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)
    objects = FactQuerySet.as_manager()

    class Meta:
        constraints = [
            one_of("printed_state_known", PRINTED, "state"),
            models.UniqueConstraint(fields=["creditor", "sha256"], name="printed_once"),
        ]
        indexes = [
            models.Index(
                fields=["creditor", "-id"], name="printed_waiting", condition=models.Q(state="waiting")
            )
        ]
