"""What the electronic invoice says, on the page of the invoice: its sums, its terms, what differs."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from encours.core.einvoice.comparing import Said, differences
from encours.core.einvoice.documents import Instalment
from encours.core.einvoice.instalments import Left, covered
from encours.core.numbers import number_key
from encours.core.references import grouped
from encours.records.prepared import prepared
from encours.records.receivables.models import ElectronicInvoice, Receivable
from encours.words.amounts import money
from encours.words.days import day
from encours.words.einvoices import means_name, subject_name
from encours.words.languages import nearest

_SHOWN = 100
_WARNED = 3


@dataclass(frozen=True, slots=True)
class Electronic:
    """The last document told of the invoice, and what each document says otherwise."""

    row: ElectronicInvoice
    told: Mapping[str, Any]
    means: list[tuple[str, str]]  # what, and to which account
    notes: list[tuple[str, str]]
    corrected: list[tuple[str, int | None]]  # number, and its key where it is known
    cautions: list[str]
    instalments: list[Left]


def told_of(row: Receivable) -> Electronic | None:
    """What electronic documents say of this invoice; None when none told it. Three queries at most."""
    documents = _documents(row.pk)
    if not documents:
        return None
    language = nearest(get_language())
    last = documents[0]
    told = json.loads(last.told)
    return Electronic(
        row=last,
        told=told,
        means=[_means(each) for each in told["payment_means"]],
        notes=[(subject_name(each["subject"]), each["text"]) for each in told["notes"]],
        corrected=_corrected(row, told),
        instalments=_instalments(row, told),
        cautions=list(
            dict.fromkeys(each for document in documents for each in _cautions(row, document, language))
        ),
    )


@prepared
def _documents(receivable: int) -> QuerySet[ElectronicInvoice]:
    return ElectronicInvoice.objects.filter(receivable=receivable).order_by("-pk")[:_WARNED]


def _instalments(row: Receivable, told: Mapping[str, Any]) -> list[Left]:
    """The several due dates that the document tells, and what is left of each."""
    found = [
        Instalment(date.fromisoformat(each["due_on"]), each["amount_cents"])
        for each in told.get("instalments", [])
    ]
    return covered(found, abs(row.amount_cents - row.open_cents))


def _means(told: Mapping[str, str]) -> tuple[str, str]:
    return means_name(told["code"]) or told["text"], grouped(told["iban"])


def _corrected(row: Receivable, told: Mapping[str, Any]) -> list[tuple[str, int | None]]:
    """The invoices that the document follows, with a way to those that are known."""
    numbers = [each["number"] for each in told["preceding"]][:_SHOWN]
    if not numbers:
        return []
    keys = {number: number_key(number) for number in numbers}
    known = Receivable.objects.filter(customer_id=row.customer_id, number_key__in=keys.values())
    found = {key: pk for pk, key in known.exclude(pk=row.pk).values_list("pk", "number_key")}
    return [(number, found.get(keys[number])) for number in numbers]


def _cautions(row: Receivable, document: ElectronicInvoice, language: str) -> list[str]:
    books = Said(row.amount_cents, row.currency, row.issued_on, row.due_on)
    said = Said(document.owed_cents, document.currency, document.issued_on, document.due_on)
    return [_caution(code, row, document, language) for code in differences(books, said)]


def _caution(code: str, row: Receivable, document: ElectronicInvoice, language: str) -> str:
    if code in {"amount", "currency"}:
        return _(
            "La facture électronique est de %(told)s, la comptabilité dit %(known)s : comparez avant de relancer."
        ) % {
            "told": money(document.owed_cents, document.currency, language),
            "known": money(row.amount_cents, row.currency, language),
        }
    told, known = (document.due_on, row.due_on) if code == "due_on" else (document.issued_on, row.issued_on)
    sentence = {
        "due_on": _("La facture électronique est à échéance du %(told)s, le dossier retient le %(known)s."),
        "issued_on": _("La facture électronique est datée du %(told)s, la comptabilité dit le %(known)s."),
    }[code]
    return sentence % {"told": day(told, language) if told else "–", "known": day(known, language)}
