"""Mandates of direct debit told by a table: new ones are added, known ones amended as the file says."""

from __future__ import annotations

from datetime import date
from typing import Any

import polars as pl

from encours.acts.debits.ending import end_debits
from encours.acts.debits.mandates import add, change, right
from encours.core.refusals import RuleError
from encours.records.debits.models import LIVE_MANDATES, Debit, Mandate
from encours.records.history.writing import Record
from encours.records.merging.reading import accounts
from encours.records.parties.models import Customer

_SAID = ("umr", "scheme", "signed_on", "debtor", "iban", "bic")


def write_mandates(record: Record, rows: pl.DataFrame, *, on: date) -> dict[str, Any]:
    """Keyed by their reference; of an unknown customer, that a bank would refuse, or a second one: left aside.

    A mandate that was revoked here stays so, whatever the file says.
    """
    customers = accounts(record.creditor.pk)
    names = dict(Customer.objects.filter(creditor=record.creditor).values_list("pk", "name"))
    counts = {"new": 0, "changed": 0, "unknown": 0}
    for row in rows.unique("umr", keep="last", maintain_order=True).iter_rows(named=True):
        customer = customers.get(row["account"])
        told = None if customer is None else _told(row, names[customer], on)
        what = "unknown" if customer is None or told is None else _write(record, customer, told, on)
        counts[what] = counts.get(what, 0) + 1
    counts.pop("same", None)
    return counts


def _told(row: dict[str, Any], name: str, on: date) -> dict[str, Any] | None:
    values = {
        **row,
        "debtor": row["debtor"] or name,
        "bic": row["bic"] or "",
        "scheme": (row["scheme"] or "CORE").strip().upper(),
        "sequence": (row["sequence"] or "FRST").strip().upper(),
        "document": None,
    }
    try:
        return right(values, on=on)
    except RuleError:
        return None


def _write(record: Record, customer: int, told: dict[str, Any], on: date) -> str:
    known = Mandate.objects.filter(creditor=record.creditor, umr=told["umr"]).first()
    if known is None:
        if Mandate.objects.filter(customer=customer, state__in=LIVE_MANDATES).exists():
            return "unknown"
        add(record, customer, told)
        return "new"
    if known.customer_id != customer or known.state == "cancelled":
        return "unknown"
    said = {name: told[name] for name in _SAID if told[name] != getattr(known, name)}
    if not said:
        return "same"
    end_debits(
        record, list(Debit.objects.filter(mandate=known, state="announced")), reason="mandate_amended", on=on
    )
    change(record, known, **said)
    return "changed"
