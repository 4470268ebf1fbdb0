"""What several sources said of customers, weighed anew under another ranking."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl

from encours.acts.apply_terms import apply_terms, terms_dates
from encours.acts.quality.assess import look_again
from encours.core.merging import FIELDS as COLUMNS
from encours.core.provenance import CUSTOMER, customer_facts, customer_word, order_of
from encours.core.searching import search_key
from encours.records.frames.past import supersede
from encours.records.history.writing import Record
from encours.records.parties.models import Customer
from encours.records.provenance.models import CustomerTold

_FIELDS = ("name", "siren", "vat_number", "address", "postcode", "city", "country", "language")
_TERMS = ("terms_days", "terms_mode", "terms_source")


def weigh_again(record: Record, orders: Mapping[str, Sequence[str]]) -> int:
    """Give customers the word of the source best believed of those kept; return how many changed."""
    best = _best(record.creditor.pk, orders)
    rows = Customer.objects.filter(pk__in={customer for customer, _ in best}).order_by("pk")
    changed: dict[int, dict[str, Any]] = {}
    known = {row.pk: row for row in rows}
    for (key, code), (source, word) in best.items():
        row = known[key]
        facts = {name: getattr(row, name) for name in ("account", *COLUMNS[code])}
        by_person = code == "terms" and row.terms_source == "person" and source != "person"
        if customer_word(code, facts) not in ("", word) and not by_person:
            given = customer_facts(code, word)
            if source == "person" and code == "terms":
                given["terms_source"] = "person"
            changed.setdefault(key, {}).update(given)
    if not changed:
        return 0
    _write(record, [known[key] for key in sorted(changed)], changed)
    return len(changed)


def _best(creditor_id: int, orders: Mapping[str, Sequence[str]]) -> dict[tuple[int, str], tuple[str, str]]:
    rank = {source: place for place, source in enumerate(order_of(orders, CUSTOMER))}
    rows = CustomerTold.objects.of([creditor_id]).values_list("customer_id", "field", "source", "value")
    schema = {"customer": pl.Int64, "field": pl.String, "source": pl.String, "value": pl.String}
    told = pl.DataFrame(list(rows), schema=schema, orient="row")
    ranked = told.with_columns(rank=pl.col("source").replace_strict(rank, return_dtype=pl.Int64))
    best = ranked.sort("rank").unique(["customer", "field"], keep="first", maintain_order=True)
    return {(key, code): (source, word) for key, code, source, word, _ in best.iter_rows()}


def _write(record: Record, rows: Sequence[Customer], changed: Mapping[int, Mapping[str, Any]]) -> None:
    keys = [row.pk for row in rows]
    before = terms_dates(record.creditor, keys)
    supersede(Customer, keys, at=record.at)
    for row in rows:
        for name, value in changed[row.pk].items():
            setattr(row, name, value)
        row.entry, row.recorded_at, row.version = record.entry, record.at, row.version + 1
        row.search_key = search_key(row.name, row.account, row.siren)
    names = [*_FIELDS, *_TERMS, "entry", "recorded_at", "version", "search_key"]
    Customer.objects.bulk_update(rows, names, batch_size=500)
    record.wrote(Customer, rows)
    apply_terms(record, before, terms_dates(record.creditor, keys))
    look_again(record, keys)
