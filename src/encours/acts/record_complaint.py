"""Recording that somebody finds a customer badly treated, or that a customer wants no more messages."""

from __future__ import annotations

from datetime import date, datetime

from encours.core.refusals import RuleError
from encours.records.history.writing import recording
from encours.records.measures.models import OPT_OUT, Complaint
from encours.records.parties.models import Customer


def record_complaint(
    customer: Customer, *, kind: str, source: str, on: date, text: str, author: str, at: datetime
) -> Complaint:
    """Record a complaint of the customer, or of another department about how it is treated.

    A customer that wants no more messages gets no e-mail from then on, until the record is cancelled.

    Raises
        RuleError: it does not say what is complained of.
    """
    if not text.strip():
        raise RuleError("text_missing", "Dire en une phrase ce qui est reproché ou demandé.")
    with recording(customer.creditor_id, "record_complaint", author=author, cause=kind, at=at) as record:
        made = Complaint.objects.create(
            creditor=record.creditor,
            recorded_at=record.at,
            entry=record.entry,
            customer=customer,
            kind=kind,
            source=source,
            on=on,
            text=text.strip(),
            by=author,
        )
        record.wrote(Complaint, [made])
        record.of(customer.pk, complaint=made.pk, kind=kind, source=source, on=on, text=made.text)
        if kind != OPT_OUT:  # words change no decision; an opt-out stops what waits to leave
            record.untouched.add(customer.pk)
    return made
