"""A payout: what a payment provider says that it sends to the bank, whose credit is no second payment."""

from __future__ import annotations

from django.db import models

from encours.records.facts import Fact, FactQuerySet, one_of

PAYOUT_STATES = ("waiting", "tied", "dismissed")
PROVIDERS = ("stripe", "adyen", "paypal")


class Payout(Fact):
    """A payout as its provider's file tells it; `line` is the credit of a bank account that it is.

    `account` is the provider's, `told_by` its own line, where it has one; `gross_cents` and `fee_cents` (not positive)
    what its payments come to, where the file says which they are. `held`: a person took it from its credit, or said
    that none is awaited; only a person ties it again. `posted`: the ledger's payment by which the books entered the
    credit as a customer's, where they did.
    """

    account = models.ForeignKey("cash.BankAccount", on_delete=models.PROTECT, related_name="payouts")
    provider = models.CharField(max_length=10)
    reference = models.CharField(max_length=100)
    paid_on = models.DateField()
    net_cents = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    gross_cents = models.BigIntegerField(null=True, blank=True)
    fee_cents = models.BigIntegerField(null=True, blank=True)
    told_by = models.OneToOneField(
        "cash.BankLine", on_delete=models.PROTECT, null=True, blank=True, related_name="payout_told"
    )
    intake = models.ForeignKey("documents.Intake", on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, default="waiting")
    line = models.OneToOneField(
        "cash.BankLine", on_delete=models.PROTECT, null=True, blank=True, related_name="payout"
    )
    posted = models.ForeignKey(
        "cash.Payment", on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    tied_because = models.CharField(max_length=20, blank=True)
    reason = models.CharField(
        max_length=200, blank=True
    )  # of a difference let pass, or of a credit not awaited
    held = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=1)
    objects = FactQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["account", "reference"], name="payout_once"),
            one_of("payout_provider_known", PROVIDERS, "provider"),
            one_of("payout_state_known", PAYOUT_STATES, "state"),
            models.CheckConstraint(name="payout_positive", condition=models.Q(net_cents__gt=0)),
            models.CheckConstraint(
                name="payout_tied_has_line",
                condition=models.Q(state="tied", line__isnull=False)
                | (~models.Q(state="tied") & models.Q(line__isnull=True)),
            ),
            models.CheckConstraint(
                name="payout_posted_is_tied", condition=models.Q(posted__isnull=True) | models.Q(state="tied")
            ),
            models.CheckConstraint(
                name="payout_is_gross_less_fee",
                condition=models.Q(gross_cents__isnull=True, fee_cents__isnull=True)
                | models.Q(net_cents=models.F("gross_cents") + models.F("fee_cents")),
            ),
        ]
        indexes = [models.Index(fields=["creditor", "state", "-paid_on"], name="payout_by_state")]
