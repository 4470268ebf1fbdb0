"""Printed invoices whose truth is known: the JSON beside each PDF, else the XML it carries."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from io import BytesIO
from pathlib import Path
from typing import Any, Final

from encours.core.einvoice.documents import Document
from encours.core.einvoice.parties import compact
from encours.core.refusals import UnreadableFileError
from encours.formats.einvoice import read as read_einvoice
from encours.formats.einvoice.pdf import embedded_xml

# Names that other labelled sets give to our fields.
_NAMES: Final = {
    "invoice_number": "number", "date": "issued_on", "date_due": "due_on", "amount": "total_cents",
    "amount_untaxed": "net_cents", "amount_tax": "tax_cents", "vat": "seller_vat", "siren": "seller_siren",
}  # fmt: skip
_TOLD: Final = (
    "number", "issued_on", "due_on", "currency", "net_cents", "tax_cents", "total_cents", "seller_siren", "seller_vat",
    "iban", "buyer_siren", "buyer_vat",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Labelled:
    """A PDF and what it truly says, by field."""

    path: Path
    truth: dict[str, Any]


def labelled_in(folder: Path) -> Iterator[Labelled]:
    """The PDFs below a folder whose truth is told."""
    for path in sorted(folder.rglob("*.pdf")):
        truth = _beside(path) or _inside(path)
        if truth:
            yield Labelled(path, truth)


def _beside(path: Path) -> dict[str, Any]:
    label = path.with_suffix(".json")
    if not label.is_file():
        return {}
    told = json.loads(label.read_text("utf-8"))
    told = told[0] if isinstance(told, list) and told else told
    named = {_NAMES.get(name, name): (name, value) for name, value in dict(told).items()}
    return {
        field: _value(field, value, whole=name.endswith("_cents"))
        for field, (name, value) in named.items()
        if field in _TOLD and value not in (None, "")
    }


def _value(field: str, value: Any, *, whole: bool) -> Any:
    if field.endswith("_cents"):
        return int(value) if whole else _cents(value)
    if field.endswith("_on"):
        return date.fromisoformat(str(value))
    return str(value) if field in {"number", "currency"} else compact(str(value))


def _cents(value: Any) -> int | None:
    try:
        return int((Decimal(str(value)) * 100).to_integral_value())
    except InvalidOperation:
        return None


def _inside(path: Path) -> dict[str, Any]:
    try:
        xml = embedded_xml(path.read_bytes())
        facts: dict[str, Any] = {}
        for piece in read_einvoice(BytesIO(xml), name=f"{path.stem}.xml"):
            facts |= piece.facts
    except UnreadableFileError:
        return {}
    document: Document = facts["documents"][0]
    return {} if document.is_order else _of(document)


def _of(document: Document) -> dict[str, Any]:
    totals = document.totals
    told = {
        "number": document.number,
        "issued_on": document.issued_on,
        "due_on": document.due_on,
        "currency": document.currency,
        "net_cents": totals.net_cents,
        "tax_cents": totals.tax_cents,
        "total_cents": totals.total_cents,
        "seller_siren": document.seller.siren,
        "seller_vat": compact(document.seller.vat_number),
        "iban": next((compact(each.iban) for each in document.means if each.iban), ""),
        "buyer_siren": document.buyer.siren,
        "buyer_vat": compact(document.buyer.vat_number),
    }
    return {name: value for name, value in told.items() if value not in (None, "")}
