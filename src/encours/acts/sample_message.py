"""An invented message on which a template is tried and shown when no real proposal is at hand."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any, cast

from encours.acts.send.own_words import sample_words
from encours.records.fields.models import Field
from encours.words.course import coming, taken
from encours.words.group_messages import Part
from encours.words.message_context import Earlier, MessageContext, NextStep

_ON = date(2026, 11, 20)
_IBAN = "FR7630006000011234567890189"


def sample_message(step_code: str, language: str = "fr", fields: Sequence[Field] = ()) -> MessageContext:
    """Return the facts of a message of this step, from a company and to a customer that do not exist.

    Fields of the creditor's own are given, each with an invented value.
    """
    preventive = step_code == "preventive"
    due_on = date(2026, 11, 27) if preventive else date(2026, 10, 1)
    claims = step_code in {"firm", "last", "formal_notice"}
    context: dict[str, Any] = {
        "on": _ON,
        "regime": "b2b",
        "currency": "EUR",
        "courtesy_only": not claims,
        "place": "Nantes",
        "creditor": _party("Menuiserie Exemple SAS", "3 quai des Essais", "44000 Nantes")
        | {"identity": ["SAS", "RCS Nantes"]},
        "customer": _party("Client Exemple SARL", "8 rue du Modèle", "35000 Rennes")
        | {"account": "411EXEMPLE", "fields": sample_words(fields, "customer", language)},
        "signature": {"name": "Camille Exemple", "role": ""},
        "contact": {"name": "Camille Exemple", "role": "", "email": "compta@exemple.invalid", "phone": ""},
        "items": [_item("F-2026-101", step_code, due_on), _item("F-2026-117", step_code, due_on)],
        "not_due": [],
        "noticed": [],
        "credits": [],
        "totals": {"items_cents": 246_900, "credits_cents": 0, "unapplied_cents": 0, "due_cents": 246_900},
        "interest": _interest() if claims else None,
        "indemnity": {"amount_cents": 8_000, "each_cents": 4_000, "invoices": 2} if claims else None,
        "terms": {
            "description": "30 days" if language == "en" else "30 jours",
            "recall": preventive,
            "rate": Decimal("12.15"),
            "indemnity_cents": 4_000,
        },
        "ways_to_pay": [{"kind": "transfer", "iban": _IBAN, "bic": "", "holder": "Menuiserie Exemple SAS"}],
        "reference": "RF18539007547034",
        "dispute": {"email": "compta@exemple.invalid"},
        "earlier": _earlier(step_code, language),
        "next_steps": _next(step_code, language),
        "deadline": {"days": 8, "on": date(2026, 11, 28)} if step_code in {"last", "formal_notice"} else None,
        "consequence": "",
        "portal": None,
        "mention": "",
    }
    return _with_fields(context, fields, language)


def sample_group(language: str = "fr", fields: Sequence[Field] = ()) -> tuple[str, tuple[Part, ...]]:
    """The name of a group that does not exist, and what two of its companies owe: one late, one soon due."""
    late, soon = (sample_message(step, language, fields) for step in ("friendly", "preventive"))
    other = {**soon["customer"], "name": "Filiale Exemple SARL", "account": "411FILIALE"}
    told = cast("MessageContext", {**soon, "customer": other, "reference": "RF02411FILIALE"})
    return "Exemple", (Part(late, coming=False), Part(told, coming=True))


def _with_fields(context: dict[str, Any], fields: Sequence[Field], language: str) -> MessageContext:
    """The fields of each invoice, and the first invoice."""
    for item in context["items"]:
        item["fields"] = sample_words(fields, "invoice", language)
    return cast("MessageContext", {**context, "invoice": context["items"][0]})


def _earlier(step_code: str, language: str) -> list[Earlier]:
    """What was sent before: nothing before a first reminder."""
    before = {"firm": 1, "last": 2, "formal_notice": 3}.get(step_code, 0)
    days = (date(2026, 10, 5), date(2026, 10, 19), date(2026, 11, 2))
    steps = zip(days, ("friendly", "firm", "last"), strict=True)
    return [taken(on, one, one, "email", language) for on, one in list(steps)[:before]]


def _next(step_code: str, language: str) -> list[NextStep]:
    """What follows a step of the usual ladder, two weeks apart."""
    after = ("friendly", "firm", "last", "formal_notice")
    start = {"preventive": 0, "friendly": 1, "firm": 2, "last": 3}.get(step_code, len(after))
    days = (date(2026, 12, 4), date(2026, 12, 18), date(2027, 1, 4), date(2027, 1, 18))
    return [coming(on, one, one, "message", language) for on, one in zip(days, after[start:], strict=False)]


def _party(name: str, street: str, city: str) -> dict[str, Any]:
    return {"name": name, "address_lines": [street, city], "email": "compta@exemple.invalid", "phone": ""}


def _interest() -> dict[str, Any]:
    return {"amount_cents": 4_108, "daily_cents": 82, "through_on": _ON, "rate": Decimal("12.15")}


def _item(number: str, step_code: str, due_on: date) -> dict[str, Any]:
    return {
        "number": number,
        "issued_on": date(2026, 9, 1),
        "due_on": due_on,
        "due_assumed": False,
        "days_late": (_ON - due_on).days,
        "amount_cents": 123_450,
        "open_cents": 123_450,
        "step_code": step_code,
        "basis": f"Commande {number[-3:]}",
    }
