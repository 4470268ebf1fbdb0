"""What an electronic invoice says, kept beside the receivable: its sums, its terms, its lines."""

from __future__ import annotations

import json

from encours.core.einvoice.documents import Document
from encours.core.einvoice.telling import besides, decimal_text, party_facts
from encours.records.documents.models import Intake
from encours.records.history.writing import Record
from encours.records.receivables.models import ElectronicInvoice, InvoiceLine, Receivable

_PERCENT = 10_000


def keep_document(record: Record, intake: Intake, document: Document, receivable: Receivable) -> None:
    """Write what the document says; its lines only where no document had told any before."""
    totals = document.totals
    told = {
        "seller": party_facts(document.seller),
        "buyer": party_facts(document.buyer),
        "payee": party_facts(document.payee) if document.payee else None,
        **besides(document),
    }
    made = ElectronicInvoice.objects.create(
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
        due_on=document.due_on,
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
    record.wrote(ElectronicInvoice, [made])
    if document.lines and not InvoiceLine.objects.filter(receivable=receivable).exists():
        _keep_lines(record, document, receivable)


def _keep_lines(record: Record, document: Document, receivable: Receivable) -> None:
    lines = InvoiceLine.objects.bulk_create(
        InvoiceLine(
            creditor=record.creditor,
            recorded_at=record.at,
            entry=record.entry,
            customer_id=receivable.customer_id,
            receivable=receivable,
            position=position,
            line_number=line.id[:50],
            name=line.name[:300],
            description=line.description[:1000],
            item_number=line.item_number[:100],
            item_code=line.item_code[:100],
            quantity=(decimal_text(line.quantity_micros) or "")[:40],
            unit=line.unit[:10],
            unit_price=(decimal_text(line.price_micros) or "")[:40],
            net_cents=line.net_cents,
            tax_category=line.category[:10],
            tax_rate=(decimal_text(line.rate_ppm, _PERCENT) or "")[:40],
            order_line=line.order_line[:50],
            note=line.note[:500],
            from_on=line.from_on,
            to_on=line.to_on,
        )
        for position, line in enumerate(document.lines, start=1)
    )
    record.wrote(InvoiceLine, lines)
