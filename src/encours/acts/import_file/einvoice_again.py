"""Electronic invoices that come again: instalments not taken the first time are taken, where they make the invoice."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from encours.acts.import_file.einvoice_aside import source_again
from encours.acts.import_file.einvoice_document import take_instalments
from encours.acts.import_file.einvoices import read_one
from encours.core.einvoice.instalments import plan_of
from encours.records.documents.models import Intake
from encours.records.history.writing import recording
from encours.records.parties.models import Creditor
from encours.records.receivables.models import ElectronicInvoice

_SEVERAL = '"instalments": [{'  # as `einvoice_document` writes what a document tells


def take_again(
    creditor: Creditor, known: Sequence[tuple[Intake, bytes]], *, author: str, at: datetime
) -> None:
    """Look at documents taken in before (import and bytes); the invoices whose instalments are known stay."""
    contents = {intake.pk: (intake, content) for intake, content in known if intake.kind == "einvoice"}
    if not contents:
        return
    rows = ElectronicInvoice.objects.filter(
        intake__in=contents, told__contains=_SEVERAL, receivable__instalments__isnull=True
    ).select_related("receivable")
    read = []
    for row in rows:
        document = read_one(creditor, source_again(*contents[row.intake_id])).document
        if plan_of(document, row.receivable.amount_cents):
            read.append((document, row.receivable))
    if not read:
        return
    names = sorted(contents[row.intake_id][0].name for row in rows)
    with recording(creditor, "import_einvoice", author=author, cause=f"file {names[0]}", at=at) as record:
        record.tell(again=names, counts={"plans": take_instalments(record, read)})
