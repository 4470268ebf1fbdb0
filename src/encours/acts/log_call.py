"""Writing down a call with a customer: with whom, what came of it, and when to call again."""

from __future__ import annotations

from datetime import date, datetime

from encours.core.refusals import RuleError
from encours.records.cases.models import CALL_OUTCOMES, Call
from encours.records.history.writing import recording
from encours.records.parties.models import Contact, Customer


def log_call(
    customer: Customer,
    *,
    outcome: str,
    on: date,
    today: date,
    text: str = "",
    contact: Contact | None = None,
    next_on: date | None = None,
    author: str,
    at: datetime,
) -> Call:
    """Keep a call on the timeline; `next_on` puts the customer on the work list that day, until another call.

    Raises
        RuleError: an outcome that is none, a call of tomorrow, a day to call again before the call, or somebody
            else's contact.
    """
    if outcome not in CALL_OUTCOMES:
        raise RuleError("outcome_wrong", "Dire ce que l’appel a donné.")
    if on > today:
        raise RuleError("on_wrong", "Un appel se note une fois passé : cette date est à venir.")
    if next_on is not None and next_on < on:
        raise RuleError("next_on_wrong", "Rappeler après cet appel : choisir une date plus tardive.")
    if contact is not None and contact.customer_id != customer.pk:
        raise RuleError("contact_wrong", "Cet interlocuteur est celui d’un autre client.")
    with recording(customer.creditor_id, "log_call", author=author, cause="desk", at=at) as record:
        waiting = Call.objects.filter(creditor=record.creditor, customer=customer, waiting=True)
        waiting.update(waiting=False)  # this call answers what the others left to do
        made = Call.objects.create(
            creditor=record.creditor,
            recorded_at=record.at,
            entry=record.entry,
            customer=customer,
            contact=contact,
            on=on,
            outcome=outcome,
            text=text.strip(),
            next_on=next_on,
            waiting=next_on is not None,
            by=author,
        )
        record.wrote(Call, [made])
        record.of(customer.pk, call=made.pk, outcome=outcome, on=on, text=made.text, next_on=next_on)
        record.untouched.add(customer.pk)  # a call changes no decision
    return made
