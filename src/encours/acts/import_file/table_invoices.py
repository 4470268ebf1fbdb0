"""Invoices told by a table, for a creditor whose ledger does not know them: number, amount, due date, status."""

from __future__ import annotations

from datetime import date
from typing import Final

import polars as pl

from encours.acts.cash_writing import beside_nothing
from encours.acts.due_dates import with_due_dates
from encours.acts.import_file.ledger_customers import open_customers
from encours.core.numbers import number_keys
from encours.records.cash.models import Application, Payment
from encours.records.frames import bulk
from encours.records.history.writing import Record
from encours.records.receivables.models import Receivable

_ADDED: Final = {"line": pl.Int64, "receivable_id": pl.Int64, "customer_id": pl.Int64}


def add_invoices(record: Record, rows: pl.DataFrame, *, on: date) -> pl.DataFrame:
    """Write the invoices that a table tells with their amount and that nothing else told.

    Returns the `line` of each with its `receivable_id` and `customer_id`.

    `rows` name the import they were read by (`intake_id`).
    A customer not yet known is opened under its account. What the table says is paid (`status` paid, or an open
    amount below the amount) is a payment of that day, with the reason `table_says_paid`. A row with neither a day of
    issue nor a due date is left to the ledger.
    """
    told = rows.filter(
        pl.col("amount_cents").is_not_null()
        & (pl.col("amount_cents") != 0)
        & (pl.col("issued_on").is_not_null() | pl.col("due_on").is_not_null())
    )
    if told.is_empty():
        return pl.DataFrame(schema=_ADDED)
    customers = _customers(record, told)
    owed = _with_open(told.join(customers, on="account"), record.creditor.currency).with_columns(
        bulk.reserve_ids(Receivable, len(told)),
        issued_on=pl.coalesce("issued_on", "due_on"),
        given_on=pl.col("due_on"),
        kind=pl.when(pl.col("amount_cents") > 0).then(pl.lit("invoice")).otherwise(pl.lit("credit_note")),
    )
    dated = owed.drop("due_on").pipe(with_due_dates, record.creditor)
    _insert(record, dated, on=on)
    settled = dated.filter(pl.col("open_cents") != pl.col("amount_cents"))
    pay_invoices(record, settled.with_columns(rank=pl.lit("")), on=on)
    return dated.select("line", "customer_id", receivable_id="id").select(list(_ADDED))


def _customers(record: Record, told: pl.DataFrame) -> pl.DataFrame:
    """The customers named, those not yet known opened under their name, else under their account."""
    named = told.group_by("account", maintain_order=True).agg(pl.col("name").drop_nulls().last())
    return open_customers(
        record,
        named.select(
            "account", pl.coalesce("name", "account").alias("name"), pl.lit("411").alias("control_account")
        ),
    )


def _with_open(told: pl.DataFrame, currency: str) -> pl.DataFrame:
    """What is open: as told, nothing when paid, else all; never beyond the amount."""
    amount = pl.col("amount_cents")
    said = pl.when(pl.col("status") == "paid").then(0).otherwise(pl.coalesce("open_cents", "amount_cents"))
    within = pl.when(amount > 0).then(said.clip(0, amount)).otherwise(said.clip(amount, 0))
    return told.with_columns(open_cents=within, currency=pl.col("currency").fill_null(currency))


def _insert(record: Record, rows: pl.DataFrame, *, on: date) -> None:
    given = pl.col("given_on").is_not_null()
    written = rows.select(
        "id",
        "customer_id",
        pl.format("{}|{}|{}|{}", "kind", "account", "number", pl.col("issued_on").dt.year()).alias("key"),
        pl.col("number").str.slice(0, 100),
        number_keys(pl.col("number")).alias("number_key"),
        "kind",
        pl.lit("411").alias("root"),
        *(pl.lit("").alias(name) for name in ("journal", "entry_number", "label")),
        "issued_on",
        pl.col("issued_on").alias("entry_on"),
        pl.coalesce("given_on", "due_on").alias("due_on"),
        pl.when(given).then(pl.lit("file")).otherwise("due_source").alias("due_source"),
        "amount_cents",
        "open_cents",
        "currency",
        pl.col("po_number").fill_null("").str.slice(0, 60),
        pl.lit("").alias("factor"),
        pl.lit(None, dtype=pl.Date).alias("factored_on"),
        pl.lit(None, dtype=pl.Int64).alias("foreign_cents"),
        pl.lit("").alias("foreign_currency"),
        pl.lit(None, dtype=pl.Date).alias("gone_on"),
        "line",
        "intake_id",
        pl.lit(on).alias("known_on"),
        pl.lit(value=True).alias("reconstructed"),
        *_stamp(record),
        pl.lit(1).alias("version"),
    )
    bulk.insert(Receivable, written)
    record.wrote(Receivable, written)


def _stamp(record: Record) -> tuple[pl.Expr, ...]:
    return (
        pl.lit(record.creditor.pk).alias("creditor_id"),
        pl.lit(record.entry.pk).alias("entry_id"),
        pl.lit(record.at).alias("recorded_at"),
    )


def pay_invoices(record: Record, rows: pl.DataFrame, *, on: date) -> None:
    """The part that the table says is settled, as one payment an invoice; `rank` tells it from earlier ones."""
    settled = rows.filter(pl.col("amount_cents") > 0)
    if settled.is_empty():
        return
    paid = settled.with_columns(
        bulk.reserve_ids(Payment, len(settled)).alias("payment_id"),
        paid=pl.col("amount_cents") - pl.col("open_cents"),
    )
    payments, applications = _payments(record, paid, on), _applications(record, paid, on)
    bulk.insert(Payment, payments)
    record.wrote(Payment, payments)
    bulk.insert(Application, applications)
    record.wrote(Application, applications)


def _payments(record: Record, paid: pl.DataFrame, on: date) -> pl.DataFrame:
    return paid.select(
        pl.col("payment_id").alias("id"),
        "customer_id",
        pl.format("table|{}|{}{}", "account", "number", "rank").alias("key"),
        pl.lit("ledger").alias("source"),
        pl.coalesce("paid_on", pl.lit(on)).alias("paid_on"),
        pl.col("paid").alias("amount_cents"),
        pl.lit(0, dtype=pl.Int64).alias("unapplied_cents"),
        "currency",
        pl.lit(value=False).alias("in_bank_journal"),
        *(pl.lit("").alias(name) for name in ("journal", "entry_number", "piece", "label", "ledger_key")),
        "line",
        "intake_id",
        pl.lit(on).alias("known_on"),
        pl.lit(value=True).alias("reconstructed"),
        *_stamp(record),
    )


def _applications(record: Record, paid: pl.DataFrame, on: date) -> pl.DataFrame:
    return paid.select(
        bulk.reserve_ids(Application, len(paid)).alias("application_id"),
        "customer_id",
        "payment_id",
        pl.lit(None, dtype=pl.Int64).alias("credit_note_id"),
        pl.col("id").alias("receivable_id"),
        pl.col("paid").alias("amount_cents"),
        pl.coalesce("paid_on", pl.lit(on)).alias("applied_on"),
        pl.lit(on).alias("known_on"),
        pl.lit("table_says_paid").alias("reason"),
        pl.lit("ledger").alias("source"),
        pl.lit(None, dtype=pl.Int64).alias("reverses_id"),
        *beside_nothing(),
        pl.lit(value=True).alias("reconstructed"),
        *_stamp(record),
    ).rename({"application_id": "id"})
