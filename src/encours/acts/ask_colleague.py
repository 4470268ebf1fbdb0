"""Asking a colleague about a customer, and answering: a task with a day, whose answer is a note of the case."""

from __future__ import annotations

from datetime import date, datetime

from django.db.models import F

from encours.acts.note import write_note
from encours.acts.noticing import day_of, members, notify, seeing
from encours.acts.rules import same_version
from encours.core.refusals import RuleError
from encours.records.history.writing import recording
from encours.records.parties.models import Customer
from encours.records.people.models import User
from encours.records.receivables.models import Receivable
from encours.records.work.models import Task


def ask_colleague(
    customer: Customer,
    *,
    person: User,
    text: str,
    due_on: date,
    author: str,
    at: datetime,
    receivable: Receivable | None = None,
) -> Task:
    """Put a question to somebody; it stands on that person's work list until answered.

    Raises
        RuleError: no question, a day gone by, or somebody who does not see this customer.
    """
    if not text.strip():
        raise RuleError("text_wrong", "La question est vide : écrire une phrase.")
    with recording(customer.creditor_id, "ask", author=author, cause="desk", at=at) as record:
        on = day_of(record)
        if due_on < on:
            raise RuleError("due_on_wrong", "Ce jour est passé : en choisir un à partir d'aujourd'hui.")
        found = [one for one in members(record.creditor.pk, on=on) if one.user_id == person.pk]
        if not seeing(found, customer, on=on):
            raise RuleError(
                "person_wrong",
                f"{person.name} ne voit pas ce client : l'inviter au dossier, ou demander à quelqu'un d'autre.",
            )
        task = Task.objects.create(
            creditor=record.creditor,
            recorded_at=record.at,
            entry=record.entry,
            customer=customer,
            receivable=receivable,
            person=person,
            text=text.strip(),
            due_on=due_on,
            by=author,
        )
        record.wrote(Task, [task])
        record.of(customer.pk, task=task.pk, asked=person.email, text=task.text, due_on=due_on)
        record.untouched.add(customer.pk)
        notify(record, [person.pk], kind="task", text=task.text, customer_id=customer.pk)
    return task


def answer_task(task: Task, *, text: str, made_from: int | None, author: str, at: datetime) -> None:
    """Answer: a note of the case, and the question is done; who asked is told.

    Raises
        StaleFormError: it has changed since the form was made.
        RuleError: no answer, or it was answered already.
    """
    with recording(task.creditor_id, "answer", author=author, cause=f"task {task.pk}", at=at) as record:
        now = Task.objects.select_related("customer", "receivable").get(pk=task.pk)
        same_version(now.version, made_from, "Cette question")
        if now.done_at is not None:
            raise RuleError("already_answered", "Quelqu'un a déjà répondu à cette question.")
        note = write_note(record, now.customer, text=text, receivable=now.receivable)
        Task.objects.filter(pk=now.pk).update(done_at=record.at, answer=note, version=F("version") + 1)
        record.of(now.customer_id, task=now.pk, question=now.text)
        record.untouched.add(now.customer_id)
        asked_by = User.objects.filter(email=now.by).values_list("pk", flat=True)
        notify(record, asked_by, kind="answer", text=note.text, customer_id=now.customer_id)
