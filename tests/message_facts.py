"""One message's facts, invented, to be changed by each test that needs them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from encours.words.course import taken

REFERENCE = "RF86F2026000123"
IBAN = "FR7630006000011234567890189"


def item(number: str = "F2026-0123", **changes: Any) -> dict[str, Any]:
    """An invoice of 1 234,50 €, fifty-one days late."""
    return {
        "number": number,
        "issued_on": date(2026, 9, 1),
        "due_on": date(2026, 10, 1),
        "due_assumed": False,
        "days_late": 51,
        "amount_cents": 123_450,
        "open_cents": 123_450,
        "step_code": "friendly",
        "order_number": "4500-77",
        "basis": "",
        **changes,
    }


def facts(**changes: Any) -> dict[str, Any]:
    """A message of 21 November 2026 from a joinery of Lyon to a bakery of Grenoble."""
    return {
        "on": date(2026, 11, 21),
        "regime": "b2b",
        "currency": "EUR",
        "courtesy_only": False,
        "place": "Lyon",
        "creditor": {
            "name": "Ateliers Morvan SAS",
            "address_lines": ["12 rue des Forges", "69003 Lyon"],
            "email": "compta@morvan.example",
            "phone": "04 00 00 00 01",
            "identity": ["SAS au capital de 50 000 €", "RCS Lyon 123 456 782", "TVA FR12123456782"],
        },
        "customer": {
            "name": "Boulangerie Dupré SARL",
            "address_lines": ["Madame la gérante", "ZA des Chênes", "14 rue du Moulin", "38000 GRENOBLE"],
            "email": "dupre@client.example",
            "phone": "",
            "account": "411DUPRE",
        },
        "signature": {"name": "Claire Martin", "role": "Responsable du recouvrement"},
        "contact": {
            "name": "Claire Martin",
            "role": "Recouvrement",
            "email": "claire.martin@morvan.example",
            "phone": "04 00 00 00 02",
        },
        "items": [item(), item("F2026-0130", step_code="firm", order_number="", open_cents=100_000)],
        "not_due": [],
        "noticed": [],
        "credits": [],
        "totals": {"items_cents": 223_450, "credits_cents": 0, "unapplied_cents": 0, "due_cents": 223_450},
        "interest": None,
        "indemnity": None,
        "terms": {
            "description": "30 jours fin de mois",
            "recall": True,
            "rate": Decimal("12.15"),
            "indemnity_cents": 4_000,
        },
        "ways_to_pay": [
            {"kind": "transfer", "iban": IBAN, "bic": "AGRIFRPP", "holder": "Ateliers Morvan SAS"},
            {"kind": "cheque", "order": "Ateliers Morvan SAS", "address": "12 rue des Forges, 69003 Lyon"},
        ],
        "reference": REFERENCE,
        "dispute": {"email": "litiges@morvan.example", "phone": "04 00 00 00 03"},
        "earlier": [],
        "next_steps": [],
        "deadline": None,
        "consequence": "",
        "portal": None,
        "mention": "",
        **changes,
    }


def formal_notice_facts(language: str = "fr", **changes: Any) -> dict[str, Any]:
    """The same bakery, after three reminders: all that a formal notice must say."""
    return (
        facts(
            items=[
                item(step_code="formal_notice", basis="Livraison du 28 août 2026"),
                item(
                    "F2026-0130",
                    step_code="formal_notice",
                    basis="Contrat du 3 mars 2025",
                    open_cents=100_000,
                ),
            ],
            interest={
                "amount_cents": 3_795,
                "daily_cents": 74,
                "through_on": date(2026, 11, 21),
                "rate": Decimal("12.15"),
            },
            indemnity={"amount_cents": 8_000, "each_cents": 4_000, "invoices": 2},
            earlier=[
                taken(date(2026, 10, 5), "friendly", "friendly", "email", language),
                taken(date(2026, 10, 16), "firm", "firm", "email", language),
                taken(date(2026, 11, 2), "last", "last", "letter", language),
            ],
            deadline={"days": 10, "on": date(2026, 12, 1)},
            mention="Lettre recommandée avec avis de réception",
        )
        | changes
    )
