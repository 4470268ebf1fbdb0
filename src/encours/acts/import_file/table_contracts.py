"""Contracts told by a table: new ones are added, known ones follow what the file says."""

from __future__ import annotations

from datetime import date
from typing import Any

import polars as pl

from encours.acts.import_file.table_sales import store
from encours.acts.quality.assess import look_again
from encours.records.contracts.models import Contract
from encours.records.history.writing import Record
from encours.records.merging.reading import accounts

_SAID = ("from_on", "until_on", "terms_days", "terms_mode", "discount_bps", "discount_days", "penalty_bps")


def write_contracts(record: Record, rows: pl.DataFrame, *, on: date) -> dict[str, Any]:
    """Keyed by customer and number; of an unknown customer, or impossible, it is left aside.

    Due dates stay as they are: those that are not as agreed are told in quality, for a person to use the contract's.
    """
    del on  # a contract bears its own days
    customers = accounts(record.creditor.pk)
    last = rows.unique(["account", "contract"], keep="last", maintain_order=True)
    told = [row for row in last.iter_rows(named=True) if row["account"] in customers]
    mine = Contract.objects.filter(
        creditor=record.creditor, customer_id__in={customers[row["account"]] for row in told}
    )
    known = {(one.customer_id, one.number): one for one in mine}
    new, changed, left = [], [], len(last) - len(told)
    for row in told:
        key = (customers[row["account"]], row["contract"])
        said = {name: row[name] for name in _SAID if row[name] is not None}
        before = known.get(key)
        if not _stands(before, said):
            left += 1
        elif before is None:
            new.append(Contract(customer_id=key[0], number=key[1], **said))
        elif any(getattr(before, name) != value for name, value in said.items()):
            changed.append((before, said))
    store(record, Contract, new, changed, _SAID)
    look_again(record, [row.customer_id for row in (*new, *(row for row, _ in changed))])
    return {"new": len(new), "changed": len(changed), "unknown": left}


def _stands(before: Contract | None, said: dict[str, Any]) -> bool:
    """Whether days are in their order, and an early payment discount has its rate and its days."""
    there = {name: said.get(name, getattr(before, name, None)) for name in _SAID}
    ordered = there["until_on"] is None or there["until_on"] >= there["from_on"]
    return ordered and (there["discount_bps"] is None) == (there["discount_days"] is None)
