"""Payments told by a table: what names an open invoice settles it, the rest is unapplied cash of its customer."""

from __future__ import annotations

from datetime import date
from typing import Any

import polars as pl

from encours.acts.cash_writing import beside_nothing
from encours.acts.import_file.ledger_customers import open_customers
from encours.acts.import_file.table_known import known_numbers
from encours.records.cash.models import Application, Payment
from encours.records.frames import bulk
from encours.records.frames.cash import move_open_balances
from encours.records.frames.known import known_payments
from encours.records.frames.table_known import open_invoices
from encours.records.history.writing import Record

_KEY = ["account", "number", "currency"]


def write_table_payments(record: Record, rows: pl.DataFrame, *, on: date) -> dict[str, Any]:
    """Write the payments not yet known: the same reference, or day, amount and invoice, is the same payment."""
    named = rows.group_by("account", maintain_order=True).agg(pl.col("name").drop_nulls().last())
    customers = open_customers(
        record,
        named.select("account", pl.coalesce("name", "account").alias("name"), control_account=pl.lit("411")),
    )
    told = _keyed(rows.with_columns(pl.col("currency").fill_null(record.creditor.currency)))
    known = known_payments(record.creditor.pk).select("key")
    new = told.join(known, on="key", how="anti").filter(pl.col("amount_cents") > 0)
    new = new.join(customers.select("account", "customer_id"), on="account")
    settled = _settled(
        new.with_columns(bulk.reserve_ids(Payment, len(new))), open_invoices(record.creditor.pk)
    )
    _pay(record, settled, on=on)
    applied = settled.filter(pl.col("applied_cents") > 0)
    write_applications(record, applied, on=on)
    return {"new": len(new), "applied": len(applied), "known": len(rows) - len(new)}


def write_applications(record: Record, paid: pl.DataFrame, *, on: date) -> None:
    """Apply payments (`id`, receivable_id, applied_cents, paid_on) and move what is open."""
    if paid.is_empty():
        return
    made = paid.select(
        bulk.reserve_ids(Application, len(paid)).alias("application_id"),
        "customer_id",
        pl.col("id").alias("payment_id"),
        pl.lit(None, dtype=pl.Int64).alias("credit_note_id"),
        "receivable_id",
        pl.col("applied_cents").alias("amount_cents"),
        pl.col("paid_on").alias("applied_on"),
        pl.lit(on).alias("known_on"),
        pl.lit("table_says_paid").alias("reason"),
        pl.lit("ledger").alias("source"),
        pl.lit(None, dtype=pl.Int64).alias("reverses_id"),
        *beside_nothing(),
        pl.lit(value=True).alias("reconstructed"),
        *_stamp(record),
    ).rename({"application_id": "id"})
    bulk.insert(Application, made)
    record.wrote(Application, made)
    move_open_balances(made.select("receivable_id", moved_cents=-pl.col("amount_cents")))


def _keyed(rows: pl.DataFrame) -> pl.DataFrame:
    """Each payment under a key of its own; the same facts twice in one file are two payments."""
    facts = pl.concat_str(
        pl.col("reference").fill_null(""), pl.col("number").fill_null(""), pl.col("paid_on").cast(pl.String),
        pl.col("amount_cents").cast(pl.String), "currency", separator="|",
    )  # fmt: skip
    marked = rows.with_columns(facts=facts)
    rank = pl.int_range(pl.len()).over("account", "facts")
    return marked.with_columns(
        key=pl.format("table|payment|{}|{}|{}", "account", "facts", rank).str.slice(0, 200)
    ).drop("facts")


def _settled(paid: pl.DataFrame, invoices: pl.DataFrame) -> pl.DataFrame:
    """What each payment extinguishes of the invoice that it names; several share it in their order."""
    found = _by_known_number(paid, invoices).join(invoices, on=_KEY, how="left", maintain_order="left")
    before = pl.col("amount_cents").cum_sum().over("receivable_id") - pl.col("amount_cents")
    left = (pl.col("open_cents") - before).clip(lower_bound=0)
    return found.with_columns(
        applied_cents=pl.when(pl.col("receivable_id").is_null())
        .then(0)
        .otherwise(pl.min_horizontal("amount_cents", left))
    )


def _by_known_number(paid: pl.DataFrame, invoices: pl.DataFrame) -> pl.DataFrame:
    """Payments under the number by which the invoice that they name is known."""
    told = paid.filter(pl.col("number").is_not_null()).unique(["account", "number"], maintain_order=True)
    none = {"issued_on": pl.lit(None, pl.Date), "amount_cents": pl.lit(None, pl.Int64)}
    known = invoices.select("account", "number", "currency", "receivable_id", **none)
    names = known_numbers(
        told.select("account", "number", "currency", **none), known.rename({"receivable_id": "id"})
    )
    renamed = paid.join(names, on=["account", "number"], how="left", maintain_order="left")
    return renamed.with_columns(number=pl.coalesce("known_number", "number")).drop("known_number")


def _pay(record: Record, paid: pl.DataFrame, *, on: date) -> None:
    if paid.is_empty():
        return
    rows = paid.select(
        "id",
        "customer_id",
        "key",
        pl.lit("ledger").alias("source"),
        "paid_on",
        "amount_cents",
        (pl.col("amount_cents") - pl.col("applied_cents")).alias("unapplied_cents"),
        "currency",
        pl.lit(value=False).alias("in_bank_journal"),
        *(pl.lit("").alias(name) for name in ("journal", "entry_number", "ledger_key")),
        pl.col("number").fill_null("").alias("piece"),
        pl.col("reference").fill_null("").alias("label"),
        "line",
        "intake_id",
        pl.lit(on).alias("known_on"),
        pl.lit(value=True).alias("reconstructed"),
        *_stamp(record),
    )
    bulk.insert(Payment, rows)
    record.wrote(Payment, rows)


def _stamp(record: Record) -> tuple[pl.Expr, ...]:
    return (
        pl.lit(record.creditor.pk).alias("creditor_id"),
        pl.lit(record.entry.pk).alias("entry_id"),
        pl.lit(record.at).alias("recorded_at"),
    )
