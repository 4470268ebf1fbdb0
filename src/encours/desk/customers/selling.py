"""What sales and logistics have at stake with a customer: limit and exposure, orders, deals, campaigns, signals."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Max

from encours.core.exposure import Exposure
from encours.desk.visits import Visit
from encours.records.credit.models import CreditScore
from encours.records.frames import exposures
from encours.records.parties.models import CreditLimit, Customer
from encours.records.sales.models import CLOSED_STAGES, Deal, Order, Signal, Touch

_FEW = 6
_LIMITS = 5


@dataclass(frozen=True, slots=True)
class Stakes:
    """All of it, bounded: the last orders, the open deals, where it stands in each campaign."""

    exposures: list[Exposure]
    limits: list[CreditLimit]  # what was said, newest first
    scores: list[CreditScore]  # ratings and decisions, newest first
    orders: list[Order]
    more_orders: bool
    deals: list[Deal]
    campaigns: list[Touch]
    signals: list[Signal]  # those that warn, newest first
    warned: bool  # an open deal beside something overdue

    @property
    def held(self) -> list[Exposure]:
        """Where deliveries and orders should wait."""
        return [one for one in self.exposures if one.exceeded]


def stakes_of(customer: Customer, visit: Visit, *, overdue: bool) -> Stakes:
    """Read them: a fixed number of queries."""
    orders = list(Order.objects.filter(customer=customer).order_by("-ordered_on", "-pk")[: _FEW + 1])
    open_deals = Deal.objects.filter(customer=customer).exclude(stage__in=CLOSED_STAGES)
    deals = list(open_deals.order_by("closing_on", "pk")[:_FEW])
    last = Touch.objects.filter(customer=customer).values("campaign").annotate(last=Max("pk"))
    touches = Touch.objects.filter(pk__in=last.values("last")).select_related("campaign")
    limits = CreditLimit.objects.filter(customer=customer).order_by("-pk")
    warnings = Signal.objects.filter(customer=customer, kind__in=("limit_exceeded", "deal_overdue"))
    return Stakes(
        exposures=exposures_of(customer, visit),
        limits=list(limits[:_LIMITS]),
        scores=list(CreditScore.objects.filter(customer=customer).order_by("-on", "-pk")[:_LIMITS]),
        orders=orders[:_FEW],
        more_orders=len(orders) > _FEW,
        deals=deals,
        campaigns=list(touches.order_by("-campaign__from_on", "-pk")[:_FEW]),
        signals=list(warnings.order_by("-pk")[:1]),
        warned=bool(deals) and overdue,
    )


def exposures_of(customer: Customer, visit: Visit) -> list[Exposure]:
    """The exposure in each currency, beside its limit."""
    limits = exposures.limits(customer.creditor_id, on=visit.on, customers=[customer.pk])
    told = {currency: cents for _customer, currency, cents in limits.iter_rows()}
    parts = {
        currency: (owed, ordered, unapplied)
        for _customer, currency, owed, ordered, unapplied in exposures.exposure_parts(
            [customer.pk]
        ).iter_rows()
    }
    return [
        Exposure(currency, *parts.get(currency, (0, 0, 0)), limit_cents=told.get(currency))
        for currency in sorted({*told, *parts})
    ]
