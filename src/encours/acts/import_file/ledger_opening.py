"""Opening entries of a later year: they carry forward what is known, never add to it.

An invoice carried for what was left of it keeps its amount and its earlier payments; a part payment carried
beside its invoice is the payment already known.
"""

from __future__ import annotations

from datetime import date

import polars as pl

from encours.core.ledger import Ledger


def opening_day(ledger: Ledger) -> date | None:
    """The day of the opening entries, None where the file has none."""
    day = ledger.opening_balances["opening_on"].max()
    return day if isinstance(day, date) else None


def carried_payments(new: pl.DataFrame, known: pl.DataFrame, opening_on: date | None) -> pl.DataFrame:
    """Pair credits of the opening entries with payments of earlier years: columns key, payment_id.

    The same customer, and the same amount or what was left unapplied of it; each used once, the oldest first.
    """
    empty = pl.DataFrame(schema={"key": pl.String, "payment_id": pl.Int64})
    if opening_on is None:
        return empty
    opened = new.filter((pl.col("paid_on") == opening_on) & ~pl.col("in_bank_journal")).sort("line")
    older = known.filter((pl.col("paid_on") < opening_on) & ~pl.col("gone")).sort("paid_on", "payment_id")
    if opened.is_empty() or older.is_empty():
        return empty
    pairs = pl.concat([_paired(opened, older, "amount_cents"), _paired(opened, older, "unapplied_cents")])
    return (
        pairs.unique("key", keep="first", maintain_order=True)
        .unique("payment_id", keep="first", maintain_order=True)
        .select("key", "payment_id")
    )


def _paired(opened: pl.DataFrame, older: pl.DataFrame, amount: str) -> pl.DataFrame:
    same = ["account", "cents"]
    left = opened.select("key", "account", cents="amount_cents").with_columns(
        rank=pl.int_range(pl.len()).over(same)
    )
    right = older.select("payment_id", "account", cents=amount).with_columns(
        rank=pl.int_range(pl.len()).over(same)
    )
    return left.join(right, on=[*same, "rank"]).select("key", "payment_id")


def carried_receivables(
    placed: pl.DataFrame,
    known: pl.DataFrame,
    standing: pl.DataFrame,
    paid: pl.DataFrame,
    opening_on: date | None,
) -> pl.DataFrame:
    """Give receivables read from an opening entry the amount, days and number under which they are known.

    Their amount is what the opening carries plus what earlier years applied (by sources that the opening does
    not carry beside them): what stays open is then what the ledger says.
    """
    if opening_on is None:
        return placed
    held = known.select(
        "receivable_id",
        number_was="number",
        kind_was="kind",
        issued_was="issued_on",
        entry_was="entry_on",
    )
    carried = (pl.col("entry_on") == opening_on) & (pl.col("entry_was") < opening_on)
    sources = paid["payment_id"].drop_nulls()
    before = standing.filter(pl.col("applied_on") < opening_on)
    by_payment = before.filter(
        pl.col("payment_id").is_not_null() & ~pl.col("payment_id").is_in(sources.implode())
    )
    credits_carried = placed.filter(pl.col("entry_on") == opening_on)["receivable_id"].drop_nulls()
    by_credit = before.filter(
        pl.col("credit_note_id").is_not_null() & ~pl.col("credit_note_id").is_in(credits_carried.implode())
    )
    applied = (
        pl.concat([by_payment, by_credit]).group_by("receivable_id").agg(applied=pl.col("amount_cents").sum())
    )
    used = (
        before.filter(pl.col("credit_note_id").is_not_null())
        .group_by(pl.col("credit_note_id").alias("receivable_id"))
        .agg(used=pl.col("amount_cents").sum())
    )
    both = (
        placed.join(held, on="receivable_id", how="left")
        .join(applied, on="receivable_id", how="left")
        .join(used, on="receivable_id", how="left")
    )
    whole = pl.col("amount_cents") + pl.col("applied").fill_null(0) - pl.col("used").fill_null(0)
    return both.with_columns(
        amount_cents=pl.when(carried).then(whole).otherwise("amount_cents"),
        number=pl.when(carried).then("number_was").otherwise("number"),
        kind=pl.when(carried).then("kind_was").otherwise("kind"),
        issued_on=pl.when(carried).then("issued_was").otherwise("issued_on"),
        entry_on=pl.when(carried).then("entry_was").otherwise("entry_on"),
    ).select(placed.columns)
