"""Entries exported to the accounting software: each file, its entries, and what each tells of which application."""

from __future__ import annotations

from django.db import models

from encours.core.entries.due import KINDS, OF_BOOKINGS, OF_PAYMENTS
from encours.records.facts import Fact, FactQuerySet, one_of


class EntryPolicy(Fact):
    """The accounts and journals of a creditor's entries (`core.entries.policy`); the highest number applies."""

    number = models.PositiveIntegerField()
    content = models.TextField()  # JSON
    by = models.CharField(max_length=120)
    objects = FactQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["creditor", "number"], name="entry_policy_once")]


class EntryExport(Fact):
    """One file of entries; `customers_cents` is what it takes off the customers' accounts."""

    number = models.PositiveIntegerField()
    kept = models.ForeignKey("documents.KeptFile", on_delete=models.PROTECT, related_name="+")
    entries = models.PositiveIntegerField()
    from_on = models.DateField()
    to_on = models.DateField()
    exported_on = models.DateField()
    debit_cents = models.BigIntegerField()
    customers_cents = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    by = models.CharField(max_length=120)
    objects = FactQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["creditor", "number"], name="entry_export_once")]


class ExportedEntry(Fact):
    """An entry as it was exported: of a payment, of a transfer (what left it), of an application, or undoing another.

    A payout is of no customer (`ExportedPayout`); what is entered of a doubtful debt is of its `booking`, once, and
    moves nothing of what the customer owes.

    `lines` are its lines in canonical JSON; `amount_cents` what it takes off the customer's account; `seen_on` the
    day that a ledger brought it back.
    """

    export = models.ForeignKey(EntryExport, on_delete=models.PROTECT, related_name="rows", db_index=False)
    customer = models.ForeignKey("parties.Customer", on_delete=models.PROTECT, null=True, related_name="+")
    sequence = models.PositiveIntegerField()
    key = models.CharField(max_length=20)
    kind = models.CharField(max_length=12)
    payment = models.ForeignKey("cash.Payment", on_delete=models.PROTECT, null=True, related_name="exported")
    application = models.ForeignKey(
        "cash.Application", on_delete=models.PROTECT, null=True, related_name="exported"
    )
    booking = models.OneToOneField(
        "doubtful.Booking", on_delete=models.PROTECT, null=True, related_name="exported"
    )
    reverses = models.OneToOneField("self", on_delete=models.PROTECT, null=True, related_name="reversed_by")
    entry_on = models.DateField()
    amount_cents = models.BigIntegerField()
    lines = models.TextField()
    seen_on = models.DateField(null=True)
    objects = FactQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["creditor", "sequence"], name="exported_entry_once"),
            models.UniqueConstraint(fields=["creditor", "key"], name="exported_entry_key_once"),
            one_of("exported_entry_kind_known", KINDS, "kind"),
            models.CheckConstraint(
                name="exported_entry_of_one",
                condition=models.Q(
                    kind__in=OF_PAYMENTS,
                    customer__isnull=False,
                    payment__isnull=False,
                    application__isnull=True,
                    booking__isnull=True,
                )
                | models.Q(
                    kind="payout",
                    customer__isnull=True,
                    payment__isnull=True,
                    application__isnull=True,
                    booking__isnull=True,
                )
                | models.Q(
                    kind__in=OF_BOOKINGS,
                    customer__isnull=False,
                    payment__isnull=True,
                    application__isnull=True,
                    booking__isnull=False,
                    amount_cents=0,
                )
                | (
                    ~models.Q(kind__in=[*OF_PAYMENTS, *OF_BOOKINGS, "payout"])
                    & models.Q(
                        customer__isnull=False,
                        payment__isnull=True,
                        application__isnull=False,
                        booking__isnull=True,
                    )
                ),
            ),
        ]
        indexes = [
            models.Index(fields=["export", "sequence"], name="exported_entry_of_export"),
            models.Index(
                fields=["creditor", "entry_on"],
                name="exported_entry_awaited",
                condition=models.Q(seen_on__isnull=True),
            ),
        ]


class ExportedPart(Fact):
    """So much of an exported entry is so much of this application; of none, money that stays on account."""

    exported = models.ForeignKey(ExportedEntry, on_delete=models.PROTECT, related_name="parts")
    customer = models.ForeignKey(
        "parties.Customer", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    application = models.ForeignKey(
        "cash.Application", on_delete=models.PROTECT, null=True, related_name="exported_parts"
    )
    amount_cents = models.BigIntegerField()
    objects = FactQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["exported", "application"], name="exported_part_once"),
        ]


class ExportedPayout(Fact):
    """Of which payout an exported entry is: the credit that it was, and what the provider kept (not positive)."""

    exported = models.OneToOneField(ExportedEntry, on_delete=models.PROTECT, related_name="payout")
    payout = models.ForeignKey("cash.Payout", on_delete=models.PROTECT, related_name="exported")
    line = models.ForeignKey("cash.BankLine", on_delete=models.PROTECT, related_name="+", db_index=False)
    received_cents = models.BigIntegerField()
    fee_cents = models.BigIntegerField()
    objects = FactQuerySet.as_manager()
