"""Invoices of a connected system told again: their amount, what is settled otherwise, those that are gone."""

from __future__ import annotations

from datetime import date

import polars as pl

from encours.acts.import_file.table_known import as_known, paid_since, redate
from encours.records.frames.table_known import told_invoices
from encours.records.history.writing import Record


def settle_rest(record: Record, rows: pl.DataFrame, *, on: date) -> int:
    """What is left open is more than the source says, all payments told: the rest was settled in another way."""
    found = _found(record, rows)
    return paid_since(record, found.filter("of_table"), on=on)


def restate(record: Record, rows: pl.DataFrame) -> int:
    """An invoice that its own source now tells with another amount takes it, where what was paid still fits in.

    One that was gone and is told again is there again.
    """
    found = _found(record, rows).filter("of_connector")
    back = found.filter(pl.col("was_gone").is_not_null())
    redate(record, back.select("id", pl.col("version") + 1, gone_on=pl.lit(None, dtype=pl.Date)))
    found = found.with_columns(version=pl.col("version") + pl.col("was_gone").is_not_null())
    said = pl.col("amount_cents")
    now = pl.col("was_open") + said - pl.col("was_cents")
    fits = pl.when(said > 0).then(now.is_between(0, said)).otherwise(now.is_between(said, 0))
    moved = found.filter((said != pl.col("was_cents")) & (said.sign() == pl.col("was_cents").sign()) & fits)
    return redate(record, moved.select("id", "amount_cents", pl.col("version") + 1, open_cents=now))


def mark_gone(record: Record, rows: pl.DataFrame, *, on: date) -> int:
    """Invoices that their source no longer has: kept, marked, and chased no more."""
    named = rows.with_columns(
        issued_on=pl.lit(None, pl.Date), amount_cents=pl.lit(None, pl.Int64), currency=pl.lit(None, pl.String)
    )
    found = _found(record, named).filter("of_connector", pl.col("was_gone").is_null())
    return redate(record, found.select("id", pl.col("version") + 1, gone_on=pl.lit(on)))


def _found(record: Record, rows: pl.DataFrame) -> pl.DataFrame:
    known = told_invoices(record.creditor.pk, rows["account"])
    told = as_known(rows, known).unique(["account", "number"], keep="last", maintain_order=True)
    whole = known.filter(~pl.col("aside"))  # a double set aside stays as it is
    return told.join(whole.drop("issued_on"), on=["account", "number"], maintain_order="left")
