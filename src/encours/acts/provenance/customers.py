"""A source that says otherwise than another of one customer: both words are kept, the one believed stands."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any, Final

import polars as pl

from encours.acts.provenance.keeping import keep_last
from encours.core.merging import FIELDS as COLUMNS
from encours.core.provenance import CUSTOMER, CUSTOMER_FIELDS, believed, customer_word
from encours.records.history.models import Entry
from encours.records.history.writing import Record
from encours.records.parties.models import Customer
from encours.records.provenance.models import CustomerTold, ranking_of

Told = tuple[Customer, dict[str, Any]]
Word = tuple[int, str, str, str]  # customer, field, source, value

_ROWS: Final = {"customer_id": pl.Int64, "field": pl.String, "source": pl.String, "value": pl.String}
_NOTHING_KEPT: Final = (
    "table"  # whose word needs none kept: it is what stands for where nothing else is known
)


def weigh(record: Record, told: Sequence[Told], *, source: str) -> list[Told]:
    """What a source tells of customers already known, less what another one, better believed, says otherwise."""
    keys = [customer.pk for customer, _ in told]
    kept, people = _kept(keys), _said_by_people(customer for customer, _ in told)
    orders = ranking_of(record.creditor.pk).orders
    words: list[Word] = []
    weighed: list[Told] = []
    for customer, values in told:
        left = dict(values)
        mine = kept.get(customer.pk, {})
        for code in CUSTOMER_FIELDS:
            said = [name for name in COLUMNS[code] if name in values]
            before, after = customer_word(code, _facts(customer)), _after(code, customer, values)
            if not said or not after:
                continue
            by = _standing(mine, code, before, customer.pk in people)
            if code == "terms" and customer.terms_source == "person":
                by = "person"
            if before in ("", after):
                if (code, source) in mine or (not before and source != _NOTHING_KEPT):
                    words.append((customer.pk, code, source, after))
                continue
            words.append((customer.pk, code, source, after))
            if by != source:
                words.append((customer.pk, code, by, before))
            if not believed(orders, CUSTOMER, source, by):
                left = {name: value for name, value in left.items() if name not in said}
        weighed.append((customer, left))
    keep(record, words)
    return weighed


def spoken_by(creditor_id: int, source: str) -> set[int]:
    """Customers of whom a word of this source is kept: what it now says replaces it, be it what stands."""
    rows = CustomerTold.objects.of([creditor_id]).filter(source=source)
    return set(rows.values_list("customer_id", flat=True))


def complete(record: Record, told: Iterable[tuple[Customer, Collection[str]]], *, source: str) -> None:
    """Keep who filled the columns named, that nobody had told; the customers are as they now stand."""
    words = [
        (customer.pk, code, source, customer_word(code, _facts(customer)))
        for customer, names in told
        for code in CUSTOMER_FIELDS
        if set(COLUMNS[code]) & set(names)
    ]
    keep(record, [word for word in words if word[3]])


def person_says(record: Record, customer: Customer, names: Collection[str]) -> None:
    """A person's word on what it changed: files that come later do not overrule it."""
    complete(record, [(customer, names)], source="person")


def keep(record: Record, words: Sequence[Word]) -> None:
    """Keep the last word of each source; what it said before gives way."""
    if words:
        said = pl.DataFrame(list(words), schema=_ROWS, orient="row")
        keep_last(record, CustomerTold, said, subject="customer_id")


def _kept(keys: Sequence[int]) -> dict[int, dict[tuple[str, str], str]]:
    found: dict[int, dict[tuple[str, str], str]] = {}
    rows = CustomerTold.objects.filter(customer__in=keys).values_list(
        "customer_id", "field", "source", "value"
    )
    for key, field, source, value in rows:
        found.setdefault(key, {})[field, source] = value
    return found


def _said_by_people(customers: Iterable[Customer]) -> set[int]:
    """Customers whose sheet a person was the last to write: what stands there was looked at."""
    entries = {customer.pk: customer.entry_id for customer in customers if customer.entry_id}
    edits = set(
        Entry.objects.filter(pk__in=set(entries.values()), act="edit_customer").values_list("pk", flat=True)
    )
    return {key for key, entry in entries.items() if entry in edits}


def _standing(mine: Mapping[tuple[str, str], str], code: str, before: str, by_person: bool) -> str:
    """Who said what stands: whose kept word it is, else whoever wrote the sheet last."""
    said = [source for (field, source), value in mine.items() if field == code and value == before]
    if said:
        return "person" if "person" in said else said[0]
    return "person" if by_person else _NOTHING_KEPT


def _after(code: str, customer: Customer, values: Mapping[str, Any]) -> str:
    facts = _facts(customer) | {name: value for name, value in values.items() if value is not None}
    if "terms_days" in values:
        facts["terms_source"] = "file"
    return customer_word(code, facts)


def _facts(customer: Customer) -> dict[str, Any]:
    names = (name for code in CUSTOMER_FIELDS for name in COLUMNS[code])
    return {name: getattr(customer, name) for name in ("account", *names)}
