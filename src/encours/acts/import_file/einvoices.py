"""An electronic invoice taken in: it completes the invoice that is known, or is that invoice; never a second one."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from datetime import date, datetime
from pathlib import Path, PurePath
from typing import Any, Final

import polars as pl

from encours.acts.attach_document import media_of
from encours.acts.import_file.einvoice_buyer import buyer_of
from encours.acts.import_file.einvoice_document import keep_document
from encours.acts.import_file.einvoice_receivable import receivable_of
from encours.acts.import_file.result import Reading, Source, keep_intake
from encours.acts.import_file.table_sales import write_orders
from encours.core.einvoice.documents import Document
from encours.core.einvoice.parties import same_party
from encours.core.refusals import Notice, RuleError
from encours.records.documents.keeping import Parcel, laid_together
from encours.records.documents.models import Intake, KeptFile
from encours.records.frames import bulk
from encours.records.history.writing import Record, recording
from encours.records.parties.models import Attachment, Creditor, Customer
from encours.records.receivables.models import Receivable

_PDF: Final = b"%PDF-"
_MOST_INSIDE: Final = 20


def import_einvoice(
    creditor: Creditor, source: Source, *, author: str, at: datetime, on: date, home: Path
) -> Intake:
    """Import one electronic invoice, credit note or order; one that another company sells is set aside.

    Raises
        UnreadableFileError: hostile or broken bytes, no invoice, or sums that do not tie.
    """
    reading = Reading(source)
    for _frame in reading.frames():
        pass
    document: Document = reading.facts["documents"][0]
    ours = same_party(
        document.seller, siren=creditor.siren, vat_number=creditor.vat_number, name=creditor.name
    )
    kept, *inside = laid_together(
        [_original(source), *(_inside(document) if ours else ())], creditor_id=creditor.pk, home=home
    )
    act = "import_einvoice" if ours else "set_aside_einvoice"
    with recording(creditor, act, author=author, cause=f"file {source.name}", at=at) as record:
        intake_id = int(bulk.reserve_ids(Intake, 1)[0])
        counts, customer, receivable = _written(record, reading, document, intake_id, on, ours=bool(ours))
        controls = {"total_cents": document.totals.total_cents, "currency": document.currency}
        record.tell(counts=counts, controls=controls, file=source.sha256, name=source.name)
        intake = keep_intake(
            record,
            source,
            reading,
            counts=counts,
            controls=controls,
            author=author,
            days=(document.issued_on, document.issued_on, None),
            home=home,
            laid=kept,
            intake_id=intake_id,
        )
        if customer is not None:
            _attach(record, document, customer, receivable, [intake.kept, *inside])
        if receivable is not None:
            keep_document(record, intake, document, receivable)
    return intake


def _written(
    record: Record, reading: Reading, document: Document, intake_id: int, on: date, *, ours: bool
) -> tuple[dict[str, Any], Customer | None, Receivable | None]:
    counts: dict[str, Any] = {"documents": 1, "kind": document.kind, "number": document.number}
    if not ours:
        reading.notices.append(_not_ours(document))
        return counts | {"set_aside": 1}, None, None
    customer, how = buyer_of(record, document)
    if how == "name":
        reading.notices.append(_by_name(document, customer))
    found = {"customer": customer.account, "found_by": how, "new_customers": int(how == "new")}
    if document.is_order:
        return counts | found | _order(record, document, customer, on), customer, None
    receivable, what = receivable_of(record, document, customer, intake_id, on=on)
    reading.notices += what.notices
    return counts | found | what.counts, customer, receivable


def _order(record: Record, document: Document, customer: Customer, on: date) -> dict[str, Any]:
    """An order is written, a change rewrites it; a response changes nothing of what is committed."""
    if document.kind == "order_response":
        return {"orders": 0}
    changes = document.kind == "order_change" and document.order_number
    rows = pl.DataFrame(
        {
            "account": [customer.account],
            "number": [(document.order_number if changes else document.number)[:100]],
            "ordered_on": [document.issued_on],
            "amount_cents": [document.totals.total_cents],
            "currency": [document.currency],
            "label": [(document.project or document.terms)[:200]],
            "state": ["open"],
        }
    )
    told = write_orders(record, rows, on=on)
    return {"orders": told["new"], "changed": told["changed"]}


def _original(source: Source) -> Parcel:
    media_type = "application/pdf" if source.content.startswith(_PDF) else "application/xml"
    return Parcel(source.content, source.name, media_type)


def _inside(document: Document) -> Iterator[Parcel]:
    """What came inside the XML (BG-24), when it is of a sort that is kept."""
    for each in document.attached[:_MOST_INSIDE]:
        with suppress(RuleError):
            name = PurePath(each.name).name
            yield Parcel(each.content, name, media_of(each.content, name))


def _attach(
    record: Record,
    document: Document,
    customer: Customer,
    receivable: Receivable | None,
    files: list[KeptFile],
) -> None:
    """The original, opened in one click from the invoice's page (from the customer's, for an order); what it held."""
    for file in files[1:]:
        file.recorded_at, file.entry = record.at, record.entry
        file.save()
    record.wrote(KeptFile, files[1:])
    made = [
        Attachment(
            creditor=record.creditor,
            recorded_at=record.at,
            entry=record.entry,
            customer=customer,
            receivable=receivable,
            kind=("order" if document.is_order else "invoice") if file is files[0] else "other",
            title=file.name[-200:],
            kept=file,
            by=record.entry.author,
        )
        for file in files
    ]
    Attachment.objects.bulk_create(made)
    record.wrote(Attachment, made)
    record.of(customer.pk, documents=[file.sha256 for file in files])


def _not_ours(document: Document) -> Notice:
    seller = document.seller.name or document.seller.siren or document.seller.vat_number
    return Notice(
        0,
        "BG-4",
        "not_our_sale",
        "Le vendeur n’est pas ce créancier : le document est mis de côté, rien n’est dû. Si c’est bien votre facture, "
        "donnez à votre société son SIREN et son numéro de TVA dans les réglages.",
        seller,
    )


def _by_name(document: Document, customer: Customer) -> Notice:
    return Notice(
        0,
        "BG-7",
        "found_by_name",
        "Le client est reconnu à son nom seulement : vérifiez que c’est bien lui.",
        f"{document.buyer.name} : {customer.account}",
    )
