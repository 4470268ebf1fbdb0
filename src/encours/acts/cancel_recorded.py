"""Cancelling a cost, an outcome, a complaint or a survey recorded by mistake: it stays, and counts no more."""

from __future__ import annotations

from datetime import datetime

from encours.core.refusals import RuleError
from encours.records.history.writing import recording
from encours.records.measures.models import OPT_OUT, Complaint, Cost, Outcome, Survey


def cancel_recorded(
    fact: Cost | Outcome | Complaint | Survey, *, reason: str, author: str, at: datetime
) -> None:
    """Say that what was recorded is wrong; measures of days before the cancelling, as known then, still count it.

    Raises
        RuleError: no reason, or it was cancelled already.
    """
    if not reason.strip():
        raise RuleError("reason_missing", "Annuler demande un motif : l’indiquer.")
    name = fact._meta.model_name or ""
    with recording(fact.creditor_id, f"cancel_{name}", author=author, cause=reason, at=at) as record:
        standing = type(fact).objects.filter(pk=fact.pk, cancelled_at__isnull=True)
        if not standing.update(cancelled_at=record.at, cancelled_by=author):
            raise RuleError("already_cancelled", "Cet enregistrement est déjà annulé.")
        if isinstance(fact, Cost):
            record.tell(cancelled=name, row=fact.pk, reason=reason)
        else:
            record.of(fact.customer_id, cancelled=name, row=fact.pk, reason=reason)
            if not (isinstance(fact, Complaint) and fact.kind == OPT_OUT):
                record.untouched.add(fact.customer_id)
