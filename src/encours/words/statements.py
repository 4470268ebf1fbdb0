"""From a message's facts to the words of its sheet: table, totals, ways to pay, dispute, letterhead.

What comes out holds texts alone (and the figures of the QR code); `channels.letter.pages` tells its shape,
and the e-mail's text and HTML are made from the same.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from encours.words import amounts, days
from encours.words.defaults.labels import LABELS
from encours.words.message_context import Instalment, Item, MessageContext, WayToPay

Cell = list[str]


@dataclass(frozen=True, slots=True)
class _Speech:
    """One message's language and currency."""

    language: str
    currency: str

    def label(self, key: str) -> str:
        return LABELS[self.language][key]

    def money(self, cents: int, currency: str = "") -> str:
        return amounts.money(cents, currency or self.currency, self.language)


def page(context: MessageContext, language: str) -> dict[str, Any]:
    """The sheet without its flow of paragraphs."""
    speech = _Speech(language, context["currency"])
    return {
        "sender": _sender(context),
        "mention": context["mention"],
        "references": _references(context, speech),
        "dateline": _dateline(context, speech),
        "labels": {name: speech.label(name) for name in ("subject", "page")},
        "statement": _statement(context, speech),
        "payment": _payment(context, speech),
        "dispute": _dispute(context, speech),
        "signature": _signature(context),
        "footer": " · ".join([context["creditor"]["name"], *context["creditor"].get("identity", ())]),
    }


def to_pay(context: MessageContext, language: str) -> str:
    """The sum to pay: in the invoices' own currency where all are in it, with what our books say of it."""
    speech = _Speech(language, context["currency"])
    booked = speech.money(context["totals"]["due_cents"])
    payable = context["totals"].get("payable")
    if not payable:
        return booked
    return speech.label("payable") % (speech.money(payable["cents"], payable["currency"]), booked)


def _sender(context: MessageContext) -> dict[str, Any]:
    creditor = context["creditor"]
    lines = [*creditor["address_lines"], creditor["phone"], creditor["email"]]
    return {"name": creditor["name"], "lines": [line for line in lines if line]}


def _references(context: MessageContext, speech: _Speech) -> list[list[str]]:
    contact = context["contact"]
    pairs = (
        ("our_reference", context["reference"]),
        ("your_account", context["customer"].get("account", "")),
        ("contact", contact["name"]),
        ("phone", contact.get("phone", "")),
        ("email", contact.get("email", "")),
    )
    return [[speech.label(key), words] for key, words in pairs if words]


def _dateline(context: MessageContext, speech: _Speech) -> str:
    day = days.day_long(context["on"], speech.language)
    key = "dateline" if context["place"] else "dateline_bare"
    return speech.label(key) % {"place": context["place"], "day": day}


def _statement(context: MessageContext, speech: _Speech) -> dict[str, Any]:
    groups = [{"title": "", "rows": [_row(item, speech) for item in context["items"]]}]
    if context["credits"]:
        groups.append({"title": speech.label("credits"), "rows": _credit_rows(context, speech)})
    apart = (("noticed", context["noticed"]), ("not_due", context["not_due"]))
    for label, items in apart:
        if items:
            rows = [_row(item, speech) for item in items]
            groups.append({"title": speech.label(label), "rows": rows})
    shown = [*context["items"], *context["not_due"], *context["noticed"]]
    assumed = any(item["due_assumed"] for item in shown)
    columns = ("invoice", "issued", "due", "stage", "amount", "open")
    return {
        "columns": [speech.label(name) for name in columns],
        "groups": groups,
        "totals": _totals(context, speech),
        "apart": _apart(context, speech),
        "notes": [*([speech.label("assumed_note")] if assumed else []), *_of_copies(context, speech)],
    }


def _of_copies(context: MessageContext, speech: _Speech) -> list[str]:
    """Which invoices are enclosed as copies, and which copies are to be asked for."""
    copies = context.get("copies")
    if copies is None:
        return []
    told = (("copies_enclosed", copies["enclosed"]), ("copies_left_out", copies["left_out"]))
    return [speech.label(key) % ", ".join(numbers) for key, numbers in told if numbers]


def _row(item: Item, speech: _Speech) -> list[Cell]:
    """One invoice: its number over what it rests on, its due date over how late it is."""
    number = [item["number"]]
    if item.get("order_number"):
        number.append(speech.label("order") % item["order_number"])
    if item.get("basis"):
        number.append(item["basis"])
    amount, still_open = [speech.money(item["amount_cents"])], [speech.money(item["open_cents"])]
    if own := item.get("own"):
        amount.append(speech.money(own["amount_cents"], own["currency"]))
        if own["open_cents"] is not None:
            still_open.append(speech.money(own["open_cents"], own["currency"]))
    if item.get("disputed_cents"):
        still_open.append(speech.label("disputed") % speech.money(item["disputed_cents"]))
    stage = LABELS[speech.language].get(f"step_{item['step_code']}", "")
    issued = days.day(item["issued_on"], speech.language)
    return [number, [issued], _due(item, speech), [stage], amount, still_open]


def _due(item: Item, speech: _Speech) -> Cell:
    if item["due_on"] is None:
        return [speech.label("unknown_due")]
    if instalments := item.get("instalments"):
        return [part for each in instalments for part in _instalment(each, speech)]
    mark = f"\N{NO-BREAK SPACE}{speech.label('assumed_mark')}" if item["due_assumed"] else ""
    cell = [days.day(item["due_on"], speech.language) + mark]
    if item["days_late"] > 0:
        cell.append(speech.label("late") % amounts.days(item["days_late"], speech.language))
    return cell


