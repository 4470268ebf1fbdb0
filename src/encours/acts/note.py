"""Writing a note about a customer, or one of its invoices; whoever it names is told."""

from __future__ import annotations

from datetime import datetime

from encours.acts.connect.intend import Wish, intend
from encours.acts.noticing import day_of, members, notify, seeing
from encours.core.refusals import RuleError
from encours.core.work.mentions import mentioned
from encours.records.cases.models import AUDIENCES, Note
from encours.records.history.writing import Record, recording
from encours.records.parties.models import Customer
from encours.records.people.models import User
from encours.records.receivables.models import Receivable


def add_note(
    customer: Customer,
    *,
    text: str,
    author: str,
    at: datetime,
    receivable: Receivable | None = None,
    audience: str = "internal",
    reply_to: Note | None = None,
) -> Note:
    """Add a note to the timeline, or answer one; colleagues named with an @ are told, and who is answered.

    `audience`: internal, or external for what the customer may read.

    Raises
        RuleError: the note is empty, or names somebody who does not see this customer.
    """
    with recording(customer.creditor_id, "note", author=author, cause="desk", at=at) as record:
        note = write_note(
            record, customer, text=text, receivable=receivable, audience=audience, reply_to=reply_to
        )
        record.untouched.add(customer.pk)  # a note changes no decision
    return note


def write_note(
    record: Record,
    customer: Customer,
    *,
    text: str,
    receivable: Receivable | None = None,
    audience: str = "internal",
    reply_to: Note | None = None,
) -> Note:
    """The same inside another act's entry."""
    if not text.strip():
        raise RuleError("note_empty", "La note est vide : écrire une phrase.")
    if audience not in AUDIENCES:
        raise RuleError("audience_unknown", "Une note est interne ou visible du client.")
    first = reply_to and (reply_to.reply_to or reply_to)  # a thread is one note and its answers
    if first is not None and first.customer_id != customer.pk:
        raise RuleError("reply_elsewhere", "La note à laquelle répondre est dans un autre dossier.")
    note = Note.objects.create(
        creditor=record.creditor,
        recorded_at=record.at,
        entry=record.entry,
        customer=customer,
        receivable=receivable or (first.receivable if first else None),
        text=text.strip(),
        by=record.entry.author,
        audience=audience,
        reply_to=first,
    )
    record.wrote(Note, [note])
    record.of(
        customer.pk,
        note=note.pk,
        text=note.text,
        audience=audience,
        reply_to=first.pk if first else None,
    )
    _tell(record, customer, note, reply_to)
    if audience == "external":
        wish = Wish("comment", customer.pk, day_of(record), note.text, note.receivable)
        intend(record, [wish])
    return note


def _tell(record: Record, customer: Customer, note: Note, answered: Note | None) -> None:
    """A notice to who is named, and one to who is answered or wrote in the thread before."""
    on = day_of(record)
    named = _named(record, customer, note.text) if "@" in note.text else []
    about = note.text
    notify(record, (one.pk for one in named), kind="mention", text=about, customer_id=customer.pk)
    if answered is None or note.reply_to_id is None:
        return
    thread = Note.objects.filter(reply_to=note.reply_to_id).exclude(pk=note.pk).values_list("by", flat=True)
    writers = {answered.by, *thread, *Note.objects.filter(pk=note.reply_to_id).values_list("by", flat=True)}
    found = [one for one in members(record.creditor.pk, on=on) if one.user.email in writers]
    told = {one.pk for one in seeing(found, customer, on=on)} - {one.pk for one in named}
    notify(record, told, kind="reply", text=about, customer_id=customer.pk)


def _named(record: Record, customer: Customer, text: str) -> list[User]:
    on = day_of(record)
    found = members(record.creditor.pk, on=on)
    keys = mentioned(text, [(one.user_id, one.user.name, one.user.email) for one in found])
    named = [one for one in found if one.user_id in keys]
    seen = seeing(named, customer, on=on)
    unseen = next((one.user for one in named if one.user not in seen), None)
    if unseen is not None:
        raise RuleError(
            "mention_unseen",
            f"{unseen.name} ne voit pas ce client : l'inviter au dossier, ou retirer son nom de la note.",
        )
    return seen
