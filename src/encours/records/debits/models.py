"""Mandates of SEPA direct debit, the transactions announced under them, and the files that a bank is handed."""

from __future__ import annotations

from django.db import models

from encours.core.debits.rules import SCHEMES, SEQUENCES
from encours.records.facts import Fact, FactQuerySet, one_of

MANDATE_STATES = (
    "active",
    "stopped",
    "cancelled",
)  # one long unused has lapsed: that is reckoned, never stored
LIVE_MANDATES = ("active", "stopped")
DEBIT_STATES = (
    "announced",  # its pre-notification was asked for
    "prepared",  # in a file
    "collected",  # the bank credited it
    "returned",  # rejected before it was credited, or given back after
    "ended",  # not collected, with its reason: what it held may be announced anew
)
BATCH_STATES = ("prepared", "handed", "cancelled")


class MandateState(Fact):
    """A mandate at one moment; `sequence` is that of its next collection, `reason` why it is stopped or cancelled."""

    customer = models.ForeignKey("parties.Customer", on_delete=models.PROTECT, related_name="+")
    umr = models.CharField(max_length=35)
    scheme = models.CharField(max_length=4, default="CORE")
    sequence = models.CharField(max_length=4, default="FRST")
    signed_on = models.DateField()
    debtor = models.CharField(max_length=70)
    iban = models.CharField(max_length=34)
    bic = models.CharField(max_length=11, blank=True)
    state = models.CharField(max_length=10, default="active")
    reason = models.CharField(max_length=200, blank=True)
    document = models.ForeignKey(
        "parties.Attachment", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    by = models.CharField(max_length=120)

    class Meta:
        abstract = True


class Mandate(MandateState):
    """A mandate as it stands today; a customer has one at a time that may be used. `used_on`: its last collection."""

    customer = models.ForeignKey("parties.Customer", on_delete=models.PROTECT, related_name="mandates")
    used_on = models.DateField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)
    objects = FactQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["creditor", "umr"], name="mandate_umr_once"),
            models.UniqueConstraint(
                fields=["customer"], name="mandate_live_once", condition=models.Q(state__in=LIVE_MANDATES)
            ),
            one_of("mandate_scheme_known", SCHEMES, "scheme"),
            one_of("mandate_sequence_known", SEQUENCES, "sequence"),
            one_of("mandate_state_known", MANDATE_STATES, "state"),
        ]
        indexes = [models.Index(fields=["creditor", "state", "id"], name="mandate_by_state")]


class MandatePast(MandateState):
    """A mandate as it stood until `superseded_at`."""

    mandate = models.ForeignKey(Mandate, on_delete=models.PROTECT, related_name="past")
    superseded_at = models.DateTimeField()


class DebitPolicy(Fact):
    """What a creditor decided of its direct debits (`core.debits.rules`); the highest number applies."""

    number = models.PositiveIntegerField()
    content = models.TextField()  # JSON
    by = models.CharField(max_length=120)
    objects = FactQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["creditor", "number"], name="debit_policy_once")]


class DebitBatch(Fact):
    """One file made for a bank: it is handed over by a person, or cancelled. `reference` is its MsgId."""

    number = models.PositiveIntegerField()
    reference = models.CharField(max_length=35)
    made_on = models.DateField()
    debits_count = models.PositiveIntegerField()
    total_cents = models.BigIntegerField()
    kept = models.ForeignKey("documents.KeptFile", on_delete=models.PROTECT, related_name="+")
    by = models.CharField(max_length=120)
    state = models.CharField(max_length=10, default="prepared")
    handed_on = models.DateField(null=True, blank=True)
    handed_by = models.CharField(max_length=120, blank=True)
    cancel_reason = models.CharField(max_length=200, blank=True)
    version = models.PositiveIntegerField(default=1)
    objects = FactQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["creditor", "number"], name="debit_batch_once"),
            one_of("debit_batch_state_known", BATCH_STATES, "state"),
            models.CheckConstraint(
                name="debit_batch_is_an_amount", condition=models.Q(total_cents__gt=0, debits_count__gt=0)
            ),
        ]


class Debit(Fact):
    """One transaction, from its pre-notification on. Reminders of what it holds wait until `until_on`, or `ended_on`.

    No `message`: its invoice announced it. `announced_cents` is what the customer was told; `amount_cents` what goes
    into the file, never more. What is below `by` says how far it is.
    """

    customer = models.ForeignKey("parties.Customer", on_delete=models.PROTECT, related_name="debits")
    mandate = models.ForeignKey(Mandate, on_delete=models.PROTECT, related_name="debits")
    announced_on = models.DateField()
    collect_on = models.DateField()
    notify_on = models.DateField()
    until_on = models.DateField()
    announced_cents = models.BigIntegerField()
    currency = models.CharField(max_length=3, default="EUR")
    by = models.CharField(max_length=120)
    message = models.ForeignKey(
        "encours_messages.Message", on_delete=models.PROTECT, null=True, blank=True, related_name="debits"
    )
    state = models.CharField(max_length=10, default="announced")
    amount_cents = models.BigIntegerField()
    batch = models.ForeignKey(
        DebitBatch, on_delete=models.PROTECT, null=True, blank=True, related_name="debits"
    )
    sequence = models.CharField(max_length=4, blank=True)
    group = models.CharField(max_length=35, blank=True)  # PmtInfId
    end_to_end_id = models.CharField(max_length=35, blank=True)
    line = models.ForeignKey(
        "cash.BankLine", on_delete=models.PROTECT, null=True, blank=True, related_name="debits"
    )
    return_line = models.ForeignKey(
        "cash.BankLine", on_delete=models.PROTECT, null=True, blank=True, related_name="returned_debits"
    )
    ended_on = models.DateField(null=True, blank=True)
    reason = models.CharField(max_length=40, blank=True)  # a code of the bank's, or why it was not collected
    objects = FactQuerySet.as_manager()

    class Meta:
        constraints = [
            one_of("debit_state_known", DEBIT_STATES, "state"),
            models.UniqueConstraint(
                fields=["creditor", "end_to_end_id"],
                name="debit_end_to_end_once",
                condition=~models.Q(end_to_end_id=""),
            ),
            models.CheckConstraint(
                name="debit_within_what_was_announced",
                condition=models.Q(amount_cents__gt=0, amount_cents__lte=models.F("announced_cents")),
            ),
            models.CheckConstraint(
                name="debit_in_a_batch_once_prepared",
                condition=~models.Q(state__in=("prepared", "collected", "returned"))
                | models.Q(batch__isnull=False),
            ),
        ]
        indexes = [
            models.Index(fields=["creditor", "state", "collect_on", "id"], name="debit_by_state"),
            models.Index(fields=["creditor", "until_on", "id"], name="debit_by_end"),
        ]


class DebitItem(Fact):
    """So much of one item, within a transaction; of a credit note, negative. An item is in one live transaction."""

    customer = models.ForeignKey("parties.Customer", on_delete=models.PROTECT, related_name="+")
    debit = models.ForeignKey(Debit, on_delete=models.PROTECT, related_name="items")
    receivable = models.ForeignKey("receivables.Receivable", on_delete=models.PROTECT, related_name="debited")
    announced_cents = models.BigIntegerField()
    amount_cents = models.BigIntegerField()
    live = models.BooleanField(default=True)
    objects = FactQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["debit", "receivable"], name="debit_item_once"),
            models.UniqueConstraint(
                fields=["receivable"], name="debit_item_live_once", condition=models.Q(live=True)
            ),
        ]
