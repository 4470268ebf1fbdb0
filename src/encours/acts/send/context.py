"""The facts that a message is written from, gathered in the shape that words read."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any, cast

from encours.acts.send.accessories import Accessories
from encours.acts.send.aiming import aimed_at
from encours.acts.send.course import steps_taken, steps_to_come
from encours.acts.send.gathering import Dossier, House
from encours.acts.send.own_currencies import own_amount, own_sums
from encours.core.instalments import Part, parts
from encours.core.interest_rates import yearly_rate
from encours.core.references import NoReferenceError, creditor_reference, customer_reference
from encours.law.rates import recovery_indemnity
from encours.records.messages.models import MessageItem
from encours.records.parties.models import Creditor, Customer
from encours.records.receivables.models import Receivable
from encours.words.defaults.labels import LABELS
from encours.words.message_context import Item, MessageContext
from encours.words.terms import describe_terms

DEADLINE_DAYS = {"last": 8, "formal_notice": 8}
ABOUT = {"due_step", "overdue"}


def recipient_email(dossier: Dossier) -> str:
    """The address typed at the preview, else that of whom a statement is for, the head's, whom the step aims at."""
    typed = dossier.message.typed_recipient
    if "@" in typed and "\n" not in typed:
        return typed
    if dossier.head is not None:
        return dossier.head.contact.email
    asked = dossier.statement or dossier.request
    if asked is not None and asked.contact_id is not None:
        wanted = asked.contact_id
        return next((contact.email for contact in dossier.contacts if contact.pk == wanted), "")
    contact = aimed_at(dossier)
    return contact.email if contact else ""


def recipient_lines(dossier: Dossier) -> tuple[str, ...]:
    """The postal address as it stands in the window: typed at the preview, else the customer's; () without one."""
    typed = dossier.message.typed_recipient
    if "\n" in typed:
        return tuple(line.strip() for line in typed.splitlines() if line.strip())
    customer = dossier.customer
    doubted = "postcode_invalid" in (dossier.addressee.recipient_doubt or "")
    if doubted or not (customer.address and customer.city):
        return ()
    return (customer.name, *_address(customer))


def _address(party: Customer | Creditor) -> list[str]:
    lines = [*party.address.splitlines(), f"{party.postcode} {party.city}".strip()]
    if party.country not in {"", "FR"}:
        lines.append(party.country)
    return [line for line in lines if line]


def context_of(house: House, dossier: Dossier, claimed: Accessories, *, on: date) -> MessageContext:
    """Gather the facts of one message as of a day."""
    creditor, customer, message = house.creditor, dossier.customer, dossier.message
    about = [line for line in dossier.lines if line.role in ABOUT]
    preventive = not about or all(
        dossier.due_on(dossier.receivables[line.receivable_id]) >= on for line in about
    )
    deadline = DEADLINE_DAYS.get(message.step_code)
    context: dict[str, Any] = {
        "on": on,
        "regime": customer.regime,
        "currency": message.currency,
        "courtesy_only": message.courtesy_only or not claimed.by_item,
        "place": creditor.city,
        "invoice": _first(dossier, about, on=on),
        **_people(creditor, dossier),
        **_sums(dossier, about, on=on),
        **_claims(customer, claimed, on=on),
        "terms": _terms(house, customer, dossier.language, recall=preventive, on=on),
        "ways_to_pay": _ways(creditor),
        "reference": _reference(dossier, about),
        "dispute": {"email": creditor.sender_email, "phone": creditor.phone},
        "earlier": steps_taken(dossier, {line.receivable_id for line in about}, on=on),
        "next_steps": steps_to_come(house, dossier, on=on, until=on + timedelta(days=deadline or 0)),
        "deadline": {"days": deadline, "on": on + timedelta(days=deadline)} if deadline else None,
        "consequence": "",
        "portal": None,
        "mention": "",
    }
    return cast("MessageContext", context)


def _people(creditor: Creditor, dossier: Dossier) -> dict[str, Any]:
    customer, sender = dossier.customer, creditor.sender_name or creditor.name
    reached = {"email": creditor.sender_email, "phone": creditor.phone}
    return {
        "creditor": _party(creditor) | {"identity": _identity(creditor)},
        "customer": {
            "name": customer.name,
            "address_lines": list(recipient_lines(dossier))[1:],
            "email": recipient_email(dossier),
            "phone": "",
            "account": customer.account,
            "fields": dossier.own.of_customer(customer, dossier.language),
        },
        "signature": {"name": sender, "role": ""},
        "contact": {"name": sender, "role": "", **reached},
    }


def _sums(dossier: Dossier, about: list[MessageItem], *, on: date) -> dict[str, Any]:
    credits_ = [line for line in dossier.lines if line.role == "credit"]
    later = [line for line in dossier.lines if line.role == "not_due"]
    noticed = [line for line in dossier.lines if line.role == "noticed"]
    return {
        "items": [_item(dossier, line, on=on) for line in about],
        "not_due": [
            *(_item(dossier, line, on=on) for line in later),
            *(one for line in about for one in _to_come(dossier, line, on=on)),
        ],
        "noticed": [_item(dossier, line, on=on) for line in noticed],
        "credits": [_credit(dossier, line) for line in credits_],
        "totals": {
            "items_cents": sum(line.open_cents for line in about),
            "credits_cents": sum(line.open_cents for line in credits_),
            "unapplied_cents": dossier.message.unapplied_cents,
            "due_cents": dossier.message.total_cents,
            **own_sums(dossier, about, deducted=bool(credits_ or dossier.message.unapplied_cents)),
        },
    }


