"""Saying better what the ledger could not: an invoice's due date, its purchase order."""

from __future__ import annotations

from datetime import date, datetime

from django.db.models import F

from encours.acts.provenance.meeting import person_says
from encours.acts.quality.assess import look_again
from encours.acts.rules import same_version
from encours.core.refusals import RuleError
from encours.records.frames.past import supersede
from encours.records.history.writing import recording
from encours.records.receivables.models import Receivable


def edit_receivable(
    receivable: Receivable,
    *,
    due_on: date | None,
    po_number: str | None,
    made_from: int | None,
    author: str,
    at: datetime,
) -> Receivable:
    """Give an invoice its due date (no longer assumed) or its purchase order; None leaves as it is. Return it.

    Raises
        StaleFormError: somebody changed it since the form was made.
        RuleError: the due date is before the day of issue.
    """
    with recording(receivable.creditor_id, "edit_receivable", author=author, cause="desk", at=at) as record:
        now = Receivable.objects.get(pk=receivable.pk)
        same_version(now.version, made_from, now.number)
        if due_on is not None and due_on < now.issued_on:
            raise RuleError("due_before_issue", "L'échéance précède la date de la facture : corriger.")
        supersede(Receivable, [now.pk], at=record.at)
        changed: dict[str, object] = {}
        if due_on is not None:
            changed |= {"due_on": due_on, "due_source": "person"}
        if po_number is not None:
            changed["po_number"] = po_number
        Receivable.objects.filter(pk=now.pk).update(
            **changed, entry=record.entry, recorded_at=record.at, version=F("version") + 1
        )
        written = Receivable.objects.get(pk=now.pk)
        record.wrote(Receivable, [written])
        person_says(record, written)
        record.of(now.customer_id, invoice=now.number, due_on=due_on, po_number=po_number, due_was=now.due_on)
        look_again(record, [now.customer_id])
    return written
