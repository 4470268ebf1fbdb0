"""Writing payments of the bank, what they extinguish and what of them is in doubt, with the balances moved."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import polars as pl
from django.db.models import F

from encours.core.evidence import canonical
from encours.records.cash.models import Application, BankLine, Candidate, Doubt, Payment
from encours.records.frames import bulk
from encours.records.frames.cash import move_open_balances
from encours.records.history.writing import Record


@dataclass(frozen=True, slots=True)
class Paid:
    """`payments`: line_id, version, customer_id, booked_on, currency, wording, amount_cents, applied_cents.

    `applications`: the columns of `core.matching.shapes.Match`, `facts` in canonical JSON (`evidence`).
    """

    payments: pl.DataFrame
    applications: pl.DataFrame


def write_payments(record: Record, paid: Paid, *, source: str) -> None:
    """Write the payments of bank lines and their applications; `source` says who applied: bank or person."""
    payments = paid.payments.with_columns(bulk.reserve_ids(Payment, len(paid.payments)))
    stamp = (
        pl.lit(record.creditor.pk).alias("creditor_id"),
        pl.lit(record.entry.pk).alias("entry_id"),
        pl.lit(record.at).alias("recorded_at"),
        pl.lit(value=True).alias("reconstructed"),
    )
    rows = payments.select(
        "id",
        "customer_id",
        # A line put back among those that wait makes another payment: its version is another.
        pl.format("bank:{}:{}:{}", "line_id", "customer_id", "version").alias("key"),
        pl.lit("bank").alias("source"),
        pl.col("booked_on").alias("paid_on"),
        "amount_cents",
        (pl.col("amount_cents") - pl.col("applied_cents")).alias("unapplied_cents"),
        "currency",
        pl.lit(value=True).alias("in_bank_journal"),
        *(pl.lit("").alias(name) for name in ("journal", "entry_number", "piece", "ledger_key")),
        pl.col("wording").str.slice(0, 300).alias("label"),
        pl.lit(0).alias("line"),
        pl.col("line_id").alias("bank_line_id"),
        pl.col("booked_on").alias("known_on"),
        *stamp,
    )
    bulk.insert(Payment, rows)
    record.wrote(Payment, rows)
    _write_applications(record, paid.applications, payments, stamp, source)


def with_evidence(matches: pl.DataFrame) -> pl.DataFrame:
    """What each match went by, as canonical JSON: only what is told."""
    told = [canonical(_plain(facts)) for facts in matches["facts"]]
    return matches.drop("facts").with_columns(pl.Series("evidence", told, dtype=pl.String))


def _plain(facts: dict[str, Any]) -> dict[str, Any]:
    """What is told of a match; an account is told by its end, which is enough to know it again."""
    told = {name: value for name, value in facts.items() if value is not None}
    if told.get("payer_kind") == "iban":
        told["payer_value"] = told["payer_value"][-4:]
    return told


def beside_nothing() -> tuple[pl.Expr, ...]:
    """The columns of an application that no bank line makes."""
    return (
        pl.lit("").alias("given_up"),
        pl.lit(None, dtype=pl.Int64).alias("bank_line_id"),
        pl.lit("").alias("evidence"),
    )


def _write_applications(
    record: Record,
    applications: pl.DataFrame,
    payments: pl.DataFrame,
    stamp: tuple[pl.Expr, ...],
    source: str,
) -> None:
    by_line = payments.select("line_id", "customer_id", "booked_on", pl.col("id").alias("payment_id"))
    paid = pl.col("kind") == "payment"
    rows = applications.join(by_line, on=["line_id", "customer_id"]).select(
        bulk.reserve_ids(Application, len(applications)),
        "customer_id",
        pl.when(paid).then("payment_id").alias("payment_id"),
        "credit_note_id",
        pl.when(paid | (pl.col("kind") == "credit_note"))
        .then(pl.lit(""))
        .otherwise("kind")
        .alias("given_up"),
        pl.when(~paid).then("line_id").alias("bank_line_id"),
        "evidence",
        "receivable_id",
        "amount_cents",
        pl.col("booked_on").alias("applied_on"),
        pl.col("booked_on").alias("known_on"),
        "reason",
        pl.lit(source).alias("source"),
        pl.lit(None, dtype=pl.Int64).alias("reverses_id"),
        *stamp,
    )
    bulk.insert(Application, rows)
    record.wrote(Application, rows)
    taken = rows.select("receivable_id", (-pl.col("amount_cents")).alias("moved_cents"))
    used = rows.drop_nulls("credit_note_id").select(
        pl.col("credit_note_id").alias("receivable_id"), pl.col("amount_cents").alias("moved_cents")
    )
    move_open_balances(pl.concat([taken, used]))


def write_doubts(record: Record, pairs: pl.DataFrame, *, suspended: bool = False) -> None:
    """Keep what a person must say: `line_id`, `payment_id` (the ledger's), `reason`, and `suspended_id` if any.

    The lines wait; `suspended` says that the bank's own payment was put out of count by the same act.
    """
    known = set(
        Doubt.objects.filter(line__in=pairs["line_id"].unique().to_list()).values_list(
            "line_id", "payment_id"
        )
    )
    Doubt.objects.bulk_create(
        Doubt(
            creditor=record.creditor,
            recorded_at=record.at,
            entry=record.entry,
            line_id=row["line_id"],
            payment_id=row["payment_id"],
            suspended_id=row["suspended_id"] if suspended else None,
            reason=row["reason"],
        )
        for row in pairs.iter_rows(named=True)
        if (row["line_id"], row["payment_id"]) not in known
    )
    lines = pairs["line_id"].unique().to_list()
    BankLine.objects.filter(pk__in=lines).update(state="doubtful", version=F("version") + 1)
    Candidate.objects.filter(line__in=lines).delete()
