"""Electronic invoices taken in: each completes the invoice that is known, or is that invoice; never a second one.

Those that come together are one act: read first, then written in one transaction, all or none.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path, PurePath
from typing import Any, Final

import polars as pl

from encours.acts.attach_document import media_of
from encours.acts.import_file.einvoice_buyer import Buyers
from encours.acts.import_file.einvoice_document import keep_documents
from encours.acts.import_file.einvoice_receivable import Sale, Sales
from encours.acts.import_file.einvoice_settling import settle
from encours.acts.import_file.result import Reading, Source, filled_intake
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


@dataclass(slots=True)
class Read:
    """A document read, and what becomes of it."""

    source: Source
    reading: Reading
    document: Document
    ours: bool
    kept: list[KeptFile] = field(default_factory=list)  # the original, then what came inside
    intake: Intake = field(default_factory=Intake)
    counts: dict[str, Any] = field(default_factory=dict)
    customer: Customer | None = None
    receivable: Receivable | None = None


def import_einvoice(
    creditor: Creditor, source: Source, *, author: str, at: datetime, on: date, home: Path
) -> Intake:
    """Import one electronic invoice, credit note or order; one that another company sells is set aside.

    Raises
        UnreadableFileError: hostile or broken bytes, no invoice, or sums that do not tie.
    """
    cause = f"file {source.name}"
    (intake,) = import_together(
        creditor, [read_one(creditor, source)], cause=cause, author=author, at=at, on=on, home=home
    )
    return intake


def read_one(creditor: Creditor, source: Source) -> Read:
    """Read a document, and see whether this creditor sells by it; raises UnreadableFileError."""
    reading = Reading(source)
    for _frame in reading.frames():
        pass
    document: Document = reading.facts["documents"][0]
    ours = same_party(
        document.seller, siren=creditor.siren, vat_number=creditor.vat_number, name=creditor.name
    )
    return Read(source, reading, document, bool(ours))


def import_together(
    creditor: Creditor,
    documents: Sequence[Read],
    *,
    cause: str,
    author: str,
    at: datetime,
    on: date,
    home: Path,
) -> list[Intake]:
    """Write documents in one act, invoices before the credit notes that correct them; their imports, as they came.

    Those that somebody else took in meanwhile are that import.
    """
    _lay_down(creditor, documents, home)
    act = "import_einvoice" if any(each.ours for each in documents) else "set_aside_einvoice"
    with recording(creditor, act, author=author, cause=cause, at=at) as record:
        known = _known(record, documents)
        fresh = [each for each in documents if each.source.sha256 not in known]
        for each, key in zip(fresh, bulk.reserve_ids(Intake, len(fresh)), strict=True):
            each.intake = Intake(pk=int(key))
        _write(record, fresh, on)
        _tell(record, fresh)
    return [known.get(each.source.sha256, each.intake) for each in documents]


def _lay_down(creditor: Creditor, documents: Sequence[Read], home: Path) -> None:
    """All the bytes in one bundle, before the lock."""
    parcels = [[_original(each.source), *(_inside(each.document) if each.ours else ())] for each in documents]
    laid = iter(laid_together([one for each in parcels for one in each], creditor_id=creditor.pk, home=home))
    for each, own in zip(documents, parcels, strict=True):
        each.kept = [next(laid) for _ in own]


def _known(record: Record, documents: Sequence[Read]) -> dict[str, Intake]:
    sums = {each.source.sha256 for each in documents}
    rows = Intake.objects.filter(creditor=record.creditor, sha256__in=sums)
    return {row.sha256: row for row in rows}


def _write(record: Record, documents: Sequence[Read], on: date) -> None:
    for each in documents:
        told = each.document
        each.counts = {"documents": 1, "kind": told.kind, "number": told.number}
        if not each.ours:
            each.counts["set_aside"] = 1
            each.reading.notices.append(_not_ours(told))
    ours = [each for each in documents if each.ours]
    _write_buyers(record, ours)
    _write_orders(record, ours, on)
    _write_receivables(record, ours, on)
    _keep(record, documents)
    billed = [(each.intake, each.document, each.receivable) for each in ours if each.receivable]
    keep_documents(record, billed)
    _attach(record, ours)


def _write_buyers(record: Record, documents: Sequence[Read]) -> None:
    buyers = Buyers(record, [each.document for each in documents])
    for each in documents:
        each.customer, how = buyers.buyer_of(each.document)
        if how == "name":
            each.reading.notices.append(_by_name(each.document, each.customer))
        account = each.customer.account
        each.counts |= {"customer": account, "found_by": how, "new_customers": int(how == "new")}
    buyers.flush()


def _write_orders(record: Record, documents: Sequence[Read], on: date) -> None:
    for each in documents:
        if each.document.is_order and each.customer is not None:
            each.counts |= _order(record, each.document, each.customer, on)


def _write_receivables(record: Record, documents: Sequence[Read], on: date) -> None:
    of_sale = [
        (each, Sale(each.document, each.customer, each.intake))
        for each in sorted(documents, key=lambda each: each.document.owed_cents < 0)
        if each.customer is not None and not each.document.is_order
    ]
    sales, made = Sales(record, [sale for _each, sale in of_sale], on), []
    for each, sale in of_sale:
        each.receivable, new = sales.receivable_of(sale)
        made += [(sale, each.receivable)] if new else []
    sales.flush()
    settle(record, made, on=on)
    for each, sale in of_sale:
        each.counts |= sale.what.counts
        each.reading.notices += sale.what.notices


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


def _keep(record: Record, documents: Sequence[Read]) -> None:
    """The kept files and the imports' rows."""
    files = [file for each in documents for file in each.kept]
    for file in files:
        file.recorded_at, file.entry = record.at, record.entry
    KeptFile.objects.bulk_create(files)
    record.wrote(KeptFile, files)
    for each in documents:
        issued = each.document.issued_on
        each.intake = filled_intake(
            record,
            each.source,
            each.reading,
            kept=each.kept[0],
            counts=each.counts,
            controls=_controls(each),
            days=(issued, issued, None),
            intake_id=each.intake.pk,
        )
    Intake.objects.bulk_create([each.intake for each in documents])


