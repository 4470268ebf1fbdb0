"""Writing down a call with a customer: with whom, what came of it, and when to call again."""

from __future__ import annotations

from datetime import date, datetime

from encours.acts.promise import promise_within, spread
from encours.acts.step_tasks import call_made
from encours.core.refusals import RuleError
from encours.records.cases.models import CALL_OUTCOMES, Call
from encours.records.history.writing import Record, recording
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
    promised_on: date | None = None,
    promised_cents: int | None = None,
    author: str,
    at: datetime,
) -> Call:
    """Keep a call on the timeline; `next_on` puts the customer on the work list that day, until another call.

    It does what scenarios asked, if that was to call. With `promised_on`, what the customer promised is a promise too:
    `promised_cents`, or all that is overdue, on its oldest items first.

    Raises
        RuleError: an outcome that is none, a call of tomorrow, a day to call again before the call, somebody else's
            contact, or a promise of what is not owed or for a day past.
    """
    _check(customer, outcome, on, today, contact, next_on, promised_on)
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
        asked = call_made(record, customer, on=on, by=author, outcome=outcome)
        if promised_on is None and not asked:
            record.untouched.add(customer.pk)  # a call that nobody asked changes no decision
        if promised_on is not None:
            _promised(record, customer, promised_cents, promised_on, on=today, said=made)
    return made


def _promised(
    record: Record, customer: Customer, cents: int | None, due_on: date, *, on: date, said: Call
) -> None:
    """The promise that was made in a call."""
    items = spread(customer, cents, on=on)
    promise_within(
        record, customer, items=items, due_on=due_on, source="call", on=on, text=said.text, by=said.by
    )


def _check(
    customer: Customer,
    outcome: str,
    on: date,
    today: date,
    contact: Contact | None,
    next_on: date | None,
    promised_on: date | None,
) -> None:
    if outcome not in CALL_OUTCOMES:
        raise RuleError("outcome_wrong", "Dire ce que l’appel a donné.")
    if on > today:
        raise RuleError("on_wrong", "Un appel se note une fois passé : cette date est à venir.")
    if next_on is not None and next_on < on:
        raise RuleError("next_on_wrong", "Rappeler après cet appel : choisir une date plus tardive.")
    if contact is not None and contact.customer_id != customer.pk:
        raise RuleError("contact_wrong", "Cet interlocuteur est celui d’un autre client.")
    if promised_on is not None and promised_on < today:
        raise RuleError("promised_on_wrong", "Une promesse est pour un jour à venir, dans l’année.")
