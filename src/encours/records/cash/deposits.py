"""A slip: many cheques, card payments or bills that the bank credits as one line, less what it keeps."""

from __future__ import annotations

from django.db import models

from encours.records.facts import Fact, FactQuerySet, one_of

DEPOSIT_KINDS = ("cheque", "card", "bill")
DEPOSIT_STATES = ("waiting", "tied", "cancelled")


class Deposit(Fact):
    """A slip as it was keyed; `line` is the credit that it is, whose place its own lines take.

    `total_cents` is the sum of its items, `fee_cents` what the bank or the acquirer keeps of it.
    """

    kind = models.CharField(max_length=8)
    number = models.CharField(max_length=60)
    deposited_on = models.DateField()
    total_cents = models.BigIntegerField()
    fee_cents = models.BigIntegerField(default=0, db_default=0)
    currency = models.CharField(max_length=3)
    by = models.CharField(max_length=120)
    state = models.CharField(max_length=10, default="waiting")
    line = models.OneToOneField(
        "cash.BankLine", on_delete=models.PROTECT, null=True, blank=True, related_name="deposit"
    )
    tied_because = models.CharField(max_length=20, blank=True)
    version = models.PositiveIntegerField(default=1)
    objects = FactQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["creditor", "kind", "number", "deposited_on"],
                name="deposit_once",
                condition=~models.Q(state="cancelled"),
            ),
            one_of("deposit_kind_known", DEPOSIT_KINDS, "kind"),
            one_of("deposit_state_known", DEPOSIT_STATES, "state"),
            models.CheckConstraint(
                name="deposit_tied_has_line",
                condition=models.Q(state="tied", line__isnull=False)
                | (~models.Q(state="tied") & models.Q(line__isnull=True)),
            ),
            models.CheckConstraint(
                name="deposit_fee_within_total",
                condition=models.Q(fee_cents__gte=0, fee_cents__lt=models.F("total_cents")),
            ),
        ]
        indexes = [models.Index(fields=["creditor", "state", "-id"], name="deposit_by_state")]


class DepositItem(Fact):
    """One cheque, card payment or bill; `line` is the bank line that stands for it once the slip is tied."""

    deposit = models.ForeignKey(Deposit, on_delete=models.PROTECT, related_name="items")
    customer = models.ForeignKey(
        "parties.Customer", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    position = models.PositiveIntegerField()
    number = models.CharField(max_length=40, blank=True)
    payer = models.CharField(max_length=200, blank=True)
    amount_cents = models.BigIntegerField()
    words = models.CharField(max_length=200, blank=True)
    line = models.OneToOneField(
        "cash.BankLine", on_delete=models.PROTECT, null=True, blank=True, related_name="deposited"
    )
    objects = FactQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["deposit", "position"], name="deposit_item_once"),
            models.CheckConstraint(name="deposit_item_positive", condition=models.Q(amount_cents__gt=0)),
        ]
