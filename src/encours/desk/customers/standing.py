"""Where the procedure of a customer stands: case, step reached and since when, next step, when and why."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import F, Max, Q, QuerySet, Sum
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from encours.core.scenario import Scenario
from encours.desk import telling
from encours.desk.items import running_holds
from encours.desk.paging import SIZE
from encours.desk.visits import Visit
from encours.records.cases.models import Case, Hold
from encours.records.cash.models import Payment
from encours.records.disputes.models import Dispute
from encours.records.messages.models import Delivery
from encours.records.parties.models import Contact, Customer
from encours.records.policies.reading import current_scenario
from encours.records.receivables.models import Receivable
from encours.records.runs.models import Position

_NOTHING = (0, 0, 0)


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
    receivable: Receivable
    sentence: str


@dataclass(frozen=True, slots=True)
class Standing:
    """The head of the customer's page."""

    scenario: Scenario
    case: Case | None
    step: str
    entered_on: date | None
    next: NextStep | None
    balances: list[Balance]
    more: bool
    first_items: list[Receivable]
    payments: list[Payment]
    holds: list[Hold]
    disputes: list[Dispute]


def standing_of(customer: Customer, visit: Visit) -> Standing:
    """Gather it: a dozen queries, however many invoices."""
    scenario, _version = current_scenario(customer.creditor_id)
    opened = Receivable.objects.filter(customer=customer).exclude(open_cents=0)
    first = list(opened.order_by("due_on", "pk")[: SIZE + 1])
    reached = _reached(customer)
    return Standing(
        scenario=scenario,
        case=Case.objects.filter(customer=customer, closed_on__isnull=True).first(),
        step=telling.step_name(telling.step_code(scenario, reached)) if reached else "",
        entered_on=_entered_on(customer, visit, reached),
        next=_next(customer, scenario),
        balances=_balances(customer, visit.on),
        more=len(first) > SIZE,
        first_items=first[:SIZE],
        payments=list(
            Payment.objects.filter(customer=customer, gone_on__isnull=True)
            .exclude(unapplied_cents=0)
            .order_by("-paid_on", "-pk")[:SIZE]
        ),
        holds=list(running_holds(visit.on).filter(customer=customer).select_related("receivable")[:SIZE]),
        disputes=list(
            Dispute.objects.filter(customer=customer, closed_on__isnull=True).select_related("receivable")[
                :SIZE
            ]
        ),
    )


def _standings(customer: Customer) -> QuerySet[Position]:
    return Position.objects.filter(receivable__customer=customer)


def _reached(customer: Customer) -> int:
    return _standings(customer).aggregate(step=Max("step"))["step"] or 0


def _entered_on(customer: Customer, visit: Visit, step: int) -> date | None:
    if not step:
        return None
    counted = ["delivered", "shadowed"] if visit.creditor.shadow else ["delivered"]
    sent = Delivery.objects.filter(customer=customer, state__in=counted, message__items__position=step)
    found: date | None = sent.aggregate(on=Max("on"))["on"]
    return found


def _next(customer: Customer, scenario: Scenario) -> NextStep | None:
    """The earliest planned step; where none is planned, why the largest debt waits."""
    soonest = F("next_on").asc(nulls_last=True)
    found = (
        _standings(customer).select_related("receivable").order_by(soonest, "-receivable__open_cents").first()
    )
    if found is None:
        return None
    return NextStep(
        name=telling.step_name(telling.step_code(scenario, found.next_step)) if found.next_step else "",
        on=found.next_on,
        receivable=found.receivable,
        sentence=telling.why(found, currency=found.receivable.currency, scenario=scenario),
    )


def _balances(customer: Customer, on: date) -> list[Balance]:
    debit, credit = Q(open_cents__gt=0), Q(open_cents__lt=0)
    rows = (
        Receivable.objects.filter(customer=customer, gone_on__isnull=True)
        .exclude(open_cents=0)
        .values_list("currency")
        .annotate(
            debits=Coalesce(Sum("open_cents", filter=debit), 0),
            overdue=Coalesce(Sum("open_cents", filter=debit & Q(due_on__lt=on)), 0),
            credits=Coalesce(Sum("open_cents", filter=credit), 0),
        )
    )
    owed = {currency: tuple(sums) for currency, *sums in rows}
    cash = dict(
        Payment.objects.filter(customer=customer, gone_on__isnull=True)
        .exclude(unapplied_cents=0)
        .values_list("currency")
        .annotate(Sum("unapplied_cents"))
    )
    return [
        Balance(
            currency,
            owed_cents=owed.get(currency, _NOTHING)[0],
            overdue_cents=owed.get(currency, _NOTHING)[1],
            credits_cents=owed.get(currency, _NOTHING)[2],
            unapplied_cents=cash.get(currency, 0),
        )
        for currency in sorted({*owed, *cash}) or ["EUR"]
    ]


def missing(customer: Customer, contacts: list[Contact]) -> list[str]:
    """What the file lacks to be reminded well, each as a sentence."""
    told = []
    if not any(contact.email for contact in contacts):
        told.append(_("Aucune adresse e-mail : les relances ne peuvent partir que par courrier."))
    if not (customer.address and customer.city):
        told.append(_("Adresse postale incomplète : aucun courrier, aucune mise en demeure."))
    if not (customer.siren or customer.vat_number) and customer.regime != "consumer":
        told.append(_("Ni SIREN ni numéro de TVA : la mise en demeure désignera mal le débiteur."))
    if not any(contact.phone for contact in contacts):
        told.append(_("Aucun téléphone."))
    return told