def _claims(customer: Customer, claimed: Accessories, *, on: date) -> dict[str, Any]:
    """Interest and indemnity as the message claims them; a consumer owes neither."""
    lawful = bool(claimed.by_item) and customer.regime != "consumer"
    return {
        "interest": _interest(claimed, on=on) if lawful else None,
        "indemnity": _indemnity(claimed, on=on) if lawful and claimed.indemnities else None,
    }


def _party(creditor: Creditor) -> dict[str, Any]:
    return {
        "name": creditor.name,
        "address_lines": _address(creditor),
        "email": creditor.sender_email,
        "phone": creditor.phone,
    }


def _identity(creditor: Creditor) -> list[str]:
    said = (
        creditor.legal_form,
        f"SIREN {creditor.siren}" if creditor.siren else "",
        creditor.rcs,
        creditor.vat_number,
    )
    return [line for line in said if line]


def _item(dossier: Dossier, line: MessageItem, *, on: date) -> Item:
    receivable = dossier.receivables[line.receivable_id]
    item = dossier.items.get(line.receivable_id)
    position = line.position or (item.delivered_position if item else 0)
    step = dossier.scenario.step(position)
    order, due_on = receivable.po_number, dossier.due_on(receivable)
    told: Item = {
        "number": receivable.number,
        "issued_on": receivable.issued_on,
        "due_on": due_on,
        "due_assumed": receivable.due_source == "assumed",
        "days_late": (on - due_on).days,
        "amount_cents": receivable.amount_cents,
        "open_cents": line.open_cents,
        "step_code": step.code if step else "",
        "fields": dossier.own.of_invoice(receivable, dossier.language),
    }
    if order:
        told["order_number"] = order
    due = [part for part in _parts(dossier, receivable) if part.left_cents and part.due_on <= max(on, due_on)]
    if due:
        told["instalments"] = [
            {"due_on": part.due_on, "open_cents": part.left_cents, "days_late": (on - part.due_on).days}
            for part in due
        ]
    if (own := own_amount(dossier, line)) is not None:
        told["own"] = {
            "currency": own.currency,
            "amount_cents": own.amount_cents,
            "open_cents": own.open_cents,
        }
    if step is not None and step.formal:
        told["basis"] = LABELS[dossier.language]["invoiced_sale"]
    return told


def _parts(dossier: Dossier, receivable: Receivable) -> list[Part]:
    plan, item = dossier.plans.get(receivable.pk), dossier.items.get(receivable.pk)
    return parts(plan, item.open_cents) if plan and item else []


def _to_come(dossier: Dossier, line: MessageItem, *, on: date) -> list[Item]:
    """The instalments of an invoice that are not due yet, each a line of its own among what is to come."""
    receivable = dossier.receivables[line.receivable_id]
    after = max(on, dossier.due_on(receivable))
    whole = _item(dossier, line, on=on)
    whole.pop("instalments", None)
    whole.pop("own", None)
    return [
        {
            **whole,
            "due_on": part.due_on,
            "days_late": (on - part.due_on).days,
            "amount_cents": part.amount_cents,
            "open_cents": part.left_cents,
            "step_code": "",
        }
        for part in _parts(dossier, receivable)
        if part.left_cents and part.due_on > after
    ]


def _first(dossier: Dossier, about: list[MessageItem], *, on: date) -> Item | None:
    """The invoice that a message speaks of first; None in one that speaks of none."""
    return _item(dossier, about[0], on=on) if about else None


def _credit(dossier: Dossier, line: MessageItem) -> dict[str, Any]:
    receivable = dossier.receivables[line.receivable_id]
    return {"number": receivable.number, "issued_on": receivable.issued_on, "open_cents": line.open_cents}


def _interest(claimed: Accessories, *, on: date) -> dict[str, Any]:
    return {
        "amount_cents": claimed.interest_cents,
        "daily_cents": claimed.daily_cents,
        "through_on": on,
        "rate": claimed.rate(),
    }


def _indemnity(claimed: Accessories, *, on: date) -> dict[str, Any]:
    return {
        "amount_cents": claimed.indemnity_cents,
        "each_cents": recovery_indemnity(on=on).value,
        "invoices": claimed.indemnities,
    }


def _terms(house: House, customer: Customer, language: str, *, recall: bool, on: date) -> dict[str, Any]:
    creditor = house.creditor
    own = customer.terms_days is not None
    days = customer.terms_days if customer.terms_days is not None else creditor.terms_days
    mode = customer.terms_mode or "net" if own else creditor.terms_mode
    sure = customer.regime != "consumer" and customer.regime_source != "assumed"
    rate = None
    if recall and sure:
        told = yearly_rate(customer.regime, on=on, starts_on=on, rules=house.rules)  # type: ignore[arg-type]
        rate = Decimal(told.bps) / 100 if told.confirmed else None
    return {
        "description": describe_terms(days, mode, language),
        "recall": recall and rate is not None,
        "rate": rate,
        "indemnity_cents": recovery_indemnity(on=on).value,
    }


def _ways(creditor: Creditor) -> list[dict[str, str]]:
    if creditor.iban:
        return [{"kind": "transfer", "iban": creditor.iban, "bic": creditor.bic, "holder": creditor.name}]
    return []


def _reference(dossier: Dossier, about: list[MessageItem]) -> str:
    """One invoice is paid under its own reference, several under the customer's."""
    try:
        if len(about) == 1:
            return creditor_reference(dossier.receivables[about[0].receivable_id].number)
        return customer_reference(dossier.customer.account)
    except NoReferenceError:
        return dossier.customer.account