def _controls(each: Read) -> dict[str, Any]:
    return {"total_cents": each.document.totals.total_cents, "currency": each.document.currency}


def _tell(record: Record, documents: Sequence[Read]) -> None:
    """What the entry says: each file with its fingerprint, what became of it, and its sum."""
    record.tell(
        documents=len(documents),
        files=[
            {
                "name": each.source.name,
                "sha256": each.source.sha256,
                "counts": each.counts,
                "controls": _controls(each),
            }
            for each in documents
        ],
    )


def _original(source: Source) -> Parcel:
    media_type = "application/pdf" if source.content.startswith(_PDF) else "application/xml"
    return Parcel(source.content, source.name, media_type)


def _inside(document: Document) -> Iterator[Parcel]:
    """What came inside the XML (BG-24), when it is of a sort that is kept."""
    for each in document.attached[:_MOST_INSIDE]:
        with suppress(RuleError):
            name = PurePath(each.name).name
            yield Parcel(each.content, name, media_of(each.content, name))


def _attach(record: Record, documents: Sequence[Read]) -> None:
    """The originals, opened in one click from the invoice's page (from the customer's, for an order)."""
    made, leaves = [], dict[int, dict[str, list[Any]]]()
    for each in documents:
        if each.customer is None:
            continue
        made += [_attachment(record, each, each.customer, file) for file in each.kept]
        leaf = leaves.setdefault(each.customer.pk, {"invoices": [], "documents": []})
        leaf["documents"] += [file.sha256 for file in each.kept]
        if each.receivable is not None:
            leaf["invoices"].append([each.receivable.number, each.receivable.amount_cents])
    Attachment.objects.bulk_create(made)
    record.wrote(Attachment, made)
    for customer, told in leaves.items():
        record.of(customer, **told)


def _attachment(record: Record, each: Read, customer: Customer, file: KeptFile) -> Attachment:
    original = "order" if each.document.is_order else "invoice"
    return Attachment(
        creditor=record.creditor,
        recorded_at=record.at,
        entry=record.entry,
        customer=customer,
        receivable=each.receivable,
        kind=original if file is each.kept[0] else "other",
        title=file.name[-200:],
        kept=file,
        by=record.entry.author,
    )


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
