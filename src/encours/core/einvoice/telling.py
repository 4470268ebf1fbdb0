"""A document in plain JSON values: what `encours inspect` prints, and what is kept beside the invoice."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from typing import Any

from encours.core.einvoice.documents import (
    MICRO,
    Attached,
    Document,
    Identifier,
    Line,
    Means,
    Note,
    Party,
    Reduction,
    Reference,
    Tax,
)

_PERCENT = 10_000


def facts_of(document: Document) -> dict[str, Any]:
    """Everything the document says; attachments by their fingerprint."""
    totals = document.totals
    return {
        "kind": document.kind,
        "type_code": document.type_code,
        "syntax": document.syntax,
        "profile": document.profile,
        "number": document.number,
        "issued_on": document.issued_on.isoformat(),
        "due_on": _day(document.due_on),
        "delivered_on": _day(document.delivered_on),
        "from_on": _day(document.from_on),
        "to_on": _day(document.to_on),
        "currency": document.currency,
        "seller": party_facts(document.seller),
        "buyer": party_facts(document.buyer),
        "payee": party_facts(document.payee) if document.payee else None,
        "lines_cents": totals.lines_cents,
        "allowances_cents": totals.allowances_cents,
        "charges_cents": totals.charges_cents,
        "net_cents": totals.net_cents,
        "tax_cents": totals.tax_cents,
        "total_cents": totals.total_cents,
        "prepaid_cents": totals.prepaid_cents,
        "rounding_cents": totals.rounding_cents or 0,
        "payable_cents": totals.payable_cents,
        "owed_cents": document.owed_cents,
        "lines": [line_facts(line) for line in document.lines],
        **besides(document),
    }


def besides(document: Document) -> dict[str, Any]:
    """What is said beside parties, sums and lines: terms, references, VAT by rate, means of payment, notes."""
    return {
        "terms": document.terms,
        "payment_reference": document.payment_reference,
        "order_number": document.order_number,
        "sales_order": document.sales_order,
        "contract": document.contract,
        "project": document.project,
        "buyer_reference": document.buyer_reference,
        "instalments": [
            {"due_on": _day(each.due_on), "amount_cents": each.amount_cents} for each in document.instalments
        ],
        "preceding": [_reference(each) for each in document.preceding],
        "allowances": _reductions(document.reductions, charge=False),
        "charges": _reductions(document.reductions, charge=True),
        "taxes": [_tax(each) for each in document.taxes],
        "payment_means": [_means(each) for each in document.means],
        "notes": [_note(each) for each in document.notes],
        "attachments": [_attached(each) for each in document.attached],
    }


def party_facts(party: Party) -> dict[str, Any]:
    """A party with its identifiers."""
    return {
        "name": party.name,
        "trading_name": party.trading_name,
        "siren": party.siren,
        "siret": party.siret,
        "vat_number": party.vat_number,
        "tax_number": party.tax_number,
        "legal_id": _identifier(party.legal_id),
        "ids": [_identifier(each) for each in party.ids],
        "endpoint": _identifier(party.endpoint),
        "address": party.address,
        "postcode": party.postcode,
        "city": party.city,
        "country": party.country,
        "contact_name": party.contact_name,
        "phone": party.phone,
        "email": party.email,
    }


def line_facts(line: Line) -> dict[str, Any]:
    """A line; quantity, price and rate are decimal texts, exact."""
    return {
        "id": line.id,
        "name": line.name,
        "description": line.description,
        "item_number": line.item_number,
        "buyer_item_number": line.buyer_item_number,
        "item_code": line.item_code,
        "quantity": decimal_text(line.quantity_micros),
        "unit": line.unit,
        "unit_price": decimal_text(line.price_micros),
        "net_cents": line.net_cents,
        "tax_category": line.category,
        "tax_rate": decimal_text(line.rate_ppm, _PERCENT),
        "order_line": line.order_line,
        "note": line.note,
        "from_on": _day(line.from_on),
        "to_on": _day(line.to_on),
        "allowances": _reductions(line.reductions, charge=False),
        "charges": _reductions(line.reductions, charge=True),
        "counts": line.counts,
    }


def decimal_text(parts: int | None, unit: int = MICRO) -> str | None:
    """A whole number of parts as an exact decimal: 1 500 000 millionths are `1.5`."""
    if parts is None:
        return None
    whole, rest = divmod(abs(parts), unit)
    digits = f"{rest:0{len(str(unit)) - 1}d}".rstrip("0")
    return f"{'-' if parts < 0 else ''}{whole}{'.' if digits else ''}{digits}"


def _day(day: Any) -> str | None:
    return day.isoformat() if day else None


def _identifier(found: Identifier | None) -> dict[str, str] | None:
    return {"scheme": found.scheme, "value": found.value} if found else None


def _reference(found: Reference) -> dict[str, Any]:
    return {"number": found.number, "on": _day(found.on)}


def _reductions(found: Iterable[Reduction], *, charge: bool) -> list[dict[str, Any]]:
    return [
        {"amount_cents": each.amount_cents, "reason": each.reason, "code": each.code}
        for each in found
        if each.charge is charge
    ]


def _tax(found: Tax) -> dict[str, Any]:
    return {
        "category": found.category,
        "rate": decimal_text(found.rate_ppm, _PERCENT),
        "basis_cents": found.basis_cents,
        "tax_cents": found.tax_cents,
        "reason": found.reason,
    }


def _means(found: Means) -> dict[str, str]:
    return {
        "code": found.code,
        "text": found.text,
        "iban": found.iban,
        "bic": found.bic,
        "account_name": found.account_name,
        "mandate": found.mandate,
    }


def _note(found: Note) -> dict[str, str]:
    return {"subject": found.subject, "text": found.text}


def _attached(found: Attached) -> dict[str, Any]:
    return {
        "name": found.name,
        "media_type": found.media_type,
        "description": found.description,
        "url": found.url,
        "size": len(found.content),
        "sha256": hashlib.sha256(found.content).hexdigest() if found.content else "",
    }
