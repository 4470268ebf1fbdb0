"""Evidence: entries, leaves and signed roots; triggers refuse all but sealing and lawful erasure (DESIGN §2.9)."""

from __future__ import annotations

from django.db import models


class Entry(models.Model):
    """One act: who, what, why, when. Its own leaf (without customer) seals these columns."""

    creditor = models.ForeignKey("parties.Creditor", on_delete=models.PROTECT, related_name="+")
    act = models.CharField(max_length=60)
    author = models.CharField(max_length=120)  # a person's address, or rule:NAME@VERSION
    cause = models.CharField(max_length=300)
    at = models.DateTimeField()

    class Meta:
        # The page of all activities reads downwards by key: of one person, of one act, from a day.
        indexes = [
            models.Index(fields=["creditor", "author", "id"], name="entry_by_author"),
            models.Index(fields=["creditor", "act", "id"], name="entry_by_act"),
            models.Index(fields=["creditor", "at"], name="entry_by_instant"),
        ]


class Leaf(models.Model):
    """What an act did to one customer (or, without customer, the act itself): canonical JSON, salted, hashed."""

    creditor = models.ForeignKey(
        "parties.Creditor", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="leaves")
    customer_id = models.BigIntegerField(null=True)
    content = models.TextField(null=True)  # noqa: DJ001 — null says erased, empty would lie
    salt = models.CharField(max_length=32, null=True)  # noqa: DJ001 — the same
    digest = models.CharField(max_length=64)
    position = models.BigIntegerField(null=True)

    class Meta:
        # The timeline's mark is a customer's last leaf: without the key beside, its every leaf is looked up.
        indexes = [models.Index(fields=["customer_id", "id"], name="leaf_by_customer")]
        constraints = [models.UniqueConstraint(fields=["creditor", "position"], name="leaf_position_once")]


class Root(models.Model):
    """The tree's head after a sealing: chained to the one before and signed outside the database."""

    creditor = models.ForeignKey("parties.Creditor", on_delete=models.PROTECT, related_name="+")
    size = models.BigIntegerField()
    digest = models.CharField(max_length=64)
    frontier = models.JSONField()  # digests of the perfect subtrees, to append without rereading
    chain = models.CharField(max_length=64)  # over the chain before, size, digest and instant
    signature = models.CharField(max_length=128)
    key_id = models.CharField(max_length=16)
    sealed_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["creditor", "size"], name="root_size_once")]
