"""Promotions told by a table: new ones are added, known ones follow what the file says."""

from __future__ import annotations

from datetime import date
from typing import Any

import polars as pl

from encours.acts.import_file.table_sales import store
from encours.core.promotions import DEFAULT
from encours.records.contracts.models import Promotion
from encours.records.history.writing import Record
from encours.records.merging.reading import accounts

_SAID = ("until_on", "rate_bps", "amount_cents", "currency", "basis", "items")


def write_promotions(record: Record, rows: pl.DataFrame, *, on: date) -> dict[str, Any]:
    """Keyed by customer, name and first day; of an unknown customer, or giving nothing, it is left aside."""
    del on  # a promotion bears its own days
    customers = accounts(record.creditor.pk)
    last = rows.unique(["account", "promotion", "from_on"], keep="last", maintain_order=True)
    told = [row for row in last.iter_rows(named=True) if row["account"] in customers and _gives(row)]
    mine = Promotion.objects.filter(
        creditor=record.creditor, customer_id__in={customers[row["account"]] for row in told}
    )
    known = {(one.customer_id, one.name, one.from_on): one for one in mine}
    new, changed = [], []
    for row in told:
        key = (customers[row["account"]], row["promotion"], row["from_on"])
        said = _said(row)
        before = known.get(key)
        if before is None:
            given = {"currency": record.creditor.currency, "basis": DEFAULT, "items": ""}
            new.append(Promotion(customer_id=key[0], name=key[1], from_on=key[2], **{**given, **said}))
        elif any(getattr(before, name) != value for name, value in said.items()):
            changed.append((before, said))
    store(record, Promotion, new, changed, _SAID)
    record.untouched |= {row.customer_id for row in (*new, *(row for row, _ in changed))}
    return {"new": len(new), "changed": len(changed), "unknown": len(last) - len(told)}


def _gives(row: dict[str, Any]) -> bool:
    """Whether it can be kept: a rate or an amount, one alone, and days in their order."""
    one = bool(row["rate_bps"]) != bool(row["amount_cents"])
    positive = (row["amount_cents"] or 0) >= 0
    return one and positive and (row["until_on"] is None or row["until_on"] >= row["from_on"])


def _said(row: dict[str, Any]) -> dict[str, Any]:
    """What the file says; a rate takes the place of an amount, and an amount that of a rate."""
    said = {name: row[name] for name in _SAID if row[name]}
    return {"rate_bps": None, "amount_cents": None} | said
