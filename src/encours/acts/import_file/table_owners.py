"""Who follows each customer, told by a table: people who work here and portfolios that are open, by their names."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from typing import Any

import polars as pl

from encours.acts.noticing import members
from encours.acts.organise import Given, give
from encours.records.history.writing import Record
from encours.records.merging.reading import accounts
from encours.records.people.models import User
from encours.records.work.models import Portfolio


def write_owners(record: Record, rows: pl.DataFrame, *, on: date) -> dict[str, Any]:
    """Give customers to the people and portfolios named; a row naming nobody known is left aside and counted."""
    customers = accounts(record.creditor.pk)
    working = [one.user_id for one in members(record.creditor.pk, on=on)]
    people = {one.email.lower(): one for one in User.objects.filter(pk__in=working)}
    portfolios = {
        one.name.lower(): one
        for one in Portfolio.objects.filter(creditor=record.creditor, closed_on__isnull=True)
    }
    parts: dict[tuple[User | None, Portfolio | None], list[int]] = defaultdict(list)
    unknown = 0
    for row in rows.unique("account", keep="last", maintain_order=True).iter_rows(named=True):
        owner = people.get((row["owner"] or "").lower())
        portfolio = portfolios.get((row["portfolio"] or "").lower())
        misses = (row["owner"] and owner is None) or (row["portfolio"] and portfolio is None)
        if row["account"] not in customers or misses or (owner is None and portfolio is None):
            unknown += 1
        else:
            parts[owner, portfolio].append(customers[row["account"]])
    changed = sum(give(record, keys, Given(owner, portfolio)) for (owner, portfolio), keys in parts.items())
    return {"changed": changed, "unknown": unknown}
