"""What electronic invoices say, kept beside the receivables: their sums, their terms, their lines."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import polars as pl

from encours.acts.import_file.instalments import take_plans
from encours.core.einvoice.documents import Document
from encours.core.einvoice.instalments import plan_of
from encours.core.einvoice.telling import besides, decimal_text, party_facts
from encours.records.documents.models import Intake
from encours.records.frames import bulk
from encours.records.history.writing import Record
from encours.records.receivables.models import ElectronicInvoice, InvoiceLine, Receivable

_PERCENT = 10_000
_TEXT = (
    "line_number", "name", "description", "item_number", "item_code", "quantity", "unit", "unit_price", "net_cents",
    "tax_category", "tax_rate", "order_line", "note",
)  # fmt: skip
_LINE: Any = {
    "customer_id": pl.Int64,
    "receivable_id": pl.Int64,
    "position": pl.Int64,
    **{name: pl.Int64 if name == "net_cents" else pl.String for name in _TEXT},
    "from_on": pl.Date,
    "to_on": pl.Date,
}
_PLAN: Any = {"receivable_id": pl.Int64, "due_on": pl.Date, "amount_cents": pl.Int64}
Kept = tuple[Intake, Document, Receivable]


def keep_documents(record: Record, kept: Sequence[Kept]) -> None:
    """Write what the documents say; lines only where no document had told any before."""
    made = ElectronicInvoice.objects.bulk_create([_invoice(record, *each) for each in kept])
    record.wrote(ElectronicInvoice, made)
    take_instalments(record, [(document, receivable) for _intake, document, receivable in kept])
    rows = [row for each in _untold(kept) for row in _lines_of(*each)]
    if not rows:
        return
    lines = pl.DataFrame(rows, schema=_LINE, orient="row").with_columns(
        bulk.reserve_ids(InvoiceLine, len(rows)).alias("id"),
        creditor_id=pl.lit(record.creditor.pk),
        recorded_at=pl.lit(record.at),
        entry_id=pl.lit(record.entry.pk),
    )
    bulk.insert(InvoiceLine, lines)
    record.wrote(InvoiceLine, lines)


def take_instalments(record: Record, documents: Iterable[tuple[Document, Receivable]]) -> int:
    """The due dates of invoices paid in several, where their amounts are told and add up; of each the first told."""
    first = {receivable.pk: (document, receivable) for document, receivable in reversed(list(documents))}
    rows = [
        (key, due_on, cents)
        for key, (document, receivable) in first.items()
        if receivable.amount_cents > 0
        for due_on, cents in plan_of(document, receivable.amount_cents)
    ]
    return take_plans(record, pl.DataFrame(rows, schema=_PLAN, orient="row"), source="einvoice")


def _invoice(record: Record, intake: Intake, document: Document, receivable: Receivable) -> ElectronicInvoice:
    totals = document.totals
    told = {
        "seller": party_facts(document.seller),
        "buyer": party_facts(document.buyer),
        "payee": party_facts(document.payee) if document.payee else None,
        **besides(document),
    }
    return ElectronicInvoice(
        creditor=record.creditor,
        recorded_at=record.at,
        entry=record.entry,
        customer_id=receivable.customer_id,
        receivable=receivable,
        intake=intake,
        syntax=document.syntax,
        profile=document.profile[:200],
        type_code=document.type_code[:10],
        number=document.number[:100],
        issued_on=document.issued_on,
        due_on=document.whole_due_on,
        currency=document.currency,
        net_cents=totals.net_cents or 0,
        tax_cents=totals.tax_cents or 0,
        total_cents=totals.total_cents or 0,
        prepaid_cents=totals.prepaid_cents or 0,
        payable_cents=totals.payable_cents or 0,
        owed_cents=document.owed_cents,
        payment_reference=document.payment_reference[:140],
        told=json.dumps(told, ensure_ascii=False, sort_keys=True),
    )


def _untold(kept: Iterable[Kept]) -> Iterator[tuple[Document, Receivable]]:
    """Documents with lines, of invoices that have none yet; the first of each invoice."""
    given = [(document, receivable) for _intake, document, receivable in kept if document.lines]
    rows = {receivable.pk for _document, receivable in given}
    told = set(InvoiceLine.objects.filter(receivable_id__in=rows).values_list("receivable_id", flat=True))
    for document, receivable in given:
        if receivable.pk not in told:
            told.add(receivable.pk)
            yield document, receivable


def _lines_of(document: Document, receivable: Receivable) -> Iterator[tuple[Any, ...]]:
    for position, line in enumerate(document.lines, start=1):
        yield (
            receivable.customer_id,
            receivable.pk,
            position,
            line.id[:50],
            line.name[:300],
            line.description[:1000],
            line.item_number[:100],
            line.item_code[:100],
            (decimal_text(line.quantity_micros) or "")[:40],
            line.unit[:10],
            (decimal_text(line.price_micros) or "")[:40],
            line.net_cents,
            line.category[:10],
            (decimal_text(line.rate_ppm, _PERCENT) or "")[:40],
            line.order_line[:50],
            line.note[:500],
            line.from_on,
            line.to_on,
        )
