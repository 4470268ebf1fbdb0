"""Dolibarr's objects in the shapes of the house."""

from __future__ import annotations

from typing import Any

from encours.connectors.port import Row
from encours.connectors.values import cents_of, day_of_stamp, day_of_text, instant_of_stamp, text_of

DRAFT, OPEN, PAID, ABANDONED = 0, 1, 2, 3
CREDIT_NOTE, PRO_FORMA = 2, 4
_REGIMES = {"TE_PRIVATE": "consumer", "TE_ADMIN": "public"}
_ORDERS = {-1: "cancelled", 1: "open", 2: "open", 3: "delivered"}
_SIREN = 9


def account_of(party: dict[str, Any]) -> str:
    """The customer's account: the books' own where Dolibarr has it, else its customer code, else its number."""
    for name in ("code_compta_client", "code_compta", "code_client"):
        if text_of(party.get(name)):
            return text_of(party[name])
    return f"D{party['id']}"


def customer(party: dict[str, Any], owner: str = "") -> Row:
    """A third party, with the address it is written to, and who sells to it there (by e-mail address)."""
    selling = {"owner": owner} if owner else {}
    siren = text_of(party.get("idprof1")) or text_of(party.get("idprof2"))[:_SIREN]
    return selling | {
        "id": str(party["id"]),
        "account": account_of(party),
        "name": text_of(party.get("name")),
        "address": text_of(party.get("address")).replace("\n", ", "),
        "postcode": text_of(party.get("zip")),
        "city": text_of(party.get("town")),
        "country": text_of(party.get("country_code")),
        "siren": siren,
        "vat_number": text_of(party.get("tva_intra")),
        "regime": _REGIMES.get(text_of(party.get("typent_code")), ""),
        "language": text_of(party.get("default_lang"))[:2],
        "contact_email": text_of(party.get("email")),
        "contact_phone": text_of(party.get("phone")),
        "changed_at": instant_of_stamp(party.get("date_modification")),
    }


def contact(told: dict[str, Any], account: str) -> Row:
    """Somebody at a customer."""
    return {
        "id": f"contact:{told['id']}",
        "account": account,
        "contact_name": f"{text_of(told.get('firstname'))} {text_of(told.get('lastname'))}".strip(),
        "contact_role": text_of(told.get("poste")),
        "contact_email": text_of(told.get("email") or told.get("mail")),
        "contact_phone": text_of(told.get("phone_pro")) or text_of(told.get("phone_mobile")),
        "changed_at": instant_of_stamp(told.get("date_modification")),
    }


def status_of(told: dict[str, Any]) -> int:
    """Its state; older versions name it otherwise."""
    return int(told.get("status", told.get("statut")) or 0)


def kept(told: dict[str, Any]) -> bool:
    """Whether it is a claim: neither a draft nor a pro forma."""
    return status_of(told) != DRAFT and int(told.get("type") or 0) != PRO_FORMA


def is_gone(told: dict[str, Any]) -> bool:
    """Whether the source gave it up: abandoned, or replaced by another."""
    return status_of(told) == ABANDONED


def amounts(told: dict[str, Any]) -> tuple[int, int, str]:
    """Amount, what is open of it, currency. In another currency only all or nothing is known to be open."""
    total, left = cents_of(told.get("total_ttc")) or 0, cents_of(told.get("remaintopay")) or 0
    if status_of(told) == PAID or str(told.get("paye")) == "1":
        left = 0
    foreign = text_of(told.get("multicurrency_code"))
    other = cents_of(told.get("multicurrency_total_ttc"))
    if foreign and foreign != "EUR" and other:
        return other, 0 if left == 0 else other, foreign
    low, high = min(0, total), max(0, total)
    return total, min(max(left, low), high), foreign or "EUR"


def invoice(told: dict[str, Any], account: str, zone: str) -> Row:
    """An invoice or a credit note (its amount is negative)."""
    total, left, currency = amounts(told)
    return {
        "id": str(told["id"]),
        "account": account,
        "number": text_of(told.get("ref")),
        "issued_on": day_of_stamp(told.get("date"), zone),
        "due_on": day_of_stamp(told.get("date_lim_reglement") or told.get("date_echeance"), zone),
        "po_number": text_of(told.get("ref_client") or told.get("ref_customer")),
        "amount_cents": total,
        "open_cents": left,
        "currency": currency,
        "changed_at": instant_of_stamp(told.get("date_modification") or told.get("tms")),
        "allocations": [],
    }


def payment(told: dict[str, Any], rank: int) -> Row:
    """The part of a payment that pays one invoice."""
    reference = text_of(told.get("ref")) or f"{text_of(told.get('num'))}#{rank}"
    return {
        "payment": reference,
        "amount_cents": cents_of(told.get("amount")) or 0,
        "on": day_of_text(told.get("date")),
        "reference": text_of(told.get("num")) or reference,
    }


def order(told: dict[str, Any], account: str, zone: str) -> Row:
    """An order."""
    billed = str(told.get("billed") or "0") == "1"
    return {
        "id": f"order:{told['id']}",
        "account": account,
        "number": text_of(told.get("ref")),
        "ordered_on": day_of_stamp(told.get("date") or told.get("date_commande"), zone),
        "amount_cents": cents_of(told.get("total_ttc")),
        "currency": text_of(told.get("multicurrency_code")) or "EUR",
        "label": text_of(told.get("ref_client") or told.get("ref_customer")),
        "state": "invoiced" if billed else _ORDERS.get(status_of(told), "open"),
        "changed_at": instant_of_stamp(told.get("date_modification")),
    }
