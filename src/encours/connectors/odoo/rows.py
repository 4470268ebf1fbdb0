"""Odoo's records in the shapes of the house."""

from __future__ import annotations

from typing import Any

from encours.connectors.port import Row
from encours.connectors.values import cents_of, day_of_text, instant_of_text, text_of

REFUND = "out_refund"
SALES = ["out_invoice", REFUND]
PARTNER = (
    "name", "ref", "street", "street2", "zip", "city", "country_code", "country_id", "vat", "siret",
    "company_registry", "email", "phone", "mobile", "lang", "is_company", "function", "parent_id",
    "commercial_partner_id", "user_id", "write_date",
)  # fmt: skip
MOVE = (
    "name", "move_type", "state", "partner_id", "commercial_partner_id", "invoice_date", "invoice_date_due",
    "amount_total", "amount_residual", "currency_id", "ref", "write_date",
)  # fmt: skip
STAND = ("name", "move_type", "amount_total", "amount_residual", "currency_id")
PAYMENT = ("name", "partner_id", "amount", "currency_id", "date", "ref", "memo", "state", "write_date")
ORDER = (
    "name", "partner_id", "date_order", "amount_total", "currency_id", "client_order_ref", "invoice_status",
    "state", "write_date",
)  # fmt: skip
LEAD = (
    "name", "partner_id", "expected_revenue", "stage_id", "date_deadline", "user_id", "probability", "active",
    "company_currency", "write_date",
)  # fmt: skip
TOUCH = ("partner_id", "campaign_id", "create_date", "write_date")
_SIREN = 9
_WON = 100


def key_of(told: Any) -> int:
    """The number of a related record; 0 where there is none."""
    return int(told[0]) if isinstance(told, list) and told else 0


def name_of(told: Any) -> str:
    """The name of a related record."""
    return str(told[1]) if isinstance(told, list) and len(told) > 1 else ""


def account_of(partner: dict[str, Any]) -> str:
    """The customer's account: its reference there, else its number."""
    return text_of(partner.get("ref")) or f"O{partner['id']}"


def partner(told: dict[str, Any], account: str, owner: str = "") -> Row:
    """A customer, and who sells to it (by e-mail address); or somebody at one."""
    common = {
        "id": str(told["id"]),
        "account": account,
        "contact_email": text_of(told.get("email")),
        "contact_phone": text_of(told.get("phone")) or text_of(told.get("mobile")),
        "changed_at": instant_of_text(told.get("write_date")),
    }
    if key_of(told.get("commercial_partner_id")) not in (0, told["id"]):
        return common | {
            "contact_name": text_of(told.get("name")),
            "contact_role": text_of(told.get("function")),
        }
    street = ", ".join(text_of(told.get(part)) for part in ("street", "street2") if text_of(told.get(part)))
    number = text_of(told.get("siret")) or text_of(told.get("company_registry"))
    selling = {"owner": owner} if owner else {}
    return (
        common
        | selling
        | {
            "name": text_of(told.get("name")),
            "address": street,
            "postcode": text_of(told.get("zip")),
            "city": text_of(told.get("city")),
            "country": text_of(told.get("country_code")) or name_of(told.get("country_id")),
            "siren": number[:_SIREN] if number.replace(" ", "").isdecimal() else "",
            "vat_number": text_of(told.get("vat")),
            "regime": "" if told.get("is_company", True) else "consumer",
            "language": text_of(told.get("lang"))[:2],
        }
    )


def signed(told: dict[str, Any], name: str) -> int:
    """An amount of a move in cents; a credit note's is below zero."""
    cents = abs(cents_of(told.get(name)) or 0)
    return -cents if told.get("move_type") == REFUND else cents


def move(told: dict[str, Any], account: str) -> Row:
    """An invoice or a credit note."""
    return {
        "id": str(told["id"]),
        "account": account,
        "number": text_of(told.get("name")),
        "issued_on": day_of_text(told.get("invoice_date")),
        "due_on": day_of_text(told.get("invoice_date_due")),
        "po_number": text_of(told.get("ref")),
        "amount_cents": signed(told, "amount_total"),
        "open_cents": signed(told, "amount_residual"),
        "currency": name_of(told.get("currency_id")),
        "changed_at": instant_of_text(told.get("write_date")),
        "allocations": [],
    }


def payment(told: dict[str, Any], account: str) -> Row:
    """Money received."""
    return {
        "id": f"payment:{told['id']}",
        "account": account,
        "paid_on": day_of_text(told.get("date")),
        "amount_cents": cents_of(told.get("amount")),
        "currency": name_of(told.get("currency_id")),
        "reference": text_of(told.get("memo")) or text_of(told.get("ref")) or text_of(told.get("name")),
        "changed_at": instant_of_text(told.get("write_date")),
    }


def order(told: dict[str, Any], account: str) -> Row:
    """An order."""
    state = "cancelled" if told.get("state") == "cancel" else "open"
    return {
        "id": f"order:{told['id']}",
        "account": account,
        "number": text_of(told.get("name")),
        "ordered_on": day_of_text(told.get("date_order")),
        "amount_cents": cents_of(told.get("amount_total")),
        "currency": name_of(told.get("currency_id")),
        "label": text_of(told.get("client_order_ref")),
        "state": "invoiced" if told.get("invoice_status") == "invoiced" else state,
        "changed_at": instant_of_text(told.get("write_date")),
    }


def deal(told: dict[str, Any], account: str) -> Row:
    """An opportunity."""
    chance = int(told.get("probability") or 0)
    stage = "won" if chance >= _WON else "lost" if told.get("active") is False else "qualified"
    return {
        "id": f"deal:{told['id']}",
        "account": account,
        "deal": text_of(told.get("name")),
        "stage": stage,
        "amount_cents": cents_of(told.get("expected_revenue")),
        "currency": name_of(told.get("company_currency")),
        "closing_on": day_of_text(told.get("date_deadline")),
        "owner": name_of(told.get("user_id")),
        "changed_at": instant_of_text(told.get("write_date")),
    }


def touch(told: dict[str, Any], account: str) -> Row:
    """A customer that a campaign touched: known by both, however many leads it brought."""
    return {
        "id": f"campaign:{key_of(told.get('campaign_id'))}:{account}",
        "account": account,
        "campaign": name_of(told.get("campaign_id")),
        "from_on": day_of_text(told.get("create_date")),
        "excluded": "no",
        "changed_at": instant_of_text(told.get("write_date")),
    }
