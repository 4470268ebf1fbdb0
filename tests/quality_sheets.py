"""A clean book for tests of quality: sheets of customers, contacts, items and payments, and what is found in them."""

from __future__ import annotations

from datetime import date
from typing import Any

import polars as pl

from encours.core.quality import assessed
from encours.core.quality.shapes import ContactSheet, CustomerSheet, ItemSheet, PaymentSheet

ON = date(2026, 11, 18)


def a_customer(key: int, **told: Any) -> dict[str, Any]:
    clean = {
        "customer_id": key,
        "account": f"411{key:05}",
        "name": f"Maison {chr(64 + key) * 6}",
        "siren": "",
        "vat_number": "",
        "address": "1 rue Haute",
        "postcode": "59000",
        "city": "Lille",
        "country": "FR",
        "regime": "b2b",
        "regime_assumed": False,
        "terms_told": True,
        "ordered": True,
        "proved": True,
        "terms_days": 30,
        "terms_mode": "net",
    }
    return {**clean, **told}


def a_contact(customer: int, **told: Any) -> dict[str, Any]:
    clean = {
        "contact_id": 100 + customer,
        "customer_id": customer,
        "email": f"compta{customer}@client.example",
        "phone": "03 20 00 00 00",
        "role": "accounts_payable",
    }
    return {**clean, **told}


def an_item(key: int, customer: int = 1, **told: Any) -> dict[str, Any]:
    clean = {
        "receivable_id": key,
        "customer_id": customer,
        "kind": "invoice",
        "number": f"F-{key}",
        "issued_on": date(2026, 10, 1),
        "due_on": date(2026, 10, 31),
        "due_assumed": False,
        "amount_cents": 10_000,
        "open_cents": 10_000,
        "currency": "EUR",
        "told_cents": None,
        "told_due_on": None,
        "twin": False,
    }
    return {**clean, **told}


def judged(
    customers: list[dict[str, Any]],
    contacts: list[dict[str, Any]] | None = None,
    items: list[dict[str, Any]] | None = None,
    payments: list[dict[str, Any]] | None = None,
    **told: Any,
) -> Any:
    def frame(rows: list[dict[str, Any]] | None, shape: Any) -> pl.DataFrame:
        return pl.DataFrame(rows or [], schema=shape.create_empty().schema, orient="row")

    people = contacts if contacts is not None else [a_contact(one["customer_id"]) for one in customers]
    return assessed(
        frame(customers, CustomerSheet),
        frame(people, ContactSheet),
        frame(items, ItemSheet),
        frame(payments, PaymentSheet),
        on=ON,
        **told,
    )
