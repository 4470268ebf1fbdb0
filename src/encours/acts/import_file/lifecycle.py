"""What a platform says of our invoices, taken in: contested ones are in dispute, those never received are held."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime
from pathlib import Path

from django.db import transaction

from encours.acts.dispute import open_dispute
from encours.acts.hold import hold
from encours.acts.import_file.result import Reading, Source, keep_intake
from encours.core.einvoice.lifecycle import Status
from encours.core.numbers import number_key
from encours.core.refusals import UnreadableFileError
from encours.records.cases.models import Hold
from encours.records.disputes.models import Dispute
from encours.records.documents.models import Intake
from encours.records.history.writing import recording
from encours.records.parties.models import Creditor
from encours.records.receivables.models import Receivable

_LONGEST = 200


def import_lifecycle(
    creditor: Creditor, source: Source, *, author: str, at: datetime, on: date, home: Path
) -> Intake:
    """Keep a life-cycle message and do what its statuses say; told twice, an invoice is disputed or held once.

    Raises
        UnreadableFileError: broken bytes, or a message about the invoices of another company.
    """
    reading = Reading(source)
    list(reading.frames())
    statuses: list[Status] = reading.facts["statuses"]
    _refuse_others(creditor, statuses)
    counts: Counter[str] = Counter({"statuses": len(statuses)})
    with transaction.atomic():
        for status in statuses:
            counts[_applied(creditor, status, author=author, on=on, at=at)] += 1
        with recording(
            creditor, "import_lifecycle", author=author, cause=f"file {source.name}", at=at
        ) as record:
            told = [{"number": one.number, "status": one.words} for one in statuses]
            record.tell(counts=dict(counts), file=source.sha256, name=source.name, statuses=told)
            days = (None, None, max((one.said_on for one in statuses if one.said_on), default=None))
            return keep_intake(
                record, source, reading, counts=dict(counts), controls={}, author=author, days=days, home=home
            )


def _refuse_others(creditor: Creditor, statuses: list[Status]) -> None:
    others = {one.seller_siren for one in statuses if one.seller_siren} - {creditor.siren}
    if creditor.siren and others:
        raise UnreadableFileError(
            "not_ours",
            f"Ce message parle des factures d’une autre société (SIREN {min(others)}).",
            "Importez les messages qui concernent vos propres factures.",
        )


def _applied(creditor: Creditor, status: Status, *, author: str, on: date, at: datetime) -> str:
    """What became of one status: disputed, held, noted, already, or unknown."""
    invoice = _invoice(creditor, status)
    if invoice is None:
        return "unknown"
    if status.effect == "none" or invoice.open_cents <= 0:
        return "noted"
    reason = status.words[:_LONGEST]
    if status.effect == "dispute":
        if Dispute.objects.filter(receivable=invoice, closed_on__isnull=True).exists():
            return "already"
        open_dispute(invoice, amount_cents=invoice.open_cents, reason=reason, on=on, author=author, at=at)
        return "disputed"
    if Hold.objects.filter(receivable=invoice, released_on__isnull=True, until_on__isnull=True).exists():
        return "already"
    hold(invoice.customer, receivable=invoice, from_on=on, until_on=None, reason=reason, author=author, at=at)
    return "held"


def _invoice(creditor: Creditor, status: Status) -> Receivable | None:
    """The one invoice of that number, however it is written."""
    rows = Receivable.objects.of([creditor.pk]).filter(gone_on__isnull=True, amount_cents__gt=0)
    found = list(rows.filter(number=status.number).select_related("customer")[:2])
    key = number_key(status.number)
    if not found and key:
        found = list(rows.filter(number_key=key).select_related("customer")[:2])
    return found[0] if len(found) == 1 else None
