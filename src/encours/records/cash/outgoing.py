"""Unapplied cash that leaves its payment: refunded to the customer, or transferred to another one.

What leaves is a negative payment (`back`) beside the one that brought it (`Payment.gives_back`): sums of a customer
hold at every moment, as they do for what a bank takes back. Cancelling puts it out of count.
"""

from __future__ import annotations

from django.db import models

from encours.records.facts import Fact, FactQuerySet, one_of

REFUND_STATES = (
    "to_approve",  # beyond the creditor's limit: another person agrees first
    "awaited",  # the debit of the bank has not come yet
    "made",  # a debit line is it
    "sent_back",  # made, and a credit line brought it back
    "cancelled",
)


class Refund(Fact):
    """So much of a payment goes back to its customer; out of unapplied cash from the day that it is asked."""

    customer = models.ForeignKey("parties.Customer", on_delete=models.PROTECT, related_name="refunds")
    payment = models.ForeignKey("cash.Payment", on_delete=models.PROTECT, related_name="refunds")
    back = models.OneToOneField("cash.Payment", on_delete=models.PROTECT, related_name="refund")
    amount_cents = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    asked_on = models.DateField()
    planned_on = models.DateField()
    reason = models.CharField(max_length=200)
    reference = models.CharField(max_length=20)  # what the transfer of the bank is to bear
    iban = models.CharField(max_length=34, blank=True)
    by = models.CharField(max_length=120)
    state = models.CharField(max_length=10)
    line = models.OneToOneField(
        "cash.BankLine", on_delete=models.PROTECT, null=True, blank=True, related_name="refund"
    )
    # The credit by which the bank sent it back.
    sent_back_line = models.OneToOneField(
        "cash.BankLine", on_delete=models.PROTECT, null=True, blank=True, related_name="refund_sent_back"
    )
    order = models.ForeignKey(
        "cash.RefundOrder", on_delete=models.PROTECT, null=True, blank=True, related_name="refunds"
    )
    answered_by = models.CharField(max_length=120, blank=True)
    ended_on = models.DateField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)
    objects = FactQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["creditor", "reference"], name="refund_reference_once"),
            one_of("refund_state_known", REFUND_STATES, "state"),
            models.CheckConstraint(name="refund_positive", condition=models.Q(amount_cents__gt=0)),
            models.CheckConstraint(
                name="refund_made_has_line",
                condition=models.Q(state__in=("made", "sent_back"), line__isnull=False)
                | (~models.Q(state__in=("made", "sent_back")) & models.Q(line__isnull=True)),
            ),
            models.CheckConstraint(
                name="refund_sent_back_has_line",
                condition=models.Q(state="sent_back", sent_back_line__isnull=False)
                | (~models.Q(state="sent_back") & models.Q(sent_back_line__isnull=True)),
            ),
        ]
        indexes = [
            models.Index(
                fields=["creditor", "id"],
                name="refund_under_way",
                condition=models.Q(state__in=["to_approve", "awaited"]),
            )
        ]


class RefundOrder(Fact):
    """A file of credit transfers made for the bank, as it was: a person hands it over."""

    number = models.PositiveIntegerField()
    reference = models.CharField(max_length=35)
    made_on = models.DateField()
    refunds_count = models.PositiveIntegerField()
    total_cents = models.BigIntegerField()
    kept = models.ForeignKey("documents.KeptFile", on_delete=models.PROTECT, related_name="+")
    by = models.CharField(max_length=120)
    state = models.CharField(max_length=10, default="prepared")
    cancel_reason = models.CharField(max_length=200, blank=True)
    version = models.PositiveIntegerField(default=1)
    objects = FactQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["creditor", "number"], name="refund_order_once"),
            one_of("refund_order_state_known", ("prepared", "cancelled"), "state"),
            models.CheckConstraint(
                name="refund_order_is_an_amount", condition=models.Q(total_cents__gt=0, refunds_count__gt=0)
            ),
        ]


class Transfer(Fact):
    """So much of a payment of a customer is another customer's: `received` is the payment that it makes there."""

    customer = models.ForeignKey("parties.Customer", on_delete=models.PROTECT, related_name="transfers_out")
    to_customer = models.ForeignKey("parties.Customer", on_delete=models.PROTECT, related_name="transfers_in")
    payment = models.ForeignKey("cash.Payment", on_delete=models.PROTECT, related_name="transfers")
    back = models.OneToOneField("cash.Payment", on_delete=models.PROTECT, related_name="transfer_out")
    received = models.OneToOneField("cash.Payment", on_delete=models.PROTECT, related_name="transfer_in")
    amount_cents = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    on = models.DateField()
    reason = models.CharField(max_length=200)
    by = models.CharField(max_length=120)
    undone_on = models.DateField(null=True, blank=True)
    undone_by = models.CharField(max_length=120, blank=True)
    version = models.PositiveIntegerField(default=1)
    objects = FactQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(name="transfer_positive", condition=models.Q(amount_cents__gt=0)),
        ]
