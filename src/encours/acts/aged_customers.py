"""The aged balance of every customer: read afresh, or from the sheet that the day's run left.

Over a million items the reading takes seconds, so the run of the day keeps it as one sheet (Parquet). Whoever
looks later the same day reads the sheet, and afresh only the customers of whom something was written since.
The sheet is rebuilt at will: it is no fact, and no history answers for it.
"""

from __future__ import annotations

import io
from contextlib import AbstractContextManager, nullcontext
from datetime import date
from functools import lru_cache
from typing import Any

import polars as pl
from django.db import connection

from encours.acts.keep_exposures import keep_exposures
from encours.core.ageing import BUCKET_CODES, aged_balance, is_overdue
from encours.core.instalments import split_by_due
from encours.core.waiting_cash import waiting_cash
from encours.records.frames.customers import customer_facts
from encours.records.frames.doorway import snapshot
from encours.records.frames.items import open_items
from encours.records.frames.known import latest_entry
from encours.records.frames.planner import look_at_tables
from encours.records.history.models import Entry, Leaf
from encours.records.parties.models import Creditor
from encours.records.runs.models import AgedSheet

SUMS = (
    *(f"{code}_cents" for code in BUCKET_CODES),
    "retention_cents",
    "factored_cents",
    "credits_cents",
    "unapplied_cents",
    "total_cents",
)
_ITEMS = ("overdue_items", "not_due_items")
_SHEETS_KEPT = 4  # some ten megabytes each, at a hundred thousand customers
_ENTRIES_AT_MOST, _LEAVES_AT_MOST = 500, 5_000


def aged_customers(creditor: Creditor, *, on: date, as_known: bool = False) -> pl.DataFrame:
    """A row for each customer and currency, with the `SUMS` and `overdue_cents`.

    Also counted: `overdue_items` and `not_due_items`. Most overdue first. Items gone from the last file are left
    out; retentions (4117) and invoices assigned to a factor stand in columns of their own. `as_known` answers a past
    day as it was known then.
    """
    rows = None if as_known else kept_aged_sheet(creditor, on=on)
    if rows is None:
        with in_one_view():
            rows = _read(creditor, on, as_known=as_known)
    return rows.sort(["overdue_cents", "total_cents", "customer_id"], descending=[True, True, False])


def owed_totals(
    creditor: Creditor, *, on: date, customers: pl.Series | None = None
) -> list[dict[str, Any]] | None:
    """Debits overdue and not yet due, counted and summed by currency, retentions apart; of these customers or all.

    None where no sheet of that day is kept: SQL then sums the rows themselves.
    """
    rows = kept_aged_sheet(creditor, on=on)
    if rows is None:
        return None
    if customers is not None:
        rows = rows.filter(pl.col("customer_id").is_in(customers.implode()))
    sums = rows.group_by("currency").agg(pl.col("overdue_cents", "not_due_cents", *_ITEMS).sum())
    return sums.sort("currency").to_dicts()


def keep_aged_sheet(creditor: Creditor, *, on: date) -> None:
    """Keep the sheet of a day, in the place of the one before, and what it tells of each customer's exposure."""
    with snapshot():
        entry, rows = latest_entry(creditor.pk), _read(creditor, on)
    content = io.BytesIO()
    rows.write_parquet(content, compression="lz4")
    AgedSheet.objects.update_or_create(
        creditor=creditor, defaults={"on": on, "last_entry": entry, "content": content.getvalue()}
    )
    keep_exposures(creditor, rows)
    look_at_tables()


def kept_aged_sheet(creditor: Creditor, *, on: date) -> pl.DataFrame | None:
    """The sheet of that day with what moved since read afresh; None where reading all costs no more."""
    entry = AgedSheet.objects.filter(creditor=creditor, on=on).values_list("last_entry", flat=True).first()
    if entry is None:
        return None
    moved = written_since(creditor, entry)
    if moved is None:
        return None
    try:
        rows = sheet_read(connection.settings_dict["NAME"], creditor.pk, on, entry)
    except AgedSheet.DoesNotExist:  # another took its place meanwhile
        return None
    if not set(SUMS) <= set(rows.columns):  # a sheet of an earlier version
        return None
    if not moved:
        return rows
    fresh = _read(creditor, on, customers=moved)
    return pl.concat([rows.filter(~pl.col("customer_id").is_in(moved)), fresh.select(rows.columns)])


@lru_cache(maxsize=_SHEETS_KEPT)
def sheet_read(database: str, creditor_id: int, on: date, entry: int) -> pl.DataFrame:
    """The sheet of this day that tells what was written up to this entry; AgedSheet.DoesNotExist where it is gone.

    Read once by each process: what it tells does not change, and every list asks for it. `database` tells apart
    those that one process opens one after the other.
    """
    asked = AgedSheet.objects.values_list("content", flat=True)
    content = asked.get(creditor=creditor_id, on=on, last_entry=entry)
    return pl.read_parquet(io.BytesIO(bytes(content)))


def written_since(creditor: Creditor, entry: int) -> list[int] | None:
    """Customers of whom entries after this one tell; None when there are too many to be worth it."""
    entries = Entry.objects.filter(creditor=creditor, pk__gt=entry).order_by("pk")
    keys = list(entries.values_list("pk", flat=True)[: _ENTRIES_AT_MOST + 1])
    leaves = Leaf.objects.filter(entry_id__in=keys).values_list("customer_id", flat=True)
    told = list(leaves[: _LEAVES_AT_MOST + 1])
    if len(keys) > _ENTRIES_AT_MOST or len(told) > _LEAVES_AT_MOST:
        return None
    return sorted({key for key in told if key is not None})


def _read(
    creditor: Creditor, on: date, *, as_known: bool = False, customers: list[int] | None = None
) -> pl.DataFrame:
    shadow = creditor.shadow
    items = open_items(creditor.pk, on=on, shadow=shadow, as_known=as_known, customers=customers)
    items = split_by_due(items.filter(~pl.col("gone")), on=on)
    facts = customer_facts(creditor.pk, on=on, shadow=shadow, as_known=as_known, customers=customers)
    apart = pl.col("kind").is_in(["retention", "factored"])
    owed = items.filter(~apart, pl.col("open_cents") > 0).with_columns(late=is_overdue(on))
    counts = owed.group_by("customer_id", "currency").agg(
        overdue_items=pl.col("late").sum(), not_due_items=(~pl.col("late")).sum()
    )
    aged = aged_balance(
        items.filter(~apart).lazy(), on=on, unapplied=waiting_cash(facts.lazy(), creditor.currency)
    )
    kept = (
        items.filter(apart)
        .group_by("customer_id", "currency")
        .agg(
            retention_cents=pl.col("open_cents").filter(pl.col("kind") == "retention").sum(),
            factored_cents=pl.col("open_cents").filter(pl.col("kind") == "factored").sum(),
        )
    )
    return (
        aged.join(kept, on=["customer_id", "currency"], how="full", coalesce=True)
        .join(counts, on=["customer_id", "currency"], how="left")
        .with_columns(pl.exclude("customer_id", "currency").fill_null(0))
        .with_columns(pl.col("total_cents") + pl.col("retention_cents") + pl.col("factored_cents"))
        .select("customer_id", "currency", *SUMS, "overdue_cents", *_ITEMS)
    )


def in_one_view() -> AbstractContextManager[None]:
    """One view of the database, where a transaction does not already give it."""
    return nullcontext() if connection.in_atomic_block else snapshot()
