"""Interest and the indemnity that a message claims, line by line; nothing where the law or a doubt forbids it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import cast

from encours.acts.send.gathering import Dossier, House
from encours.core.instalments import interest_by_instalment
from encours.core.interest import Debt, Interest, interest
from encours.core.interest_rates import InterestRules, Regime
from encours.core.movements import Movement
from encours.records.cash.models import Application
from encours.records.receivables.models import Receivable


@dataclass(slots=True)
class Accessories:
    """What is claimed beside the principal, in cents, by receivable and in all."""

    by_item: dict[int, Interest] = field(default_factory=dict)

    @property
    def interest_cents(self) -> int:
        """All interest."""
        return sum(one.cents for one in self.by_item.values())

    @property
    def daily_cents(self) -> int:
        """What each further day adds."""
        return sum(one.daily_cents for one in self.by_item.values())

    @property
    def indemnity_cents(self) -> int:
        """All fixed indemnities."""
        return sum(one.indemnity_cents for one in self.by_item.values())

    @property
    def indemnities(self) -> int:
        """How many invoices bear one."""
        return sum(one.indemnity_cents > 0 for one in self.by_item.values())

    def rate(self) -> Decimal | None:
        """The one yearly rate in percent, None when several ran."""
        rates = {segment.rate.bps for one in self.by_item.values() for segment in one.segments}
        return Decimal(rates.pop()) / 100 if len(rates) == 1 else None


def debt_interest(
    receivable: Receivable,
    regime: str,
    applications: Sequence[Application],
    rules: InterestRules,
    *,
    on: date,
    plan: Sequence[tuple[date, int]] = (),
    formal_notice_on: date | None = None,
) -> Interest:
    """Compute the interest and indemnity of one receivable to a day, from its payments and credit notes.

    Of one in instalments (`plan`), each bears interest from its own due date; a consumer's debt from its formal notice.

    The payment day is the day of the credit; what a reversal undoes, known by that day, never paid (`core.movements`).
    """
    kind = cast("Regime", regime)
    days = {one.pk: one.applied_on for one in applications}
    movements = tuple(
        Movement(
            one.applied_on,
            one.amount_cents,
            "returned" if one.amount_cents < 0 else "credit_note" if one.credit_note_id else "payment",
            of=days.get(one.reverses_id or 0),
        )
        for one in applications
        if one.applied_on <= on
    )
    if plan:
        return interest_by_instalment(
            kind, plan, movements, on=on, rules=rules, formal_notice_on=formal_notice_on
        )
    debt = Debt(
        regime=kind,
        due_on=receivable.due_on,
        principal_cents=receivable.amount_cents,
        movements=movements,
        formal_notice_on=formal_notice_on,
    )
    return interest(debt, on=on, rules=rules)


def accessories(house: House, dossier: Dossier, *, on: date) -> Accessories:
    """Compute what this message claims: only on lines past due that are not of courtesy."""
    found = Accessories()
    step = dossier.scenario.by_code(dossier.message.step_code)
    if (
        step is None
        or step.courtesy
        or dossier.message.courtesy_only
        or dossier.customer.regime == "consumer"
    ):
        return found
    for line in dossier.lines:
        receivable = dossier.receivables[line.receivable_id]
        if line.courtesy_only or line.role not in {"due_step", "overdue"} or dossier.due_on(receivable) >= on:
            continue
        applications = dossier.payments.get(receivable.pk, [])
        found.by_item[receivable.pk] = debt_interest(
            receivable,
            dossier.customer.regime,
            applications,
            house.rules,
            on=on,
            plan=dossier.plans.get(receivable.pk, ()),
        )
    return found
