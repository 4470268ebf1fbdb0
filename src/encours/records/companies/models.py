"""What the public register of companies said of a customer, and on which day it was asked."""

from __future__ import annotations

from django.db import models

from encours.core.companies import ACTIVE, CEASED
from encours.records.facts import Fact, FactQuerySet, one_of


class Registered(Fact):
    """The register's last word on a customer. It corrects nothing by itself: a person takes it over."""

    customer = models.OneToOneField("parties.Customer", on_delete=models.PROTECT, related_name="registered")
    siren = models.CharField(max_length=9)
    name = models.CharField(max_length=200)
    state = models.CharField(max_length=10, blank=True)
    naf = models.CharField(max_length=8, blank=True)
    section = models.CharField(max_length=1, blank=True)
    size = models.CharField(max_length=2, blank=True)
    address = models.CharField(max_length=300, blank=True)
    postcode = models.CharField(max_length=12, blank=True)
    city = models.CharField(max_length=100, blank=True)
    ended_on = models.DateField(null=True, blank=True)
    asked_on = models.DateField()
    objects = FactQuerySet.as_manager()

    class Meta:
        constraints = [one_of("registered_state_known", ("", ACTIVE, CEASED), "state")]
        indexes = [
            models.Index(fields=["creditor", "state"], name="registered_by_state"),
            models.Index(fields=["creditor", "section", "size"], name="registered_by_section"),
            models.Index(fields=["creditor", "size"], name="registered_by_size"),
        ]
