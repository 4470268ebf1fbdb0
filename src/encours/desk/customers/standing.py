"""Where the procedure of a customer stands: case, step reached and since when, next step, when and why."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import polars as pl
from django.db.models import Exists, OuterRef, QuerySet, Sum

from encours.acts.marking import WAITING
from encours.acts.send.heads import framed, heads_of
from encours.core.day import plan_day
from encours.core.instalments import split_by_due
from encours.core.interest_rates import provisional_regimes
from encours.core.scenario import Scenario, from_dict
from encours.desk import telling
from encours.desk.customers.present import Present
from encours.desk.items import running_holds
from encours.desk.paging import SIZE
from encours.desk.visits import Visit
from encours.records.cases.models import Case, Hold
from encours.records.cash.models import Payment
from encours.records.disputes.models import Dispute
from encours.records.experiments.models import Entered
from encours.records.experiments.reading import in_experiment
from encours.records.frames.customers import customer_facts
from encours.records.frames.doorway import asked_once
from encours.records.frames.items import open_items
from encours.records.frames.ladders import version_of
from encours.records.frames.step_events import step_events
from encours.records.messages.models import NO_STEPS, Message
from encours.records.parties.models import Customer, GroupMember
from encours.records.policies.models import Scenario as Scenarios
from encours.records.policies.models import ScenarioVersion
from encours.records.policies.reading import interest_rules
from encours.records.prepared import prepared
from encours.records.receivables.due import due_day
from encours.records.receivables.models import Receivable
from encours.words.experiments import ARMS
from encours.words.scenarios import scenario_name

_NOTHING = (0, 0)
_FEW = 5  # reminders prepared


@dataclass(frozen=True, slots=True)
class Balance:
    """What is open in one currency: debits, what is overdue of them, credits, cash not yet applied."""

    currency: str
    owed_cents: int
    overdue_cents: int
    credits_cents: int
    unapplied_cents: int

    @property
    def net_cents(self) -> int:
        """Debits less credits and unapplied cash."""
        return self.owed_cents + self.credits_cents - self.unapplied_cents


@dataclass(frozen=True, slots=True)
class NextStep:
    """What comes next for the customer, on what day, for which invoice, and why."""

    name: str
    on: date | None
    receivable_id: int
    number: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Standing:
    """The head of the customer's page; `version` is that of its case's scenario, `latest` the last published of it."""

    scenario: Scenario
    version: int
    latest: int
    named: str  # the scenario's name, where there are several
    case: Case | None
    step: str
    open_items: pl.DataFrame
    entered_on: date | None
    next: NextStep | None
    spoken: NextStep | None  # what the decision is about: the oldest overdue debt, else what comes next
    late: bool  # whether something is overdue
    waiting: list[Message]  # the reminders prepared
    balances: list[Balance]
    more: bool
    first_items: list[Receivable]
    payments: list[Payment]
    holds: list[Hold]
    disputes: list[Dispute]
    drawn: Entered | None  # the experiment that runs and its side, where it is in one

    @property
    def side(self) -> str:
        """The side of the experiment that it follows."""
        return str(ARMS[self.drawn.arm]) if self.drawn else ""

    @property
    def due_days(self) -> dict[int, date]:
        """The day each open item is due; of one in instalments, that of the earliest of which something is left."""
        return dict(self.open_items.select("receivable_id", "due_on").iter_rows())


def standing_of(customer: Customer, visit: Visit, there: Present) -> Standing:
    """Gather it: a dozen queries, however many invoices; `there` says what there is of it."""
    case = _running_case.first(customer.pk)
    version = (case and case.scenario_version) or version_of(customer.pk, customer.creditor_id)
    latest = _latest(version.scenario_id)[0]
    scenario = from_dict(version.content)
    first = _first_items(customer.pk)
    payments = _unapplied(customer.pk)
    decided = _decided(customer, visit, scenario, grouped=GroupMember in there)
    step, entered_on = decided.reached()
    return Standing(
        scenario=scenario,
        version=version.number,
        latest=latest.number,
        named=scenario_name(latest.scenario.name) if latest.several else "",
        case=case,
        step=telling.step_name(step) if step else "",
        open_items=decided.rows,
        entered_on=entered_on,
        next=decided.coming(),
        spoken=(late := decided.oldest_overdue(visit.on)) or decided.coming(),
        late=late is not None,
        waiting=_waiting(customer.pk),
        balances=_balances(decided.rows, _waiting_cash(customer, payments), visit.on),
        more=len(first) > SIZE,
        first_items=first[:SIZE],
        payments=payments,
        holds=_holds(visit.on, customer.pk) if Hold in there else [],
        disputes=_disputes(customer.pk) if Dispute in there else [],
        drawn=in_experiment(customer.pk) if Entered in there else None,
    )


@prepared
def _running_case(key: int) -> QuerySet[Case]:
    running = Case.objects.filter(customer=key, closed_on__isnull=True)
    return running.select_related("scenario_version").order_by("pk")[:1]


@prepared
def _latest(scenario: int) -> QuerySet[Any]:
    """The version of a scenario published last; `several`: the creditor has others."""
    others = Scenarios.objects.filter(creditor=OuterRef("creditor"), usual=False)
    versions = ScenarioVersion.objects.filter(scenario_id=scenario).select_related("scenario")
    return versions.annotate(several=Exists(others)).order_by("-number")[:1]


@prepared
def _first_items(key: int) -> QuerySet[Receivable]:
    opened = Receivable.objects.filter(customer=key).exclude(open_cents=0)
    return opened.order_by(due_day(), "pk")[: SIZE + 1]


@prepared
def _unapplied(key: int) -> QuerySet[Payment]:
    there = Payment.objects.filter(customer=key, gone_on__isnull=True).exclude(unapplied_cents=0)
    return there.order_by("-paid_on", "-pk")[:SIZE]


@prepared
def _waiting(key: int) -> QuerySet[Message]:
    waiting = Message.objects.filter(customer=key, state__in=WAITING).exclude(step_code__in=NO_STEPS)
    return waiting.order_by("planned_on", "pk")[:_FEW]


@prepared
def _holds(on: date, key: int) -> QuerySet[Hold]:
    return running_holds(on).filter(customer=key).select_related("receivable")[:SIZE]


@prepared
def _disputes(key: int) -> QuerySet[Dispute]:
    return Dispute.objects.filter(customer=key, closed_on__isnull=True).select_related("receivable")[:SIZE]


@dataclass(frozen=True, slots=True)
class _Decided:
    """The open items of a customer with their positions, decided afresh by `core`, soonest step first."""

    rows: pl.DataFrame
    scenario: Scenario

    def reached(self) -> tuple[str, date | None]:
        """The highest step delivered for what is still open, and its day."""
        delivered = self.rows.filter(pl.col("delivered_position") > 0)
        if delivered.is_empty():
            return "", None
        last = delivered.sort("delivered_position", "delivered_on").row(-1, named=True)
        return telling.step_code(self.scenario, last["delivered_position"]), last["delivered_on"]

    def coming(self) -> NextStep | None:
        """The earliest planned step; where none is planned, why the largest debt waits."""
        if self.rows.is_empty():
            return None
        return self._told(self.rows.row(0, named=True))

    def oldest_overdue(self, on: date) -> NextStep | None:
        """Where the oldest debt stands that is overdue: with its step, or what stops it; None where nothing is."""
        late = self.rows.filter(
            pl.col("due_on") < on, pl.col("open_cents") > 0, ~pl.col("gone"), pl.col("kind") != "retention"
        )
        if late.is_empty():
            return None
        return self._told(late.sort("due_on", "receivable_id").row(0, named=True))

    def _told(self, first: dict[str, Any]) -> NextStep:
        step = telling.step_code(self.scenario, first["next_step"])
        return NextStep(
            name=telling.step_name(step) if step else "",
            on=first["next_on"],
            receivable_id=first["receivable_id"],
            number=first["number"],
            sentence=telling.why(first, currency=first["currency"], scenario=self.scenario),
        )


def _decided(customer: Customer, visit: Visit, scenario: Scenario, *, grouped: bool) -> _Decided:
    creditor, whose = visit.creditor, [customer.pk]
    with asked_once():
        items = open_items(creditor.pk, on=visit.on, shadow=creditor.shadow, customers=whose)
        facts = customer_facts(creditor.pk, on=visit.on, shadow=creditor.shadow, customers=whose)
    plan = plan_day(
        items,
        facts,
        scenario,
        on=visit.on,
        currency=creditor.currency,
        provisional=provisional_regimes(on=visit.on, rules=interest_rules(creditor)),
        events=step_events(creditor.pk, [scenario], on=visit.on, customers=whose),
        heads=framed(heads_of(creditor, on=visit.on, shadow=creditor.shadow, customers=whose))
        if grouped
        else None,
    )
    rows = (
        items.lazy()
        .join(plan.positions.lazy().drop("customer_id"), on="receivable_id")
        .sort("next_on", "open_cents", "receivable_id", descending=[False, True, False], nulls_last=True)
    )
    return _Decided(rows.collect(), scenario)


@prepared
def _cash(key: int) -> QuerySet[Payment, tuple[str, int]]:
    there = Payment.objects.filter(customer=key, gone_on__isnull=True).exclude(unapplied_cents=0)
    return there.values_list("currency").annotate(Sum("unapplied_cents"))


def _overdue(items: pl.DataFrame, on: date) -> dict[str, int]:
    """By currency, what is overdue; of an invoice in instalments, what is due of it."""
    late = pl.col("due_on") < on
    owed = split_by_due(items.filter(pl.col("open_cents") > 0, ~pl.col("gone")), on=on).filter(late)
    return dict(owed.group_by("currency").agg(pl.col("open_cents").sum()).iter_rows())


def _owed(items: pl.DataFrame) -> dict[str, tuple[int, int]]:
    """By currency: debits, credits."""
    cents = pl.col("open_cents")
    there = items.filter(~pl.col("gone")).group_by("currency")
    sums = there.agg(cents.filter(cents > 0).sum().alias("debits"), cents.filter(cents < 0).sum())
    return {currency: (debits, credits_) for currency, debits, credits_ in sums.iter_rows()}


def _waiting_cash(customer: Customer, first: list[Payment]) -> dict[str, int]:
    """By currency, what is applied to nothing; `first` are its payments, `SIZE` of them at most."""
    if len(first) == SIZE:
        return dict(_cash(customer.pk))
    sums: dict[str, int] = defaultdict(int)
    for one in first:
        sums[one.currency] += one.unapplied_cents
    return sums


def _balances(items: pl.DataFrame, cash: Mapping[str, int], on: date) -> list[Balance]:
    owed = _owed(items)
    overdue = _overdue(items, on)
    return [
        Balance(
            currency,
            owed_cents=owed.get(currency, _NOTHING)[0],
            overdue_cents=overdue.get(currency, 0),
            credits_cents=owed.get(currency, _NOTHING)[1],
            unapplied_cents=cash.get(currency, 0),
        )
        for currency in sorted({*owed, *cash}) or ["EUR"]
    ]
