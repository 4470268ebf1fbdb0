"""Writing a note about a customer, or one of its invoices."""

from __future__ import annotations

from datetime import datetime

from encours.core.refusals import RuleError
from encours.records.cases.models import Note
from encours.records.history.writing import recording
from encours.records.parties.models import Customer
from encours.records.receivables.models import Receivable


def add_note(
    customer: Customer, *, text: str, author: str, at: datetime, receivable: Receivable | None = None
) -> Note:
    """Add a note to the timeline.

    Raises
        RuleError: the note is empty.
    """
    if not text.strip():
        raise RuleError("note_empty", "La note est vide : écrire une phrase.")
    with recording(customer.creditor_id, "note", author=author, cause="desk", at=at) as record:
        note = Note.objects.create(
            creditor=record.creditor,
            recorded_at=record.at,
            entry=record.entry,
            customer=customer,
            receivable=receivable,
            text=text.strip(),
            by=author,
        )
        record.wrote(Note, [note])
        record.of(customer.pk, note=note.pk, text=note.text)
        record.untouched.add(customer.pk)  # a note changes no decision
    return note
