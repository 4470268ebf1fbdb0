"""A message written: its facts in words, in its customer's language, ready for a channel."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any, cast

from encours.acts.send.accessories import Accessories, accessories
from encours.acts.send.gathering import Dossier, House
from encours.channels.email import return_path
from encours.channels.letter_forms import Letter, UndeliverableError
from encours.core.formal_notice import missing_mentions
from encours.core.interest_rates import yearly_rate
from encours.core.references import NoReferenceError, creditor_reference, customer_reference
from encours.law.rates import recovery_indemnity
from encours.records.messages.models import MessageItem
from encours.records.parties.models import Creditor, Customer
from encours.words.defaults import wording
from encours.words.defaults.labels import LABELS
from encours.words.message_context import Item, MessageContext
from encours.words.messages import Rendered, render
from encours.words.terms import describe_terms

DEADLINE_DAYS = {"last": 8, "formal_notice": 8}
_ABOUT = {"due_step", "overdue"}


@dataclass(frozen=True, slots=True)
class Composed:
    """A message in words, the letter that a channel is handed, and what it claims and lacks."""

    letter: Letter
    rendered: Rendered
    accessories: Accessories
    missing: tuple[str, ...]
    recipient: str


def compose(house: House, dossier: Dossier, *, on: date, at: datetime) -> Composed:
    """Write one message as of the day `on`.

    Raises
        TemplateRefusedError: the creditor's template cannot be rendered.
    """
    claimed = accessories(house, dossier, on=on)
    context = _context(house, dossier, claimed, on=on)
    language, step = dossier.customer.language, dossier.message.step_code
    words = house.wordings.get((step, language)) or wording(step, language)
    rendered = render(step, language, words, context)
    missing = _missing(dossier, context, rendered) if _is_formal(house, step) else ()
    letter = _letter(house, dossier, rendered, on=on, at=at)
    recipient = (
        letter.recipient_email if dossier.message.channel == "email" else " / ".join(letter.recipient_lines)
    )
    return Composed(letter, rendered, claimed, missing, recipient)


def _is_formal(house: House, code: str) -> bool:
    step = house.scenario.by_code(code)
    return step is not None and step.formal


def recipient_email(dossier: Dossier) -> str:
    """The address typed at the preview, else the first contact's."""
    typed = dossier.message.typed_recipient
    if "@" in typed and "\n" not in typed:
        return typed
    return next((contact.email for contact in dossier.contacts if contact.email), "")


def recipient_lines(dossier: Dossier) -> tuple[str, ...]:
    """The postal address as it stands in the window: typed at the preview, else the customer's; () without one."""
    typed = dossier.message.typed_recipient
    if "\n" in typed:
        return tuple(line.strip() for line in typed.splitlines() if line.strip())
    customer = dossier.customer
    if not (customer.address and customer.city):
        return ()
    return (customer.name, *_address(customer))


def _address(party: Customer | Creditor) -> list[str]:
    lines = [*party.address.splitlines(), f"{party.postcode} {party.city}".strip()]
    if party.country not in {"", "FR"}:
        lines.append(party.country)
    return [line for line in lines if line]


def _letter(house: House, dossier: Dossier, rendered: Rendered, *, on: date, at: datetime) -> Letter:
    creditor, message = house.creditor, dossier.message
    sender = creditor.sender_email
    return Letter(
        key=f"{creditor.pk}-{message.pk}",
        kind=message.step_code,
        language=dossier.customer.language,
        written_at=at,
        sender_name=creditor.sender_name or creditor.name,
        recipient_name=dossier.customer.name,
        subject=rendered.subject,
        text=rendered.text,
        html=rendered.html,
        message_id=message_id(message.pk, creditor),
        sender_email=sender,
        reply_to=sender,
        return_path=return_path(sender, f"m{message.pk}") if sender else "",
        recipient_email=recipient_email(dossier),
        recipient_lines=recipient_lines(dossier),
        page=rendered.page,
    )


def message_id(key: int, creditor: Creditor) -> str:
    """The Message-ID of a message: the same for ever, so that a second sending would be seen as a double."""
    domain = creditor.sender_email.rpartition("@")[2] or "encours.invalid"
    return f"<encours.{creditor.pk}.{key}@{domain}>"


