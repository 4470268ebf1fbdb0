"""Pennylane's objects in the shapes of the house."""

from __future__ import annotations

import re
from typing import Any

from encours.connectors.port import Row, Stand
from encours.connectors.values import cents_of, day_of_text, instant_of_text, text_of

_ASIDE = {"draft", "proforma", "shipping_order", "purchasing_order", "incomplete"}
_OURS = re.compile(r"\benc-[0-9a-f]{16}\b")
_TERMS = re.compile(r"^(\d+)_days(_end_of_month)?$")


def account_of(customer: dict[str, Any]) -> str:
    """The customer's account: its reference there, else its number."""
    return text_of(customer.get("reference")) or f"P{customer['id']}"


def customer(told: dict[str, Any]) -> list[Row]:
    """A customer, and each of its addresses."""
    account, place = account_of(told), told.get("billing_address") or {}
    emails = [text_of(one) for one in told.get("emails") or []] or [""]
    terms = _TERMS.match(text_of(told.get("payment_conditions")))
    first = {
        "id": str(told["id"]),
        "account": account,
        "name": text_of(told.get("name")),
        "address": text_of(place.get("address")).replace("\n", ", "),
        "postcode": text_of(place.get("postal_code")),
        "city": text_of(place.get("city")),
        "country": text_of(place.get("country_alpha2")),
        "siren": text_of(told.get("reg_no")),
        "vat_number": text_of(told.get("vat_number")),
        "regime": "consumer" if told.get("customer_type") == "individual" else "",
        "language": text_of(told.get("billing_language"))[:2],
        "terms_days": int(terms[1]) if terms else None,
        "terms_mode": ("days_then_eom" if terms[2] else "net") if terms else "",
        "contact_name": text_of(told.get("recipient")),
        "contact_email": emails[0],
        "contact_phone": text_of(told.get("phone")),
        "changed_at": instant_of_text(told.get("updated_at")),
    }
    others = [
        {"id": f"{told['id']}#{email}", "account": account, "contact_email": email,
         "changed_at": first["changed_at"]}
        for email in emails[1:]
    ]  # fmt: skip
    return [first, *others]


def kept(told: dict[str, Any]) -> bool:
    """Whether it is a claim or a credit."""
    return not told.get("draft") and text_of(told.get("status")) not in _ASIDE


def is_gone(told: dict[str, Any]) -> bool:
    """Whether it was given up there."""
    return text_of(told.get("status")) in {"cancelled", "archived"} and not told.get("paid")


def is_credit(told: dict[str, Any]) -> bool:
    """Whether it is a credit note."""
    return bool(told.get("credited_invoice")) or text_of(told.get("status")) == "credit_note"


def stand(told: dict[str, Any]) -> Stand:
    """How it stands: a credit note is below zero, what is paid is not open."""
    sign = -1 if is_credit(told) else 1
    total = abs(cents_of(told.get("currency_amount")) or 0)
    left = cents_of(told.get("remaining_amount_with_tax"))
    open_cents = 0 if told.get("paid") else min(abs(left), total) if left is not None else total
    number = text_of(told.get("invoice_number"))
    return Stand(
        str(told["id"]), number, sign * total, sign * open_cents, text_of(told.get("currency")) or "EUR"
    )


def invoice(told: dict[str, Any], account: str) -> Row:
    """An invoice or a credit note."""
    here = stand(told)
    return {
        "id": here.id,
        "account": account,
        "number": here.number,
        "issued_on": day_of_text(told.get("date")),
        "due_on": day_of_text(told.get("deadline")),
        "po_number": "",
        "amount_cents": here.amount_cents,
        "open_cents": here.open_cents,
        "currency": here.currency,
        "changed_at": instant_of_text(told.get("updated_at")),
        "allocations": [],
    }


def reference_of(transaction: dict[str, Any]) -> str:
    """The label of a transaction; of one that we wrote there, its key alone."""
    label = text_of(transaction.get("label"))
    ours = _OURS.search(label)
    return ours[0] if ours else label
