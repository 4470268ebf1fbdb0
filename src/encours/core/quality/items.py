"""What cannot be right in open items: their dates, their amounts, their number, or what two sources say of them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Final

import polars as pl

from encours.core.matching.folding import number_key
from encours.core.terms import PaymentTerms, due_on_expr

FIRST: Final = date(1990, 1, 1)
LONGEST: Final = timedelta(days=3 * 366)
"""No invoice of ours is older, and none falls due later than that after its issue."""
_TOLERATED: Final = timedelta(days=3)  # a due date moved off a week-end is as agreed


def wrong(items: pl.DataFrame, *, on: date) -> Iterator[pl.DataFrame]:
    """One row for each item and rule."""
    issued, due, amount = pl.col("issued_on"), pl.col("due_on"), pl.col("amount_cents")
    invoice = pl.col("kind").is_in(["invoice", "bill"])
    impossible = (issued < FIRST) | (due < FIRST) | (due > issued + LONGEST)
    for code, when, value in (
        ("due_before_issue", due < issued, _days(due, issued)),
        ("date_impossible", impossible & (due >= issued), _days(issued, due)),
        ("issued_in_future", issued > on, issued.dt.to_string("iso")),
        (
            "negative_total",
            (invoice & (amount <= 0)) | ((pl.col("kind") == "credit_note") & (amount > 0)),
            amount.cast(pl.String),
        ),
        ("sources_differ", pl.col("told_cents") != amount, pl.col("told_cents").cast(pl.String)),
        ("due_dates_differ", _apart(pl.col("told_due_on"), due), pl.col("told_due_on").dt.to_string("iso")),
    ):
        yield _said(items.filter(when), code, value)
    yield _said(doubled(items), "duplicate_invoice", pl.col("number"))


def doubled(items: pl.DataFrame) -> pl.DataFrame:
    """Invoices of one customer alike in number, amount and days: the same debt told twice; and twins of two files."""
    alike = ["customer_id", "number_key", "amount_cents", "currency", "issued_on", "due_on"]
    same = ["customer_id", "amount_cents", "currency", "issued_on"]
    # Numbers are folded only where all the rest is alike: they are the dearest to compare.
    near = items.filter((pl.col("kind") == "invoice") & (pl.col("amount_cents") > 0)).filter(
        pl.len().over(same) > 1
    )
    keyed = near.with_columns(number_key=number_key(pl.col("number")))
    told_twice = keyed.filter((pl.col("number_key") != "") & (pl.len().over(alike) > 1)).select(items.columns)
    twins = items.filter(pl.col("twin")).join(told_twice, on="receivable_id", how="anti")
    return pl.concat([told_twice, twins])


def undated(items: pl.DataFrame) -> pl.DataFrame:
    """Customers with invoices whose due date is supposed: how many, for how much."""
    return (
        items.filter(pl.col("due_assumed") & (pl.col("open_cents") > 0) & (pl.col("kind") == "invoice"))
        .group_by("customer_id", "currency")
        .agg(count=pl.len().cast(pl.Int64), at_stake_cents=pl.col("open_cents").sum())
        .sort("customer_id", "at_stake_cents", descending=[False, True])
        .unique("customer_id", keep="first", maintain_order=True)
        .with_columns(rule=pl.lit("missing_due_date"), value=pl.lit(""))
    )


def not_as_agreed(
    items: pl.DataFrame, customers: pl.DataFrame, contracts: pl.DataFrame | None = None
) -> pl.DataFrame:
    """Customers whose invoices bear another due date than was agreed: how many, for how much.

    An invoice follows the contract that governs its day (`customer_id`, `from_on`, `until_on`, `days`, `mode`), else
    the terms of its customer.
    """
    possible = pl.col("due_on") >= pl.col("issued_on")
    told = items.filter(
        possible & ~pl.col("due_assumed") & (pl.col("kind") == "invoice") & (pl.col("open_cents") > 0)
    )
    agreed = told.join(customers.select("customer_id", "terms_days", "terms_mode"), on="customer_id")
    rows = _under_contract(agreed, contracts).filter(pl.col("terms_days").is_not_null())
    parts = [
        rows.filter((pl.col("terms_days") == days) & (pl.col("terms_mode") == mode)).filter(
            _apart(pl.col("due_on"), due_on_expr(pl.col("issued_on"), PaymentTerms(days, mode or "net")))
        )
        for days, mode in rows.select("terms_days", "terms_mode")
        .unique()
        .sort("terms_days", "terms_mode")
        .rows()
        if days >= 0
    ]
    return (
        pl.concat(parts or [rows.clear()])
        .group_by("customer_id", "currency", "terms_days", "terms_mode")
        .agg(count=pl.len().cast(pl.Int64), at_stake_cents=pl.col("open_cents").sum())
        .sort("customer_id", "at_stake_cents", descending=[False, True])
        .unique("customer_id", keep="first", maintain_order=True)
        .with_columns(
            rule=pl.lit("due_not_as_agreed"),
            value=pl.concat_str(pl.col("terms_days").cast(pl.String), "terms_mode", separator=" "),
        )
        .drop("terms_days", "terms_mode")
    )


def _under_contract(rows: pl.DataFrame, contracts: pl.DataFrame | None) -> pl.DataFrame:
    """Items with the terms of their contract in place of their customer's, where one governs their day."""
    if contracts is None or contracts.is_empty():
        return rows
    begun = contracts.rename({"from_on": "issued_on"}).sort("issued_on")
    found = rows.sort("issued_on").join_asof(
        begun, on="issued_on", by="customer_id", strategy="backward", check_sortedness=False
    )
    governs = pl.col("days").is_not_null() & (
        pl.col("until_on").is_null() | (pl.col("issued_on") <= pl.col("until_on"))
    )
    return found.with_columns(
        terms_days=pl.when(governs).then("days").otherwise("terms_days"),
        terms_mode=pl.when(governs).then("mode").otherwise("terms_mode"),
    ).drop("days", "mode", "until_on")


def paid_twice(payments: pl.DataFrame) -> pl.DataFrame:
    """Payments of one customer, day and amount, one of which settles nothing."""
    alike = ["customer_id", "paid_on", "amount_cents", "currency"]
    return (
        payments.filter(pl.col("amount_cents") > 0)
        .group_by(alike)
        .agg(count=pl.len().cast(pl.Int64), at_stake_cents=pl.col("unapplied_cents").sum())
        .filter((pl.col("count") > 1) & (pl.col("at_stake_cents") > 0))
        .sort(*alike)
        .unique(["customer_id", "paid_on"], keep="last", maintain_order=True)
        .select(
            "customer_id", "currency", "count", "at_stake_cents",
            rule=pl.lit("duplicate_payment"),
            value=pl.col("paid_on").dt.to_string("iso"),
        )
    )  # fmt: skip


def _apart(one: pl.Expr, other: pl.Expr) -> pl.Expr:
    return (one - other).abs() > _TOLERATED


def _days(first: pl.Expr, second: pl.Expr) -> pl.Expr:
    return pl.concat_str(first.dt.to_string("iso"), second.dt.to_string("iso"), separator=" / ")


def _said(rows: pl.DataFrame, code: str, value: pl.Expr) -> pl.DataFrame:
    return rows.select(
        "customer_id",
        "receivable_id",
        "currency",
        rule=pl.lit(code),
        value=value,
        at_stake_cents=pl.col("open_cents").abs(),
    )
