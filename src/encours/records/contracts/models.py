"""Contracts: the terms agreed with a customer in writing, from one day to another."""

from __future__ import annotations

from django.db import models

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