def _instalment(part: Instalment, speech: _Speech) -> Cell:
    """One instalment that is due: its day, its amount, how late it is."""
    told = (days.day(part["due_on"], speech.language), speech.money(part["open_cents"]))
    cell = [speech.label("instalment") % told]
    if part["days_late"] > 0:
        cell.append(speech.label("late") % amounts.days(part["days_late"], speech.language))
    return cell


def _credit_rows(context: MessageContext, speech: _Speech) -> list[list[Cell]]:
    return [
        [
            [credit["number"]],
            [days.day(credit["issued_on"], speech.language)],
            [""],
            [""],
            [""],
            [speech.money(credit["open_cents"])],
        ]
        for credit in context["credits"]
    ]


def _totals(context: MessageContext, speech: _Speech) -> list[dict[str, Any]]:
    totals = context["totals"]
    deductions = [
        ("credits_total", totals["credits_cents"]),
        ("unapplied_total", -totals["unapplied_cents"]),
    ]
    lines = [(key, cents) for key, cents in deductions if cents]
    if lines:
        lines.insert(0, ("items_total", totals["items_cents"]))
    shown = [_total(speech, key, cents, strong=False) for key, cents in lines]
    own = [
        {
            "label": speech.label("own_total") % each["currency"],
            "amount": speech.money(each["cents"], each["currency"]),
            "strong": False,
        }
        for each in totals.get("own", ())
    ]
    return [*shown, _total(speech, "due_total", totals["due_cents"], strong=True), *own]


def _total(speech: _Speech, key: str, cents: int, *, strong: bool) -> dict[str, Any]:
    return {"label": speech.label(key), "amount": speech.money(cents), "strong": strong}


def _apart(context: MessageContext, speech: _Speech) -> list[dict[str, Any]]:
    """Interest and indemnity on lines of their own, never added to the principal."""
    rows = []
    interest, indemnity = context["interest"], context["indemnity"]
    if interest:
        label = [speech.label("interest") % days.day_long(interest["through_on"], speech.language)]
        if interest["rate"] is not None:
            label.append(speech.label("interest_rate") % amounts.percent(interest["rate"], speech.language))
        rows.append({"label": label, "amount": speech.money(interest["amount_cents"])})
        rows.append({"label": [speech.label("daily")], "amount": speech.money(interest["daily_cents"])})
    if indemnity:
        each = speech.label("indemnity_each") % (indemnity["invoices"], speech.money(indemnity["each_cents"]))
        label = [speech.label("indemnity"), each]
        rows.append({"label": label, "amount": speech.money(indemnity["amount_cents"])})
    return [{"title": speech.label("apart"), "rows": rows}] if rows else []


def _payment(context: MessageContext, speech: _Speech) -> dict[str, Any]:
    transfer = next((way for way in context["ways_to_pay"] if way["kind"] == "transfer"), None)
    texts = [_way(way, speech) for way in context["ways_to_pay"] if way["kind"] != "transfer"]
    return {
        "title": speech.label("pay"),
        "rows": _transfer_rows(transfer, context, speech) if transfer else [],
        "texts": texts,
        "qr_caption": speech.label("qr"),
        "qr": _qr(transfer, context) if transfer else None,
    }


def _transfer_rows(way: WayToPay, context: MessageContext, speech: _Speech) -> list[list[str]]:
    pairs = (
        ("holder", way.get("holder") or context["creditor"]["name"]),
        ("iban", _grouped(way.get("iban", ""))),
        ("bic", way.get("bic", "")),
        ("to_pay", to_pay(context, speech.language)),
        ("reference", context["reference"]),
    )
    return [[speech.label(key), words] for key, words in pairs if words]


def _qr(way: WayToPay, context: MessageContext) -> dict[str, Any] | None:
    """What the QR code says: the principal alone, in euros (EPC069-12 knows no other currency)."""
    cents = context["totals"]["due_cents"]
    other = context["currency"] != "EUR" or context["totals"].get("payable")
    if other or cents <= 0 or not way.get("iban"):
        return None
    structured = context["reference"].replace(" ", "").upper().startswith("RF")
    return {
        "name": way.get("holder") or context["creditor"]["name"],
        "iban": way["iban"],
        "bic": way.get("bic", ""),
        "amount_cents": cents,
        "reference": context["reference"].replace(" ", "") if structured else "",
        "text": "" if structured else context["reference"] or _numbers(context["items"]),
    }


def _numbers(items: Sequence[Item]) -> str:
    return " ".join(item["number"] for item in items)[:140]


def _way(way: WayToPay, speech: _Speech) -> str:
    if way["kind"] == "cheque":
        words = speech.label("cheque") % way.get("order", "")
        return f"{words}, {speech.label('cheque_to') % way['address']}" if way.get("address") else words
    key = way["kind"] if way["kind"] in {"card", "direct_debit"} else "other"
    return speech.label(key) % (way.get("url") or way.get("text", ""))


def _dispute(context: MessageContext, speech: _Speech) -> dict[str, str]:
    dispute = context["dispute"]
    text = speech.label("dispute_text") % dispute["email"]
    if dispute.get("phone"):
        text = f"{text} {speech.label('dispute_phone') % dispute['phone']}"
    return {"title": speech.label("dispute"), "text": text}


def _signature(context: MessageContext) -> dict[str, Any]:
    signature = context["signature"]
    lines = [signature["role"], context["creditor"]["name"]]
    return {"name": signature["name"], "lines": [line for line in lines if line]}


def _grouped(iban: str) -> str:
    """An IBAN in groups of four that no line may part."""
    compact = iban.replace(" ", "")
    return "\N{NO-BREAK SPACE}".join(compact[at : at + 4] for at in range(0, len(compact), 4))
