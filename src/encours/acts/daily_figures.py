"""The figures of a day: totals, ageing, DSO; each page says as of which run they are."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import polars as pl

from encours.acts.board_figures import of_the_day
from encours.core.ageing import BUCKET_CODES, bucket, is_overdue
from encours.core.boards.sums import DaySums
from encours.core.measures import (
    Book,
    Measure,
    MonthOfSales,
    definition,
    dso_count_back,
    dso_simple,
    over_90_ratio,
    past_due_ratio,
)
from encours.core.measures.measure import PARTS
from encours.records.frames.figures import sales_by_day
from encours.records.frames.measured_reminders import stopped
from encours.records.parties.models import Creditor

_YEAR = 365
_MONTHS_BACK = 24


@dataclass(frozen=True, slots=True)
class Told:
    """What the figures of a day are told from.

    `sums` over its items; `customers` and `proposals` of its plan; `kept`, who follows another version than the latest;
    `sales` and `receipts` by day, as `recent_sales` and `recent_receipts` read them.
    """

    sums: DaySums
    customers: pl.DataFrame
    proposals: pl.DataFrame
    kept: pl.DataFrame
    sales: pl.DataFrame
    receipts: pl.DataFrame


def figures(creditor: Creditor, told: Told, *, on: date) -> dict[str, Any]:
    """Compute the figures of a day in the creditor's currency, in whole cents, tenths of days, basis points."""
    sums = told.sums.due.with_columns(ours=pl.col("currency") == creditor.currency)
    live = sums.filter(~pl.col("gone"))
    ours = live.filter("ours")
    owed = ours.filter("owed")
    overdue = owed.filter(is_overdue(on))
    unapplied = int(told.customers["unapplied_cents"].sum())
    outstanding = int(ours["open_cents"].sum()) - unapplied
    return {
        "currency": creditor.currency,
        "items": told.sums.items,
        "customers": len(told.customers),
        "outstanding_cents": outstanding,
        "receivable_cents": int(owed["open_cents"].sum()),
        "credits_cents": int(ours.filter(~pl.col("owed"))["open_cents"].sum()),
        "unapplied_cents": unapplied,
        "overdue_cents": int(overdue["open_cents"].sum()),
        "overdue_items": int(overdue["items"].sum()),
        "disputed_cents": int(ours["disputed_cents"].sum()),
        "gone_cents": int(sums.filter("gone")["open_cents"].sum()),
        "gone_items": int(sums.filter("gone")["items"].sum()),
        "other_currency_items": int(live.filter(~pl.col("ours"))["items"].sum()),
        "ageing": _ageing(owed, on=on),
        "proposals": len(told.proposals),
        "proposed_cents": proposed_cents(told.proposals, creditor.currency),
        "measures": _measures(owed, told.sales, outstanding, on=on) | _stops(creditor, on=on),
        "boards": of_the_day(creditor, told.sums, told.customers, told.receipts, told.kept, on=on),
    }


def proposed_cents(proposals: pl.DataFrame, currency: str) -> int:
    """What the reminders proposed ask for in one currency."""
    return int(proposals.filter(pl.col("currency") == currency)["total_cents"].sum())


def recent_sales(creditor: Creditor, *, on: date) -> pl.DataFrame:
    """Sales of the last two years by day, as `sales_by_day` gives them."""
    return sales_by_day(
        creditor.pk, creditor.currency, since=on - timedelta(days=31 * _MONTHS_BACK), until=on
    )


def _ageing(owed: pl.DataFrame, *, on: date) -> dict[str, int]:
    sums = dict(owed.group_by(bucket(on).alias("bucket")).agg(pl.col("open_cents").sum()).iter_rows())
    return {code: int(sums.get(code, 0)) for code in BUCKET_CODES}


def _measures(owed: pl.DataFrame, sales: pl.DataFrame, outstanding: int, *, on: date) -> dict[str, Any]:
    month = pl.col("issued_on").dt.strftime("%Y-%m").alias("month")
    by_month = dict(sales.group_by(month).agg(pl.col("sales_cents").sum()).iter_rows())
    year = int(sales.filter(pl.col("issued_on") > on - timedelta(days=_YEAR))["sales_cents"].sum())
    months = [_month(by_month, on, back) for back in range(_MONTHS_BACK)]
    lazy = owed.lazy()
    told = {
        "dso_simple": dso_simple(receivable_cents=outstanding, sales_cents=year, days=_YEAR, on=on),
        "dso_count_back": dso_count_back(receivable_cents=outstanding, latest_first=months, on=on),
        "past_due_ratio": past_due_ratio(lazy, on=on),
        "over_90_ratio": over_90_ratio(lazy, on=on),
    }
    return {name: _written(measure) for name, measure in told.items()}


def recent_stops(creditor: Creditor, *, on: date) -> pl.DataFrame:
    """What was cancelled in a year since it was paid."""
    return stopped(creditor.pk, on - timedelta(days=_YEAR))


def _stops(creditor: Creditor, *, on: date) -> dict[str, Any]:
    """How long cancelling took, for the tile that says so; nothing where nothing was cancelled."""
    book = Book(on, creditor.currency, {"stops": recent_stops(creditor, on=on)})
    told = definition("stop_latency").of(book)
    return {} if told.figure is None else {told.formula: _written(told)}


def _month(by_month: dict[str, int], on: date, back: int) -> MonthOfSales:
    """The month so many months before; of the current one, only the days gone by count."""
    year, month = divmod(on.year * 12 + on.month - 1 - back, 12)
    days = on.day if back == 0 else monthrange(year, month + 1)[1]
    return MonthOfSales(sales_cents=by_month.get(f"{year}-{month + 1:02}", 0), days=days)


def _written(measure: Measure) -> dict[str, Any]:
    parts = {"days": 10, "seconds": PARTS["seconds"]}.get(measure.unit, 10_000)
    return {
        "formula": measure.formula,
        "version": measure.version,
        "unit": measure.unit,
        "parts": parts,
        "value": measure.in_units_of(parts),
        "facts": dict(measure.facts),
    }
