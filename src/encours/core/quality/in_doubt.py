"""Invoices or payments that look like one fact told twice: a person says, nothing is held for it.

Only rows alike in customer, amount and currency are compared, each with its neighbours in the order of days:
the work grows with the rows, not with their square.
"""

from __future__ import annotations

from typing import Final

import polars as pl

from encours.core.matching.folding import number_key
from encours.core.quality.items import doubled

NEAR_DAYS: Final = 10  # between two invoices that may be one
PAID_NEAR_DAYS: Final = 3  # between two payments that may be one
_MISREAD: Final = {"O": "0", "Q": "0", "I": "1", "L": "1", "Z": "2", "S": "5", "B": "8"}
_SAME: Final = ["customer_id", "amount_cents", "currency"]


def doubles_in_doubt(items: pl.DataFrame, payments: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The invoices and the payments that may be doubles, those surely told twice apart."""
    return near_invoices(items, doubled(items)), near_payments(payments)


def misread_key(number: pl.Expr) -> pl.Expr:
    """A number as a tired eye or a scanner reads it: signs left out, letters that look like digits as digits.

    Zeros that only fill a run of digits are left out: `FA-0O12` and `fa12` have one key.
    """
    letters, digits = list(_MISREAD), list(_MISREAD.values())
    return (
        number_key(number)
        .str.replace_many(letters, digits)
        .str.replace_all(r"(^|[A-Z])0+([0-9])", "${1}${2}")
    )


def near_invoices(items: pl.DataFrame, sure: pl.DataFrame) -> pl.DataFrame:
    """Open invoices whose number may be another's misread, of near days; `sure` are those told to be doubles."""
    asked = items.filter((pl.col("kind") == "invoice") & (pl.col("amount_cents") > 0)).filter(
        pl.len().over(_SAME) > 1
    )
    keyed = (
        asked.join(sure, on="receivable_id", how="anti")
        .with_columns(number_key=misread_key(pl.col("number")))
        .filter(pl.col("number_key") != "")
        .sort(*_SAME, "number_key", "issued_on", "receivable_id")
    )
    neighbour = pl.coalesce(_neighbour(1), _neighbour(-1))
    return (
        keyed.with_columns(value=neighbour)
        .filter(pl.col("value").is_not_null())
        .select(
            "customer_id",
            "receivable_id",
            "currency",
            "value",
            rule=pl.lit("likely_double_invoice"),
            at_stake_cents=pl.col("open_cents").abs(),
        )
    )


def _neighbour(step: int) -> pl.Expr:
    """The number of the invoice so many rows before, of near days and written otherwise; instalments share one."""
    whole = [*_SAME, "number_key"]
    number, issued = (pl.col(name).shift(step).over(whole) for name in ("number", "issued_on"))
    near = (pl.col("issued_on") - issued).dt.total_days().abs() <= NEAR_DAYS
    return pl.when(near & (number != pl.col("number"))).then(number)


def near_payments(payments: pl.DataFrame) -> pl.DataFrame:
    """Payments of one customer and amount on near days, one of which settles nothing: one row for each customer."""
    received = (
        payments.filter(pl.col("amount_cents") > 0)
        .filter(pl.len().over(_SAME) > 1)
        .sort(*_SAME, "paid_on", "payment_id")
    )
    first, idle = pl.col("paid_on").shift(1).over(_SAME), pl.col("unapplied_cents").shift(1).over(_SAME)
    days = (pl.col("paid_on") - first).dt.total_days()
    told = received.with_columns(
        first=first, at_stake_cents=pl.max_horizontal("unapplied_cents", idle), days=days
    ).filter(pl.col("days").is_between(1, PAID_NEAR_DAYS) & (pl.col("at_stake_cents") > 0))
    return (
        told.sort("customer_id", "at_stake_cents", "paid_on", descending=[False, True, True])
        .unique("customer_id", keep="first", maintain_order=True)
        .select(
            "customer_id",
            "currency",
            "at_stake_cents",
            rule=pl.lit("likely_double_payment"),
            count=pl.lit(2, pl.Int64),
            value=pl.concat_str(
                pl.col("first").dt.to_string("iso"), pl.col("paid_on").dt.to_string("iso"), separator=" / "
            ),
        )
    )
