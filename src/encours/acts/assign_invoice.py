"""An invoice assigned to a factor, or taken back from it: who is paid, and so who reminds (R162)."""

from __future__ import annotations

from datetime import date, datetime

from django.db.models import F

from encours.acts.rules import same_version
from encours.core.refusals import RuleError
from encours.records.frames.past import supersede
from encours.records.history.writing import recording
from encours.records.receivables.models import Receivable


def assign_invoice(
    receivable: Receivable,
    *,
    factor: str,
    factored_on: date | None,
    made_from: int | None,
    author: str,
    at: datetime,
) -> None:
    """Mark an invoice as assigned to `factor` on that day; a blank name takes it back.

    Raises
        StaleFormError: somebody changed it since the form was made.
        RuleError: the day is missing, or before the invoice.
    """
    factor = factor.strip()[:100]
    act = "assign_invoice" if factor else "take_back_invoice"
    with recording(receivable.creditor_id, act, author=author, cause="desk", at=at) as record:
        now = Receivable.objects.get(pk=receivable.pk)
        same_version(now.version, made_from, now.number)
        if factor and factored_on is None:
            raise RuleError("factored_on_missing", "Indiquer le jour de la cession.")
        if factor and factored_on is not None and factored_on < now.issued_on:
            raise RuleError("factored_before_issue", "La cession précède la date de la facture : corriger.")
        supersede(Receivable, [now.pk], at=record.at)
        Receivable.objects.filter(pk=now.pk).update(
            factor=factor,
            factored_on=factored_on if factor else None,
            entry=record.entry,
            recorded_at=record.at,
            version=F("version") + 1,
        )
        record.wrote(Receivable, [Receivable.objects.get(pk=now.pk)])
        record.of(now.customer_id, invoice=now.number, factor=factor or now.factor, factored_on=factored_on)
