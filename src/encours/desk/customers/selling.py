"""What sales and logistics have at stake with a customer: limit and exposure, orders, deals, campaigns, signals."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Max, QuerySet

from encours.core.exposure import Exposure
from encours.desk.customers.present import Present
from encours.desk.customers.standing import Balance
from encours.desk.visits import Visit
from encours.records.credit.models import CreditScore, RiskAssessment
from encours.records.frames import exposures
from encours.records.parties.models import CreditLimit, Customer
from encours.records.prepared import prepared
from encours.records.sales.models import CLOSED_STAGES, Deal, Order, Signal, Touch
from encours.words.risk import GRADES, TONES

_FEW = 6
_LIMITS = 5


@dataclass(frozen=True, slots=True)
class Stakes:
    """All of it, bounded: the last orders, the open deals, where it stands in each campaign."""

    exposures: list[Exposure]
    limits: list[CreditLimit]  # what was said, newest first
    scores: list[CreditScore]  # ratings and decisions, newest first
    risks: list[
        tuple[RiskAssessment, str, str]
    ]  # the last assessment if there is one, its grade's name and tone
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


def stakes_of(customer: Customer, visit: Visit, there: Present, balances: Sequence[Balance]) -> Stakes:
    """Read them: a fixed number of queries at most; `there` says what there is of it, `balances` what it owes."""
    orders = _orders(customer.pk) if Order in there else []
    deals = _deals(customer.pk) if Deal in there else []
    return Stakes(
        exposures=_exposures(customer, visit, there, balances),
        limits=_limits(customer.pk) if CreditLimit in there else [],
        scores=_scores(customer.pk) if CreditScore in there else [],
        risks=_risks(customer.pk) if RiskAssessment in there else [],
        orders=orders[:_FEW],
        more_orders=len(orders) > _FEW,
        deals=deals,
        campaigns=_touches(customer.pk) if Touch in there else [],
        signals=_warnings(customer.pk) if Signal in there else [],
        warned=bool(deals) and any(each.overdue_cents for each in balances),
    )


@prepared
def _orders(key: int) -> QuerySet[Order]:
    return Order.objects.filter(customer=key).order_by("-ordered_on", "-pk")[: _FEW + 1]


@prepared
def _deals(key: int) -> QuerySet[Deal]:
    open_deals = Deal.objects.filter(customer=key).exclude(stage__in=CLOSED_STAGES)
    return open_deals.order_by("closing_on", "pk")[:_FEW]


@prepared
def _touches(key: int) -> QuerySet[Touch]:
    """Where it stands in each campaign: what was said last."""
    last = Touch.objects.filter(customer=key).values("campaign").annotate(last=Max("pk"))
    touches = Touch.objects.filter(pk__in=last.values("last")).select_related("campaign")
    return touches.order_by("-campaign__from_on", "-pk")[:_FEW]


@prepared
def _limits(key: int) -> QuerySet[CreditLimit]:
    return CreditLimit.objects.filter(customer=key).order_by("-pk")[:_LIMITS]


@prepared
def _scores(key: int) -> QuerySet[CreditScore]:
    return CreditScore.objects.filter(customer=key).order_by("-on", "-pk")[:_LIMITS]


def _risks(key: int) -> list[tuple[RiskAssessment, str, str]]:
    return [(one, str(GRADES[one.grade]), TONES[one.grade]) for one in _assessments(key)]


@prepared
def _assessments(key: int) -> QuerySet[RiskAssessment]:
    return RiskAssessment.objects.filter(customer=key).order_by("-pk")[:1]


@prepared
def _warnings(key: int) -> QuerySet[Signal]:
    rows = Signal.objects.filter(customer=key, kind__in=("limit_exceeded", "deal_overdue"))
    return rows.order_by("-pk")[:1]


def _exposures(
    customer: Customer, visit: Visit, there: Present, balances: Sequence[Balance]
) -> list[Exposure]:
    if Order in there:
        return exposures_of(customer, visit, limited=CreditLimit in there)
    parts = {
        each.currency: (each.owed_cents + each.credits_cents, 0, each.unapplied_cents)
        for each in balances
        if each.owed_cents or each.credits_cents or each.unapplied_cents
    }
    return _beside(parts, _limits_told(customer, visit) if CreditLimit in there else {})


def exposures_of(customer: Customer, visit: Visit, *, limited: bool = True) -> list[Exposure]:
    """The exposure in each currency, beside its limit; known to have none, that is not asked."""
    parts = {
        currency: (owed, waiting, unapplied)
        for _customer, currency, owed, waiting, unapplied in exposures.exposure_parts(
            [customer.pk]
        ).iter_rows()
    }
    return _beside(parts, _limits_told(customer, visit) if limited else {})


def _limits_told(customer: Customer, visit: Visit) -> dict[str, int]:
    limits = exposures.limits(customer.creditor_id, on=visit.on, customers=[customer.pk])
    return {currency: cents for _customer, currency, cents in limits.iter_rows()}


def _beside(parts: Mapping[str, tuple[int, int, int]], limits: Mapping[str, int]) -> list[Exposure]:
    return [
        Exposure(currency, *parts.get(currency, (0, 0, 0)), limit_cents=limits.get(currency))
        for currency in sorted({*limits, *parts})
    ]
