"""Electronic invoices taken in: each completes the invoice that is known, or is that invoice; never a second one.

Those that come together are one act: read first, then written in one transaction, all or none.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

import polars as pl

from encours.acts.import_file.einvoice_buyer import Buyers
from encours.acts.import_file.einvoice_document import keep_documents
from encours.acts.import_file.einvoice_keeping import attach, controls_of, keep, lay_down
from encours.acts.import_file.einvoice_receivable import Sale, Sales
from encours.acts.import_file.einvoice_settling import settle
from encours.acts.import_file.result import Reading, Source
from encours.acts.import_file.table_sales import write_orders
from encours.core.einvoice.documents import Document
from encours.core.einvoice.parties import same_party
from encours.core.refusals import Notice
from encours.records.documents.models import Intake, KeptFile
from encours.records.frames import bulk
from encours.records.history.writing import Record, recording
from encours.records.intake.models import SetAside
from encours.records.parties.models import Creditor, Customer
from encours.records.receivables.models import Receivable


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

    Those that somebody else took in meanwhile are that import. A document whose `intake` is set was set aside, and is
    taken up.
    """
    lay_down(creditor, documents, home)
    act = "import_einvoice" if any(each.ours for each in documents) else "set_aside_einvoice"
    with recording(creditor, act, author=author, cause=cause, at=at) as record:
        known = _known(record, documents)
        up = [each for each in documents if each.intake.pk and each.intake.pk in aside_of(known)]
        new = [each for each in documents if each.source.sha256 not in known]
        for each, key in zip(new, bulk.reserve_ids(Intake, len(new)), strict=True):
            each.intake = Intake(pk=int(key))
        _write(record, [*up, *new], on)
        _tell(record, [*up, *new])
    written = {each.source.sha256: each.intake for each in (*up, *new)}
    return [written.get(each.source.sha256) or known[each.source.sha256] for each in documents]


def _known(record: Record, documents: Sequence[Read]) -> dict[str, Intake]:
    sums = {each.source.sha256 for each in documents}
    rows = Intake.objects.filter(creditor=record.creditor, sha256__in=sums)
    return {row.sha256: row for row in rows}


def aside_of(known: Mapping[str, Intake]) -> set[int]:
    """The imports among these whose document is still set aside."""
    rows = SetAside.objects.filter(intake__in=known.values(), taken_at__isnull=True)
    return set(rows.values_list("intake_id", flat=True))


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
    keep(record, documents)
    billed = [(each.intake, each.document, each.receivable) for each in ours if each.receivable]
    keep_documents(record, billed)
    attach(record, ours)


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


def _tell(record: Record, documents: Sequence[Read]) -> None:
    """What the entry says: each file with its fingerprint, what became of it, and its sum."""
    record.tell(
        documents=len(documents),
        files=[
            {
                "name": each.source.name,
                "sha256": each.source.sha256,
                "counts": each.counts,
                "controls": controls_of(each),
            }
            for each in documents
        ],
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
