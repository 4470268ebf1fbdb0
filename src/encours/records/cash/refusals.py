"""What a person said that a line does not pay."""

from __future__ import annotations

from django.db import models

from encours.records.facts import Fact, FactQuerySet, one_of


class Refusal(Fact):
    """A person said that a line does not pay what was proposed; remembered of its payer, for a while.

    `items` are the keys of the items of the proposal, in order, "" when the customer itself was wrong; `reason` is
    the matcher, or why it was shown. How long it holds, `core.matching.refusals` says.
    """

    line = models.ForeignKey("cash.BankLine", on_delete=models.PROTECT, related_name="refusals")
    customer = models.ForeignKey("parties.Customer", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10, blank=True)  # iban | alias, "" of a payer that says neither
    value = models.CharField(max_length=200, blank=True)
    items = models.TextField(blank=True)
    reason = models.CharField(max_length=40)
    refused_on = models.DateField()
    by = models.CharField(max_length=120)
    objects = FactQuerySet.as_manager()

    class Meta:
        constraints = [one_of("refusal_kind_known", ("iban", "alias", ""), "kind")]
        indexes = [models.Index(fields=["creditor", "refused_on"], name="refusal_by_day")]
