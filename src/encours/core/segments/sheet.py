"""The sheet of customers on which conditions are run: one row a customer, made of what a ledger says of each."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Final

import polars as pl

from encours.core.companies import STAFF
from encours.core.searching import folded
from encours.core.segments.survival import WINDOW_DAYS, payment_survival

_APART: Final = ("retention", "factored")  # not ours to chase
_TEXTS: Final = ("country", "postcode", "language", "group_name", "owner", "portfolio", "rating", "naf")


def of_items(items: pl.DataFrame, *, on: date, currency: str) -> pl.DataFrame:
    """What open items (`customer_id`, `kind`, `due_on`, `open_cents`, `disputed_cents`, `currency`, `gone`) add up to.

    Amounts are those in `currency`, that of the books; days and counts are of any. `overdue` and `days_late` begin
    the day after the due date.
    """
    owed = items.lazy().filter(~pl.col("gone"), pl.col("open_cents") > 0, ~pl.col("kind").is_in(_APART))
    late = (pl.lit(on) - pl.col("due_on")).dt.total_days()
    cents = pl.when(pl.col("currency") == currency).then("open_cents").otherwise(0)
    return (
        owed.select(
            "customer_id", cents=cents, late=late, disputed=pl.min_horizontal("disputed_cents", cents)
        )
        .group_by("customer_id")
        .agg(
            outstanding=pl.col("cents").sum(),
            overdue=pl.col("cents").filter(pl.col("late") > 0).sum(),
            largest=pl.col("cents").max(),
            disputed=pl.col("disputed").sum(),
            open_count=pl.len().cast(pl.Int64),
            days_late=pl.col("late").clip(lower_bound=0).max(),
        )
        .collect()
    )


def of_history(invoices: pl.DataFrame, *, on: date, currency: str) -> pl.DataFrame:
    """What invoices (`customer_id`, `issued_on`, `due_on`, `paid_on`, `unpaid`, `amount_cents`, `currency`) tell.

    `billed_year` sums those issued in the last 365 days in `currency`. An invoice that only credit notes
    extinguished (neither paid nor unpaid) says nothing of how it is paid.
    """
    since = on - timedelta(days=WINDOW_DAYS)
    billed = (
        invoices.lazy()
        .filter(pl.col("issued_on").is_between(since, on, closed="right"), pl.col("currency") == currency)
        .group_by("customer_id")
        .agg(billed_year=pl.col("amount_cents").sum())
        .collect()
    )
    told = invoices.filter(pl.col("unpaid") | pl.col("paid_on").is_not_null()).with_columns(
        paid_on=pl.when(~pl.col("unpaid")).then("paid_on")
    )
    return payment_survival(told, on=on).join(billed, on="customer_id", how="full", coalesce=True)


def of_register(rows: pl.DataFrame) -> pl.DataFrame:
    """What the register of companies says (`customer_id`, `section`, `naf`, `size`, `state`).

    A band of staff is as many people as it begins with.
    """
    least = {band: first for band, (first, _last) in STAFF.items()}
    return rows.select(
        "customer_id",
        sector=_filled("section"),
        naf=_filled("naf"),
        staff=pl.col("size").replace_strict(least, default=None, return_dtype=pl.Int64),
        state=_filled("state"),
    )


def of_fields(values: pl.DataFrame, wanted: Sequence[tuple[int, str, str]]) -> list[pl.DataFrame]:
    """A column of each field wanted (key, name, kind of column) from `customer_id`, `field_id`, `key`, `number`."""
    shown = {"text": pl.col("key"), "yes_no": pl.col("number") == 1}
    return [
        values.filter(pl.col("field_id") == field).select(
            "customer_id", shown.get(kind, pl.col("number")).alias(name)
        )
        for field, name, kind in wanted
    ]


def together(customers: pl.DataFrame, sides: Sequence[pl.DataFrame], names: Sequence[str]) -> pl.DataFrame:
    """One row a customer with the columns named: counts and sums without a fact are 0, the rest says nothing."""
    sheet = customers.lazy()
    for side in sides:
        sheet = sheet.join(side.lazy(), on="customer_id", how="left")
    known = sheet.collect()
    nought = [name for name in _COUNTED if name in known.columns]
    folds = [_folded(known, name) for name in _TEXTS if name in known.columns]
    return known.with_columns(pl.col(nought).fill_null(0), *folds).select("customer_id", *names)


_COUNTED: Final = (
    "outstanding",
    "overdue",
    "largest",
    "disputed",
    "open_count",
    "days_late",
    "observed",
    "billed_year",
    "broken_promises",
)


def _filled(name: str) -> pl.Expr:
    return pl.when(pl.col(name) != "").then(name).alias(name)


def _folded(rows: pl.DataFrame, name: str) -> pl.Series:
    """A column of texts folded, each different text once; an empty one says nothing."""
    told = rows[name].unique().drop_nulls()
    keys = {one: folded(one) or None for one in told}
    return rows[name].replace_strict(keys, default=None, return_dtype=pl.String).alias(name)
