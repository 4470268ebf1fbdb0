"""Orders, deals and campaigns told by a table: new rows are added, known ones follow what the file says."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

import polars as pl

from encours.acts.campaign import write_campaign
from encours.acts.signal_sales import write_signals
from encours.records.frames.past import supersede
from encours.records.history.writing import Record
from encours.records.merging.reading import accounts
from encours.records.sales.models import Campaign, Deal, Order, Touch

_BATCH = 500


def write_orders(record: Record, rows: pl.DataFrame, *, on: date) -> dict[str, Any]:
    """Orders of known customers; an order without amount is left aside until the file tells one."""
    names = ("ordered_on", "amount_cents", "currency", "label", "state")
    given = {"ordered_on": on, "currency": record.creditor.currency, "label": "", "state": "open"}
    return _write(record, rows, Order, "number", names, given, on=on)


def write_deals(record: Record, rows: pl.DataFrame, *, on: date) -> dict[str, Any]:
    """Deals with known customers, by their name."""
    names = ("stage", "amount_cents", "currency", "closing_on", "owner")
    given = {"currency": record.creditor.currency, "stage": "lead", "owner": "", "closing_on": None}
    return _write(record, rows.rename({"deal": "name"}), Deal, "name", names, given, on=on)


def _write(
    record: Record,
    rows: pl.DataFrame,
    model: type[Any],
    key: str,
    names: tuple[str, ...],
    given: Mapping[str, Any],
    *,
    on: date,
) -> dict[str, Any]:
    """Add what is not known, change what the file says otherwise; what it does not say stays."""
    customers = _customers(record)
    known = {
        (row.customer_id, getattr(row, key)): row for row in model.objects.filter(creditor=record.creditor)
    }
    new, changed, unknown = [], [], 0
    for told in rows.unique(["account", key], keep="last", maintain_order=True).iter_rows(named=True):
        customer = customers.get(told["account"])
        said = {name: told[name] for name in names if told[name] is not None}
        row = known.get((customer or 0, told[key]))
        if (
            customer is None
            or said.get("amount_cents", 0) < 0
            or (row is None and "amount_cents" not in said)
        ):
            unknown += 1
        elif row is None:
            new.append(model(customer_id=customer, **{key: told[key]}, **{**given, **said}))
        elif any(getattr(row, name) != value for name, value in said.items()):
            changed.append((row, said))
    store(record, model, new, changed, names)
    touched = sorted({row.customer_id for row in (*new, *(row for row, _ in changed))})
    record.untouched |= set(touched)  # what sales hope for changes no reminder
    write_signals(record, touched, on=on)
    return {"new": len(new), "changed": len(changed), "unknown": unknown}


def store(
    record: Record,
    model: type[Any],
    new: list[Any],
    changed: list[tuple[Any, dict[str, Any]]],
    names: Iterable[str],
) -> None:
    """Write new rows, and what is said of those known, their past kept."""
    supersede(model, [row.pk for row, _ in changed], at=record.at)
    for row in new:
        row.creditor = record.creditor
    for row, said in changed:
        row.version += 1
        for name, value in said.items():
            setattr(row, name, value)
    every = [*new, *(row for row, _ in changed)]
    for row in every:
        row.entry, row.recorded_at, row.by = record.entry, record.at, record.entry.author
    model.objects.bulk_create(new)
    fields = [*names, "entry", "recorded_at", "by", "version"]
    model.objects.bulk_update([row for row, _ in changed], fields, batch_size=_BATCH)
    record.wrote(model, every)


def write_campaigns(record: Record, rows: pl.DataFrame, *, on: date) -> dict[str, Any]:
    """Campaigns by their name, and each known customer in or out; what is so already is not written again."""
    customers = _customers(record)
    campaigns = {one.name: one for one in Campaign.objects.filter(creditor=record.creditor)}
    last: dict[tuple[int, int], bool] = {}
    stands = Touch.objects.filter(creditor=record.creditor).order_by("pk")
    for whose, which, out in stands.values_list("customer_id", "campaign_id", "excluded"):
        last[whose, which] = out
    made, unknown = [], 0
    for told in rows.unique(["account", "campaign"], keep="last", maintain_order=True).iter_rows(named=True):
        customer = customers.get(told["account"])
        if customer is None:
            unknown += 1
            continue
        campaign = campaigns.get(told["campaign"]) or _opened(record, told, on)
        campaigns[campaign.name] = campaign
        excluded = told["excluded"] == "yes"
        if last.get((customer, campaign.pk)) == excluded:
            continue
        made.append(
            Touch(
                creditor=record.creditor,
                recorded_at=record.at,
                entry=record.entry,
                customer_id=customer,
                campaign=campaign,
                excluded=excluded,
                reason=told["reason"] or "",
                by=record.entry.author,
            )
        )
    Touch.objects.bulk_create(made)
    record.wrote(Touch, made)
    record.untouched |= {row.customer_id for row in made}
    return {"new": len(made), "changed": 0, "unknown": unknown}


def _opened(record: Record, told: Mapping[str, Any], on: date) -> Campaign:
    from_on, until_on = told["from_on"] or on, told["until_on"]
    return write_campaign(
        record, told["campaign"], from_on, until_on if until_on and until_on >= from_on else None
    )


def _customers(record: Record) -> dict[str, int]:
    return accounts(record.creditor.pk)
