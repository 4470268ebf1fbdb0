"""Kept files, each encrypted with its own key, and what was taken in from them."""

from __future__ import annotations

from django.db import models

from encours.records.facts import Fact, FactQuerySet, one_of

# waiting: not looked at yet; read: it has words; empty: none (a picture, a scan); unreadable: it could not be opened.
READINGS = ("waiting", "read", "empty", "unreadable")


class KeptFile(Fact):
    """A file kept as evidence. Erasing `key` erases the content; the fingerprint stays (DESIGN §2.9)."""

    sha256 = models.CharField(max_length=64)
    size = models.BigIntegerField()
    media_type = models.CharField(max_length=100)
    name = models.CharField(max_length=300)
    place = models.CharField(max_length=200)  # below the folder of kept files
    key = models.BinaryField(null=True)
    objects = FactQuerySet.as_manager()


class Intake(Fact):
    """A file taken in: what was understood, kept and refused. The same bytes are the same intake."""

    kept = models.ForeignKey(KeptFile, on_delete=models.PROTECT, related_name="+")
    sha256 = models.CharField(max_length=64)
    name = models.CharField(max_length=300)
    format = models.CharField(max_length=30)
    kind = models.CharField(max_length=12)  # ledger | bank | companion
    from_on = models.DateField(null=True)
    to_on = models.DateField(null=True)
    newest_on = models.DateField(null=True)  # the last day the source speaks of
    counts = models.JSONField()
    controls = models.JSONField()
    refusals = models.JSONField()
    notices = models.JSONField()
    by = models.CharField(max_length=120)
    objects = FactQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["creditor", "sha256"], name="intake_once")]


class FileWords(models.Model):
    """The words by which a captured file is found: drawn from the file, so no entry tells them; written at will.

    `words` are its different words, folded; `text` how it begins, to show where they were found. The indexes over
    `words` (FTS5 on SQLite, GIN on PostgreSQL) are made by hand in the migrations: triggers keep SQLite's.
    """

    kept = models.OneToOneField(KeptFile, on_delete=models.PROTECT, primary_key=True, related_name="words")
    creditor = models.ForeignKey(
        "parties.Creditor", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    state = models.CharField(max_length=10, default="waiting")
    tries = models.PositiveSmallIntegerField(default=0)
    text = models.TextField(blank=True)
    words = models.TextField(blank=True)
    objects = FactQuerySet.as_manager()

    class Meta:
        constraints = [one_of("file_words_state_known", READINGS, "state")]
        indexes = [
            models.Index(fields=["kept"], name="file_words_waiting", condition=models.Q(state="waiting")),
            models.Index(fields=["creditor", "-kept"], name="file_words_by_creditor"),
        ]