def _context(house: House, dossier: Dossier, claimed: Accessories, *, on: date) -> MessageContext:
    creditor, customer, message = house.creditor, dossier.customer, dossier.message
    about = [line for line in dossier.lines if line.role in _ABOUT]
    preventive = not about or all(dossier.receivables[line.receivable_id].due_on >= on for line in about)
    items = [_item(house, dossier, line, on=on) for line in about]
    credits_cents = sum(line.open_cents for line in dossier.lines if line.role == "credit")
    deadline = DEADLINE_DAYS.get(message.step_code)
    interest_on = claimed.by_item and customer.regime != "consumer"
    context: dict[str, Any] = {
        "on": on,
        "regime": customer.regime,
        "currency": message.currency,
        "courtesy_only": message.courtesy_only or not claimed.by_item,
        "place": creditor.city,
        "creditor": _party(creditor) | {"identity": _identity(creditor)},
        "customer": {
            "name": customer.name,
            "address_lines": list(recipient_lines(dossier))[1:],
            "email": recipient_email(dossier),
            "phone": "",
            "account": customer.account,
        },
        "signature": {"name": creditor.sender_name or creditor.name, "role": ""},
        "contact": {
            "name": creditor.sender_name or creditor.name,
            "role": "",
            "email": creditor.sender_email,
            "phone": creditor.phone,
        },
        "items": items,
        "not_due": [_item(house, dossier, line, on=on) for line in dossier.lines if line.role == "not_due"],
        "credits": [_credit(dossier, line) for line in dossier.lines if line.role == "credit"],
        "totals": {
            "items_cents": sum(line.open_cents for line in about),
            "credits_cents": credits_cents,
            "unapplied_cents": message.unapplied_cents,
            "due_cents": message.total_cents,
        },
        "interest": _interest(claimed, on=on) if interest_on else None,
        "indemnity": _indemnity(claimed, on=on) if interest_on and claimed.indemnities else None,
        "terms": _terms(house, customer, recall=preventive, on=on),
        "ways_to_pay": _ways(creditor, customer.language),
        "reference": _reference(dossier, about),
        "dispute": {"email": creditor.sender_email, "phone": creditor.phone},
        "earlier": _earlier(dossier, {line.receivable_id for line in about}, on=on),
        "deadline": {"days": deadline, "on": on + timedelta(days=deadline)} if deadline else None,
        "consequence": "",
        "portal": None,
        "mention": "",
    }
    return cast("MessageContext", context)


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


def _item(house: House, dossier: Dossier, line: MessageItem, *, on: date) -> Item:
    receivable = dossier.receivables[line.receivable_id]
    item = dossier.items.get(line.receivable_id)
    position = line.position or (item.delivered_position if item else 0)
    step = house.scenario.step(position)
    order = receivable.po_number
    told: Item = {
        "number": receivable.number,
        "issued_on": receivable.issued_on,
        "due_on": receivable.due_on,
        "due_assumed": receivable.due_source == "assumed",
        "days_late": (on - receivable.due_on).days,
        "amount_cents": receivable.amount_cents,
        "open_cents": line.open_cents,
        "step_code": step.code if step else "",
    }
    if order:
        told["order_number"] = order
    if step is not None and step.formal:
        told["basis"] = LABELS[dossier.customer.language]["invoiced_sale"]
    return told


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


def _terms(house: House, customer: Customer, *, recall: bool, on: date) -> dict[str, Any]:
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
        "description": describe_terms(days, mode, customer.language),
        "recall": recall and rate is not None,
        "rate": rate,
        "indemnity_cents": recovery_indemnity(on=on).value,
    }


def _ways(creditor: Creditor, language: str) -> list[dict[str, str]]:
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


def _earlier(dossier: Dossier, wanted: set[int], *, on: date) -> list[dict[str, Any]]:
    return [
        {"on": one.on, "step_code": one.message.step_code, "channel": one.channel}
        for one in dossier.earlier
        if one.on < on and wanted & {line.receivable_id for line in one.message.items.all()}
    ]


def _missing(dossier: Dossier, context: MessageContext, rendered: Rendered) -> tuple[str, ...]:
    interest, indemnity, deadline = context["interest"], context["indemnity"], context["deadline"]
    return tuple(
        missing_mentions(
            {
                "on": context["on"],
                "subject": rendered.subject,
                "language": dossier.customer.language,
                "regime": context["regime"],
                "creditor": context["creditor"],
                "customer": context["customer"],
                "items": context["items"],
                "principal_cents": context["totals"]["due_cents"],
                "interest_cents": interest["amount_cents"] if interest else None,
                "daily_interest_cents": interest["daily_cents"] if interest else None,
                "indemnity_cents": indemnity["amount_cents"] if indemnity else None,
                "deadline_days": deadline["days"] if deadline else None,
                "deadline_on": deadline["on"] if deadline else None,
                "ways_to_pay": context["ways_to_pay"],
                "consequence": context["consequence"] or LABELS[dossier.customer.language]["consequence"],
                "earlier": context["earlier"],
                "signature": context["signature"],
            }
        )
    )


__all__ = ["Composed", "UndeliverableError", "compose", "message_id"]
