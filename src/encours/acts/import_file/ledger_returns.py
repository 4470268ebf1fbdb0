"""Returned payments that a ledger posts after the bank told them: one fact, and from now on the ledger's."""

from __future__ import annotations

import polars as pl

from encours.acts.import_file.ledger_transfers import Moved
from encours.core.matching.one_fact import WINDOW
from encours.core.matching.refunds import LATE
from encours.records.cash.models import Payment
from encours.records.cash.outgoing import Refund, Transfer
from encours.records.frames import bulk
from encours.records.history.writing import Record


def take_over_returns(
    record: Record, placed: pl.DataFrame, receivables: pl.DataFrame, payments: pl.DataFrame, moved: Moved
) -> int:
    """Count once what left a payment and the ledger posts; return how many returns and refunds it takes over.

    `placed`: its receivables as they were placed; `receivables` and `payments` as known before.
    """
    _let_go(record, placed, receivables, payments)
    bulk.update(Payment, moved.out.drop("customer_id"))
    for customer in moved.out["customer_id"].unique():
        record.of(customer)
    return _taken_over(record, placed, payments)


def _taken_over(record: Record, placed: pl.DataFrame, known: pl.DataFrame) -> int:
    """Put out of count the money given back that the bank told, where the ledger now posts it; return how many.

    The same customer and amount, a few days apart at most, each used once, the nearest first. A refund is made some
    days after it is asked: when the bank told which day, it is near that one, else within `LATE` days.
    """
    told = known.filter(
        (pl.col("source") == "bank")
        & (pl.col("amount_cents") < 0)
        & ~pl.col("gone")
        & (pl.col("ledger_key") == "")
    ).select("payment_id", "customer_id", "paid_on", cents=-pl.col("amount_cents"))
    told = told.join(_refunds(told["payment_id"]), on="payment_id", how="left").join(
        _transferred(told["payment_id"]), on="payment_id", how="anti"
    )
    posted = placed.filter((pl.col("kind") == "returned") & (pl.col("status") == "new")).select(
        "key", "customer_id", "entry_on", cents="amount_cents"
    )
    pairs = (
        told.join(posted, on=["customer_id", "cents"])
        .with_columns(days=(pl.col("entry_on") - pl.coalesce("made_on", "paid_on")).dt.total_days())
        .with_columns(apart=pl.col("days").abs())
        .filter((pl.col("apart") <= WINDOW) | (pl.col("awaited") & pl.col("days").is_between(0, LATE)))
        .sort("apart", "payment_id", "key")
        .unique("payment_id", keep="first", maintain_order=True)
        .unique("key", keep="first", maintain_order=True)
    )
    bulk.update(
        Payment,
        pairs.select(pl.col("payment_id").alias("id"), ledger_key="key", gone_on="entry_on"),
    )
    for customer in pairs["customer_id"].unique():
        record.of(customer)
    return len(pairs)


def _let_go(record: Record, placed: pl.DataFrame, receivables: pl.DataFrame, payments: pl.DataFrame) -> None:
    """Count again the money given back that the ledger had taken over and posts no more."""
    gone = placed.filter(pl.col("status") == "gone").select("receivable_id")
    lost = receivables.join(gone, on="receivable_id", how="semi").select(ledger_key="key")
    back = payments.filter((pl.col("source") == "bank") & (pl.col("amount_cents") < 0) & pl.col("gone"))
    again = back.join(lost, on="ledger_key", how="semi")
    bulk.update(
        Payment,
        again.select(id="payment_id", ledger_key=pl.lit(""), gone_on=pl.lit(None, dtype=pl.Date)),
    )
    for customer in again["customer_id"].unique():
        record.of(customer)


def _transferred(payments: pl.Series) -> pl.DataFrame:
    """`payment_id` of those that went to another customer: both sides of these are looked for (`ledger_transfers`)."""
    keys = Transfer.objects.filter(back__in=payments.to_list()).values_list("back_id", flat=True)
    return pl.DataFrame({"payment_id": list(keys)}, schema={"payment_id": pl.Int64})


def _refunds(payments: pl.Series) -> pl.DataFrame:
    """`payment_id, made_on, awaited` of those that are refunds: the day of their debit, if the bank told it."""
    asked = Refund.objects.filter(back__in=payments.to_list()).values_list("back_id", "line__booked_on")
    kinds = {"payment_id": pl.Int64, "made_on": pl.Date}
    return pl.DataFrame(list(asked), schema=kinds, orient="row").with_columns(
        awaited=pl.col("made_on").is_null()
    )
