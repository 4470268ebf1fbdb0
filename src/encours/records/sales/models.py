"""What sales know of a customer: orders, open deals, campaigns; and the signals given to sales and logistics."""

from __future__ import annotations

from django.db import models

from encours.records.facts import Fact, FactQuerySet, one_of

ORDER_STATES = ("open", "delivered", "invoiced", "cancelled")
DEAL_STAGES = ("lead", "qualified", "proposed", "negotiating", "won", "lost")
CLOSED_STAGES = ("won", "lost")
SIGNALS = ("limit_exceeded", "limit_respected", "deal_overdue", "deal_clear")


class OrderState(Fact):
    """An order at one moment. An open one is committed, not yet invoiced: it counts in the exposure."""

    customer = models.ForeignKey("parties.Customer", on_delete=models.PROTECT, related_name="+")
    number = models.CharField(max_length=100)
    ordered_on = models.DateField()
    amount_cents = models.BigIntegerField()
    currency = models.CharField(max_length=3, default="EUR")
    label = models.CharField(max_length=200, blank=True)
    state = models.CharField(max_length=10, default="open")
    by = models.CharField(max_length=120)

    class Meta:
        abstract = True


class Order(OrderState):
    """An order as it stands today; keyed by its number at its customer."""

    customer = models.ForeignKey("parties.Customer", on_delete=models.PROTECT, related_name="orders")
    version = models.PositiveIntegerField(default=1)
    objects = FactQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["customer", "number"], name="order_number_once"),
            one_of("order_state_known", ORDER_STATES, "state"),
            models.CheckConstraint(name="order_amount_positive", condition=models.Q(amount_cents__gte=0)),
        ]
        indexes = [
            models.Index(
                fields=["creditor", "customer"], name="order_open", condition=models.Q(state="open")
            ),
            models.Index(fields=["customer", "ordered_on"], name="order_by_day"),
        ]


class OrderPast(OrderState):
    """An order as it stood until `superseded_at`."""

    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="past")
    superseded_at = models.DateTimeField()


class DealState(Fact):
    """A sale that may come, at one moment."""

    customer = models.ForeignKey("parties.Customer", on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=200)
    stage = models.CharField(max_length=12, default="lead")
    amount_cents = models.BigIntegerField()
    currency = models.CharField(max_length=3, default="EUR")
    closing_on = models.DateField(null=True, blank=True)
    owner = models.CharField(max_length=120, blank=True)  # the salesperson, as sales name it
    by = models.CharField(max_length=120)

    class Meta:
        abstract = True


class Deal(DealState):
    """A deal as it stands today; keyed by its name at its customer."""

    customer = models.ForeignKey("parties.Customer", on_delete=models.PROTECT, related_name="deals")
    version = models.PositiveIntegerField(default=1)
    objects = FactQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["customer", "name"], name="deal_name_once"),
            one_of("deal_stage_known", DEAL_STAGES, "stage"),
        ]
        indexes = [
            models.Index(
                fields=["creditor", "customer"],
                name="deal_open",
                condition=~models.Q(stage__in=CLOSED_STAGES),
            ),
        ]


class DealPast(DealState):
    """A deal as it stood until `superseded_at`."""

    deal = models.ForeignKey(Deal, on_delete=models.PROTECT, related_name="past")
    superseded_at = models.DateTimeField()


class Campaign(Fact):
    """A prospecting, acquisition or loyalty campaign, between two days."""

    name = models.CharField(max_length=200)
    from_on = models.DateField()
    until_on = models.DateField(null=True, blank=True)
    by = models.CharField(max_length=120)
    objects = FactQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["creditor", "name"], name="campaign_name_once"),
            models.CheckConstraint(
                name="campaign_ends_after_it_begins",
                condition=models.Q(until_on__isnull=True) | models.Q(until_on__gte=models.F("from_on")),
            ),
        ]


class Touch(Fact):
    """A customer is in a campaign, or kept out of it: an event; the last one says."""

    customer = models.ForeignKey("parties.Customer", on_delete=models.PROTECT, related_name="touches")
    campaign = models.ForeignKey(Campaign, on_delete=models.PROTECT, related_name="touches")
    excluded = models.BooleanField(default=False)
    reason = models.CharField(max_length=200, blank=True)
    by = models.CharField(max_length=120)
    objects = FactQuerySet.as_manager()


PROSPECT_STATES = ("open", "won", "dropped")


class ProspectState(Fact):
    """Where a prospect stands, at one moment."""

    customer = models.ForeignKey("parties.Customer", on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, default="open")
    source = models.CharField(max_length=80, blank=True)  # who or what brought it
    since_on = models.DateField()
    by = models.CharField(max_length=120)

    class Meta:
        abstract = True


class Prospect(ProspectState):
    """A customer of the base that owes nothing yet: `won` once it is one, all that was kept of it staying its own."""

    customer = models.OneToOneField("parties.Customer", on_delete=models.PROTECT, related_name="prospect")
    version = models.PositiveIntegerField(default=1)
    objects = FactQuerySet.as_manager()

    class Meta:
        constraints = [one_of("prospect_state_known", PROSPECT_STATES, "state")]
        indexes = [
            models.Index(
                fields=["creditor", "customer"], name="prospect_open", condition=models.Q(state="open")
            )
        ]


class ProspectPast(ProspectState):
    """A prospect as it stood until `superseded_at`."""

    prospect = models.ForeignKey(Prospect, on_delete=models.PROTECT, related_name="past")
    superseded_at = models.DateTimeField()


class Signal(Fact):
    """What sales and logistics are told of a customer's debt: an event; the last of its kind says."""

    customer = models.ForeignKey("parties.Customer", on_delete=models.PROTECT, related_name="signals")
    kind = models.CharField(max_length=20)
    on = models.DateField()
    amount_cents = models.BigIntegerField()  # the exposure, or what is overdue
    limit_cents = models.BigIntegerField(null=True)
    currency = models.CharField(max_length=3)
    objects = FactQuerySet.as_manager()

    class Meta:
        constraints = [one_of("signal_known", SIGNALS, "kind")]
        indexes = [models.Index(fields=["creditor", "id"], name="signal_by_age")]
