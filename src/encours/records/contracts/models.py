"""Contracts and promotions: what was agreed with a customer, from one day to another."""

from __future__ import annotations

from django.db import models

from encours.core.promotions import BASES, DEFAULT
from encours.records.facts import Fact, FactQuerySet, one_of
from encours.records.parties.models import TERM_MODES


class ContractState(Fact):
    """A contract at one moment. Rates are in hundredths of a percent; none is what the law or the invoice says."""

    customer = models.ForeignKey("parties.Customer", on_delete=models.PROTECT, related_name="+")
    number = models.CharField(max_length=100)
    from_on = models.DateField()
    until_on = models.DateField(null=True, blank=True)  # the last day; null: until ended
    terms_days = models.PositiveSmallIntegerField()
    terms_mode = models.CharField(max_length=20, default="net")
    discount_bps = models.PositiveIntegerField(null=True, blank=True)  # for paying early
    discount_days = models.PositiveSmallIntegerField(null=True, blank=True)  # how early, from the invoice
    penalty_bps = models.PositiveIntegerField(null=True, blank=True)
    document = models.ForeignKey(
        "parties.Attachment", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    by = models.CharField(max_length=120)

    class Meta:
        abstract = True


class Contract(ContractState):
    """A contract as it stands today; keyed by its number at its customer."""

    customer = models.ForeignKey("parties.Customer", on_delete=models.PROTECT, related_name="contracts")
    version = models.PositiveIntegerField(default=1)
    objects = FactQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["customer", "number"], name="contract_number_once"),
            one_of("contract_terms_mode_known", TERM_MODES, "terms_mode"),
            models.CheckConstraint(
                name="contract_ends_after_it_begins",
                condition=models.Q(until_on__isnull=True) | models.Q(until_on__gte=models.F("from_on")),
            ),
        ]
        indexes = [models.Index(fields=["creditor", "customer", "from_on"], name="contract_by_creditor")]


class ContractPast(ContractState):
    """A contract as it stood until `superseded_at`."""

    contract = models.ForeignKey(Contract, on_delete=models.PROTECT, related_name="past")
    superseded_at = models.DateTimeField()


class PromotionState(Fact):
    """A promotion agreed with a customer, at one moment: a rate (hundredths of a percent) or an amount, on a basis."""

    customer = models.ForeignKey("parties.Customer", on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=100)
    from_on = models.DateField()
    until_on = models.DateField(null=True, blank=True)  # the last day; null: until ended
    rate_bps = models.PositiveIntegerField(null=True, blank=True)
    amount_cents = models.BigIntegerField(null=True, blank=True)
    currency = models.CharField(max_length=3, default="EUR")
    basis = models.CharField(max_length=10, default=DEFAULT)
    items = models.CharField(max_length=300, blank=True)
    by = models.CharField(max_length=120)

    class Meta:
        abstract = True


class Promotion(PromotionState):
    """A promotion as it stands today; keyed by its name and first day at its customer."""

    customer = models.ForeignKey("parties.Customer", on_delete=models.PROTECT, related_name="promotions")
    version = models.PositiveIntegerField(default=1)
    objects = FactQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["customer", "name", "from_on"], name="promotion_once"),
            one_of("promotion_basis_known", tuple(BASES), "basis"),
            models.CheckConstraint(
                name="promotion_ends_after_it_begins",
                condition=models.Q(until_on__isnull=True) | models.Q(until_on__gte=models.F("from_on")),
            ),
            models.CheckConstraint(
                name="promotion_gives_something",
                condition=models.Q(rate_bps__gt=0, amount_cents__isnull=True)
                | models.Q(amount_cents__gt=0, rate_bps__isnull=True),
            ),
        ]
        indexes = [models.Index(fields=["creditor", "customer", "from_on"], name="promotion_by_creditor")]


class PromotionPast(PromotionState):
    """A promotion as it stood until `superseded_at`."""

    promotion = models.ForeignKey(Promotion, on_delete=models.PROTECT, related_name="past")
    superseded_at = models.DateTimeField()
