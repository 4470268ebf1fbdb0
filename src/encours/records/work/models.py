"""Who follows which customer, who stands in for whom, and who is let into one case."""

from __future__ import annotations

from django.db import models

from encours.records.facts import Fact, FactQuerySet


class Portfolio(Fact):
    """Customers that are followed together, under a name."""

    name = models.CharField(max_length=80)
    closed_on = models.DateField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)
    objects = FactQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["creditor", "name"], name="portfolio_name_once")]


class Assignment(Fact):
    """The portfolio a customer is in and the person who follows it; a customer without one is everybody's."""

    customer = models.OneToOneField("parties.Customer", on_delete=models.PROTECT, related_name="assignment")
    owner = models.ForeignKey(
        "people.User", on_delete=models.PROTECT, null=True, blank=True, related_name="assignments"
    )
    portfolio = models.ForeignKey(
        Portfolio, on_delete=models.PROTECT, null=True, blank=True, related_name="assignments"
    )
    version = models.PositiveIntegerField(default=1)
    objects = FactQuerySet.as_manager()


class Absence(Fact):
    """Days on which a substitute does the work of somebody away; it comes back by itself afterwards."""

    person = models.ForeignKey("people.User", on_delete=models.PROTECT, related_name="absences")
    substitute = models.ForeignKey("people.User", on_delete=models.PROTECT, related_name="replacements")
    from_on = models.DateField()
    until_on = models.DateField()  # the last day away
    cancelled_at = models.DateTimeField(null=True, blank=True)
    objects = FactQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="absence_ends_after_it_begins",
                condition=models.Q(until_on__gte=models.F("from_on")),
            ),
            models.CheckConstraint(
                name="absence_has_another_person",
                condition=~models.Q(person=models.F("substitute")),
            ),
        ]


class Invitation(Fact):
    """A colleague let into one case until a day; the link is known by its digest alone."""

    customer = models.ForeignKey("parties.Customer", on_delete=models.PROTECT, related_name="invitations")
    email = models.EmailField()
    user = models.ForeignKey(
        "people.User", on_delete=models.PROTECT, null=True, blank=True, related_name="invitations"
    )
    token_digest = models.CharField(max_length=64)
    until_on = models.DateField()  # the last day
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    by = models.CharField(max_length=120)
    objects = FactQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["token_digest"], name="invitation_link_once"),
        ]
