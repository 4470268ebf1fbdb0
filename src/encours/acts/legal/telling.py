"""Who hears of an exception to the amicable phase: those who may decide of it, then whoever asked."""

from __future__ import annotations

from encours.acts.approvals.capacity import capacity_of
from encours.acts.noticing import day_of, members, notify, seeing
from encours.records.history.writing import Record
from encours.records.legal.models import PhaseDecision, PhaseException
from encours.records.parties.models import Customer
from encours.records.people.models import User

ASKED, APPROVED, REFUSED = "asked", "approved", "refused"  # what a notice of the kind `exception` begins with


def tell_deciders(record: Record, asked: PhaseException, customer: Customer) -> None:
    """Tell each colleague who sees the customer and may decide in a name other than the asker's."""
    on = day_of(record)
    deciders = []
    for one in members(record.creditor.pk, on=on):
        name = capacity_of(record.creditor.pk, one.user.email, on=on).agrees(None)
        if name is not None and asked.by not in (one.user.email, name):
            deciders.append(one)
    people = [person.pk for person in seeing(deciders, customer, on=on)]
    notify(record, people, kind="exception", text=f"{ASKED} {asked.reason}", customer_id=customer.pk)


def tell_asker(record: Record, decision: PhaseDecision) -> None:
    """Tell whoever asked what was decided, and why."""
    asker = User.objects.filter(email=decision.asked_by).values_list("pk", flat=True)
    word = APPROVED if decision.approved else REFUSED
    notify(
        record, asker, kind="exception", text=f"{word} {decision.reason}", customer_id=decision.customer_id
    )
