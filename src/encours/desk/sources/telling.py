"""What each source says of an invoice or a customer, where they differ, and which is believed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet
from django.utils.translation import get_language

from encours.core.merging import FIELDS as COLUMNS
from encours.core.provenance import CUSTOMER_FIELDS, FIELDS, customer_word
from encours.desk.telling import terms_name
from encours.desk.visits import Visit
from encours.records.parties.models import Customer
from encours.records.prepared import prepared
from encours.records.provenance.models import CustomerTold, Told
from encours.records.quality.models import ToldAmount
from encours.records.receivables.models import Receivable
from encours.words.amounts import money
from encours.words.days import day
from encours.words.languages import nearest
from encours.words.sources import field_name, source_name


@dataclass(frozen=True, slots=True)
class Said:
    """One word of one source."""

    field: str
    source: str
    value: str
    believed: bool


def said_of(row: Receivable) -> list[Said]:
    """Field by field, who says what; nothing where all agree."""
    language = nearest(get_language())
    standing = {"due_on": row.due_on.isoformat(), "po_number": row.po_number}
    told = sorted(_told_of_invoice(row.pk), key=lambda one: (FIELDS.index(one.field), one.source))
    rows = [
        Said(
            field_name(one.field),
            source_name(one.source),
            day(date.fromisoformat(one.value), language) if one.field == "due_on" else one.value,
            one.value == standing[one.field],
        )
        for one in told
    ]
    amounts = [one for one in _amounts_told(row.pk) if one.amount_cents != row.amount_cents]
    said = [("ledger", row.amount_cents, row.currency, True)] if amounts else []
    said += [(one.source, one.amount_cents, one.currency, False) for one in amounts]
    rows += [
        Said(field_name("amount"), source_name(source), money(cents, currency, language), believed)
        for source, cents, currency, believed in said
    ]
    return rows


@prepared
def _told_of_invoice(key: int) -> QuerySet[Told]:
    return Told.objects.filter(receivable=key)


@prepared
def _amounts_told(key: int) -> QuerySet[ToldAmount]:
    return ToldAmount.objects.filter(receivable=key)


_CLASSES = {"address": "personal", "terms": "pricing"}


def said_of_customer(row: Customer, visit: Visit) -> list[Said]:
    """Field by field, who says what of a customer, as far as this person sees it; nothing where one alone speaks."""
    facts = {name: getattr(row, name) for names in COLUMNS.values() for name in ("account", *names)}
    told = sorted(
        _told(row.pk),
        key=lambda one: (CUSTOMER_FIELDS.index(one.field), one.source),
    )
    return [
        Said(
            field_name(one.field),
            source_name(one.source),
            _worded(one.field, one.value),
            one.value == customer_word(one.field, facts),
        )
        for one in told
        if one.field not in _CLASSES or visit.shows(_CLASSES[one.field])
    ]


@prepared
def _told(key: int) -> QuerySet[CustomerTold]:
    return CustomerTold.objects.filter(customer=key)


def _worded(field: str, value: str) -> str:
    if field == "terms":
        days, mode = value.split(" ", 1)
        return terms_name(int(days), mode)
    return ", ".join(part for part in value.split("\n") if part)
