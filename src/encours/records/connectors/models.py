"""Connected systems, where their reading stands, what each row last said, and what is to be written there."""

from __future__ import annotations

from django.db import models

from encours.records.facts import Fact, FactQuerySet, one_of

LINKED = ("customer", "invoice", "payment", "order", "deal", "campaign")
INTENDED = ("payment", "comment", "status", "closing", "entry")
# waiting: to be sent; leased: a worker has it; handed: sent, nothing heard yet; uncertain: a person says.
# shadow: written down in shadow mode, it leaves only if a person wants it.
STATES = ("waiting", "leased", "handed", "done", "refused", "uncertain", "dropped", "shadow")


class Connector(models.Model):
    """A system that is asked and told; its secrets are in a file outside the database."""

    creditor = models.ForeignKey(
        "parties.Creditor", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    kind = models.CharField(max_length=20)
    name = models.CharField(max_length=60)
    settings = models.JSONField(default=dict)  # nothing secret
    is_on = models.BooleanField(default=True)
    writes = models.BooleanField(default=False)  # whether it is told what happens here
    every_minutes = models.PositiveIntegerField(default=15)  # the delay that is announced
    cursor = models.TextField(blank=True)
    asked_at = models.DateTimeField(null=True)  # somebody wants it read now
    synced_at = models.DateTimeField(null=True)  # the last whole reading
    tried_at = models.DateTimeField(null=True)
    wait_until = models.DateTimeField(null=True)  # it asked to be left alone
    leased_until = models.DateTimeField(null=True)
    error = models.TextField(blank=True)
    version = models.PositiveIntegerField(default=1)
    objects = FactQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["creditor", "name"], name="connector_name_once")]


class SourceLink(models.Model):
    """A row of the source as it last was, and whom it is about here: what is told the same again is not read again."""

    creditor = models.ForeignKey(
        "parties.Creditor", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    connector = models.ForeignKey(Connector, on_delete=models.PROTECT, related_name="links", db_index=False)
    kind = models.CharField(max_length=10)
    source_id = models.CharField(max_length=100)
    account = models.CharField(max_length=60)
    number = models.CharField(max_length=100, blank=True)
    digest = models.CharField(max_length=64)
    amount_cents = models.BigIntegerField(null=True)
    open_cents = models.BigIntegerField(null=True)
    currency = models.CharField(max_length=3, blank=True)
    told_at = models.DateTimeField()
    gone_on = models.DateField(null=True)
    objects = FactQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["connector", "kind", "source_id"], name="source_link_once"),
            one_of("source_link_kind_known", LINKED, "kind"),
        ]
        indexes = [models.Index(fields=["creditor", "kind", "account", "number"], name="source_link_here")]


class Sync(models.Model):
    """One reading of a source: what it brought, and how late what it told was."""

    creditor = models.ForeignKey(
        "parties.Creditor", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    connector = models.ForeignKey(Connector, on_delete=models.PROTECT, related_name="syncs", db_index=False)
    begun_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    rows = models.BigIntegerField(default=0)
    changed = models.BigIntegerField(default=0)
    refused = models.BigIntegerField(default=0)
    lag_seconds = models.BigIntegerField(null=True)  # of the latest told since the reading before
    error = models.TextField(blank=True)
    objects = FactQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["connector", "-id"], name="sync_newest")]


class Comparison(models.Model):
    """What is open at the source beside what is open here: counts, sums by currency, and each difference."""

    creditor = models.ForeignKey(
        "parties.Creditor", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    connector = models.ForeignKey(
        Connector, on_delete=models.PROTECT, related_name="comparisons", db_index=False
    )
    made_at = models.DateTimeField()
    figures = models.JSONField()
    differences = models.JSONField()
    differ = models.BigIntegerField(default=0)
    objects = FactQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["connector", "-id"], name="comparison_newest")]


class Intention(Fact):
    """Something that a source is to be told, written with the act that causes it; its state is the queue."""

    connector = models.ForeignKey(
        Connector, on_delete=models.PROTECT, related_name="intentions", db_index=False
    )
    customer = models.ForeignKey(  # null of an entry that moves no customer's account
        "parties.Customer", on_delete=models.PROTECT, null=True, related_name="+"
    )
    receivable = models.ForeignKey(
        "receivables.Receivable", on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    payment = models.ForeignKey(
        "cash.Payment", on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    kind = models.CharField(max_length=10)
    key = models.CharField(max_length=40, unique=True)
    content = models.TextField()  # canonical JSON: what will be written
    by = models.CharField(max_length=120)
    state = models.CharField(max_length=10, default="waiting")
    tries = models.PositiveIntegerField(default=0)
    next_at = models.DateTimeField(null=True)
    leased_until = models.DateTimeField(null=True)
    handed_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)
    reference = models.CharField(max_length=100, blank=True)
    detail = models.TextField(blank=True)
    answered_by = models.CharField(max_length=120, blank=True)
    version = models.PositiveIntegerField(default=1)
    objects = FactQuerySet.as_manager()

    class Meta:
        constraints = [
            one_of("intention_kind_known", INTENDED, "kind"),
            one_of("intention_state_known", STATES, "state"),
        ]
        indexes = [
            models.Index(fields=["creditor", "state", "id"], name="intention_by_state"),
            models.Index(fields=["connector", "state", "id"], name="intention_of_connector"),
            models.Index(
                fields=["payment"], name="intention_of_payment", condition=models.Q(payment__isnull=False)
            ),
        ]
