"""What stood on a day, from what was issued, what was paid and what was applied: pure, in any order of events."""

from __future__ import annotations

from datetime import date

import polars as pl


def with_corrections(applied: pl.DataFrame) -> pl.DataFrame:
    """Say of each application when it was undone (`undone_on`) and whether it is part of a correction (`corrected`).

    `applied` has application_id, applied_on, reverses_id and `returned`: a payment given back is no correction,
    both stand, each at its own date; an application undone was a mistake, and neither ever stood.
    """
    undone = applied.filter(pl.col("reverses_id").is_not_null()).select(
        application_id="reverses_id", undone_on="applied_on", was_returned="returned"
    )
    return applied.join(undone, on="application_id", how="left").with_columns(
        corrected=(~pl.col("was_returned")).fill_null(value=False)
        | (pl.col("reverses_id").is_not_null() & ~pl.col("returned"))
    )


def open_at(states: pl.DataFrame, applied: pl.DataFrame, on: date, *, as_reported: bool) -> pl.DataFrame:
    """What is open on a day: amount, less what pays it, plus what it pays as a credit; none that is settled.

    `as_reported` counts all that was known, as a run does, whatever its date; else what is dated by the day.
    """
    if not as_reported:
        states = states.filter(pl.col("issued_on") <= on)
        applied = dated(applied, on)
    paid = applied.group_by("receivable_id").agg(paid=pl.col("amount_cents").sum())
    used = (
        applied.filter(pl.col("credit_note_id").is_not_null())
        .group_by(pl.col("credit_note_id").alias("receivable_id"))
        .agg(used=pl.col("amount_cents").sum())
    )
    return (
        states.join(paid, on="receivable_id", how="left")
        .join(used, on="receivable_id", how="left")
        .with_columns(
            open_cents=pl.col("amount_cents") - pl.col("paid").fill_null(0) + pl.col("used").fill_null(0)
        )
        .filter(pl.col("open_cents") != 0)
        .drop("paid", "used")
    )


def dated(applied: pl.DataFrame, on: date) -> pl.DataFrame:
    """Applications dated by a day, corrections applied."""
    return applied.filter(~pl.col("corrected") & (pl.col("applied_on") <= on))


def unapplied_at(paid: pl.DataFrame, applied: pl.DataFrame, on: date, *, as_reported: bool) -> pl.DataFrame:
    """Payments with what of each is applied to nothing on a day."""
    if not as_reported:
        paid, applied = paid.filter(pl.col("paid_on") <= on), dated(applied, on)
    used = (
        applied.filter(pl.col("payment_id").is_not_null())
        .group_by("payment_id")
        .agg(used=pl.col("amount_cents").sum())
    )
    return (
        paid.join(used, on="payment_id", how="left")
        .with_columns(unapplied_cents=pl.col("amount_cents") - pl.col("used").fill_null(0))
        .drop("used")
    )


def settled_by(states: pl.DataFrame, applied: pl.DataFrame, paid: pl.DataFrame, on: date) -> pl.DataFrame:
    """What was settled, and by what; payments that were given back since did not settle anything."""
    kept = dated(applied, on).filter(
        pl.col("reverses_id").is_null() & (pl.col("undone_on").is_null() | (pl.col("undone_on") > on))
    )
    banked = paid.filter("in_bank")["payment_id"]
    by = (
        pl.when(pl.col("credit_note_id").is_not_null())
        .then(pl.lit("credit_note"))
        .when(pl.col("payment_id").is_in(banked.implode()))
        .then(pl.lit("money"))
        .otherwise(pl.lit("other"))
    )
    told = states.select(
        "receivable_id", "customer_id", "kind", "issued_on", "due_on", "due_assumed", "currency"
    )
    return kept.select("receivable_id", "amount_cents", settled_on=pl.col("applied_on"), by=by).join(
        told, on="receivable_id"
    )
