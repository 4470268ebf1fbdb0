"""A ledger taken in: customers, receivables, payments and what pays what; a newer file updates, never adds twice."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import asdict
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final

import polars as pl
from django.db import transaction

from encours.acts.cash_writing import write_doubts
from encours.acts.entries.returned import mark_returned
from encours.acts.import_file.ledger_applications import ApplicationChanges, application_changes
from encours.acts.import_file.ledger_chain import chained, rebuilt, same_company
from encours.acts.import_file.ledger_customers import write_customers
from encours.acts.import_file.ledger_opening import (
    carried_documents,
    carried_receivables,
    opening_day,
    with_left_at_opening,
)
from encours.acts.import_file.ledger_order import (
    Newer,
    earlier_ledgers,
    newer_ledgers,
    read_again,
    write_again,
)
from encours.acts.import_file.ledger_payments import place_payments, told_back_in, write_payments
from encours.acts.import_file.ledger_receivables import place_receivables, write_receivables
from encours.acts.import_file.ledger_returns import take_over_returns
from encours.acts.import_file.ledger_transfers import transfers_in
from encours.acts.import_file.preparing import OvertakenError, prepared
from encours.acts.import_file.result import Reading, Source, Written, keep_aside, keep_intake
from encours.core.entries.returning import applied_as_exported
from encours.core.ledger import (
    Ledger,
    compare,
    gather,
    respelt,
)
from encours.records.cash.models import Application
from encours.records.documents.models import Intake
from encours.records.frames import bulk
from encours.records.frames.entries import exported_parts
from encours.records.frames.known import known_payments, known_receivables, standing_applications
from encours.records.history.writing import Record, recording
from encours.records.parties.models import Creditor

_ACCOUNTS: Final = 2_000  # of one file, kept with its import


def import_ledger(
    creditor: Creditor, source: Source, *, author: str, at: datetime, on: date, home: Path
) -> Intake:
    """Import a FEC (or an extract of its customer accounts).

    Raises
        UnreadableFileError: the file is another company's, or cannot be trusted as a whole.
    """
    reading = Reading(source)
    gathered = gather(reading.frames())
    ledger = rebuilt(creditor, gathered, reading.facts.get("closing_on"))
    same_company(creditor, source, reading)
    reading.notices += ledger.notices + chained(creditor, ledger)
    newer = newer_ledgers(creditor, ledger, home=home)
    if not newer:
        return _taken_in(creditor, source, reading, ledger, author=author, at=at, on=on, home=home)

    def write(record: Record, one: Newer) -> dict[str, Any]:
        again = rebuilt(creditor, one.gathered, one.closing_on)
        return _write(record, again, on=on, intake_id=one.intake.pk)

    told: dict[str, Any] = {"author": author, "at": at}
    with transaction.atomic():
        write_again(creditor, earlier_ledgers(creditor, ledger, home=home), write, **told)
        ledger = rebuilt(creditor, gathered, reading.facts.get("closing_on"))
        then = newer[0].opening_on
        intake = _taken_in(creditor, source, reading, ledger, on=on, home=home, then=then, **told)
        read_again(creditor, newer, write, **told)
    return intake


def _taken_in(
    creditor: Creditor,
    source: Source,
    reading: Reading,
    ledger: Ledger,
    *,
    author: str,
    at: datetime,
    on: date,
    home: Path,
    then: date | None = None,
) -> Intake:
    """Write one ledger; `then` is the opening day of the year after it, where that is known already."""
    laid, controls = keep_aside(creditor.pk, source, home), _controls(reading, ledger)

    def concluded(record: Record, written: Written) -> Intake:
        record.tell(counts=written.counts, controls=controls, file=source.sha256, name=source.name)
        newest = reading.facts.get("newest_on") or ledger.last_on
        return keep_intake(
            record,
            source,
            reading,
            counts=written.counts,
            controls=controls,
            author=author,
            days=(ledger.first_on, ledger.last_on, newest),
            home=home,
            laid=laid,
            intake_id=written.intake_id,
        )

    told = {"author": author, "cause": f"file {source.name}"}
    with prepared(creditor, lambda draft: _written(draft, ledger, on=on), rows=_size(ledger), at=at) as ready:
        with suppress(OvertakenError), ready.lock(creditor, "import_ledger", **told, at=at) as record:
            return concluded(record, ready.written(record))
        with recording(creditor, "import_ledger", **told, at=at) as record:
            return concluded(record, _written(record, ledger, on=on, then=then))


def _written(record: Record, ledger: Ledger, *, on: date, then: date | None = None) -> Written:
    """Write a ledger whose own row comes last: its key is reserved, so that each row says where it was read."""
    intake_id = int(bulk.reserve_ids(Intake, 1)[0])
    return Written(_write(record, ledger, on=on, then=then, intake_id=intake_id), intake_id)


def _size(ledger: Ledger) -> int:
    return len(ledger.receivables) + len(ledger.payments) + len(ledger.applications)


def _write(
    record: Record, ledger: Ledger, *, on: date, intake_id: int, then: date | None = None
) -> dict[str, Any]:
    creditor_id, opening_on = record.creditor.pk, opening_day(ledger)
    customers, known = write_customers(record, ledger), known_receivables(creditor_id)
    ledger = applied_as_exported(respelt(ledger, known), exported_parts(creditor_id))
    ledger, moved = transfers_in(creditor_id, ledger, customers)
    standing = standing_applications(creditor_id)
    posted = standing.filter("posted")
    receivables = with_left_at_opening(known, posted, "receivable_id", opening_on)
    payments = with_left_at_opening(known_payments(creditor_id), posted, "payment_id", opening_on)
    comparison = compare(_as_ledger_sees(receivables, standing), _ledger_payments(payments, standing), ledger)
    statuses = carried_documents(comparison.receivables, ledger, receivables, opening_on)
    read = place_receivables(ledger.receivables, statuses, receivables)
    placed = _with_customers(read, customers, receivables)
    beside = _paid_in_part(placed, posted, opening_on)
    told_back = pl.concat([moved.received, told_back_in(creditor_id, ledger.payments, customers)])
    paid, one = place_payments(
        ledger.payments, comparison.payments, payments, customers, beside, (opening_on, then), told_back
    )
    placed = carried_receivables(placed, receivables, standing, paid, opening_on)
    changes = application_changes(
        ledger, placed, paid, standing, receivables, payments, opening_on=opening_on
    )
    # Receivables and payments first, with the balances that the applications will leave them.
    write_receivables(record, customers, placed, changes, receivables, on=on, intake_id=intake_id)
    write_payments(record, customers, paid, changes, payments, on=on, intake_id=intake_id)
    _write_applications(record, changes, on=on)
    _doubt(record, one.doubtful, paid, payments)
    returns = take_over_returns(record, placed, receivables, payments, moved)
    mark_returned(record, ledger, paid, on=on)
    return {
        "customers": len(ledger.customers),
        "receivables": _counted(statuses),
        "payments": _counted(paid),
        "applications": {"new": len(changes.new), "reversed": len(changes.undone)},
        "returns_confirmed": returns,
        "doubtful": one.doubtful["line_id"].n_unique(),
        "notices": len(ledger.notices),
    }


def _counted(rows: pl.DataFrame) -> dict[str, int]:
    """How many rows have each status."""
    return dict(rows.group_by("status").len().sort("status").iter_rows())


def _paid_in_part(placed: pl.DataFrame, posted: pl.DataFrame, opening_on: date | None) -> pl.Series:
    """Payments of earlier years that paid a part of a document which the opening carries."""
    opening = pl.lit(opening_on, dtype=pl.Date)
    carried = placed.filter(pl.col("entry_on") == opening).select("receivable_id").drop_nulls()
    return posted.join(carried, on="receivable_id", how="semi")["payment_id"].drop_nulls().unique()


def _with_customers(placed: pl.DataFrame, customers: pl.DataFrame, known: pl.DataFrame) -> pl.DataFrame:
    """Add `customer_id`: by account where the file shows the item, else as known."""
    shown = placed.join(customers.select("account", "customer_id"), on="account", how="left")
    held = known.select("receivable_id", held="customer_id")
    return (
        shown.join(held, on="receivable_id", how="left")
        .with_columns(customer_id=pl.coalesce("customer_id", "held"))
        .drop("held")
    )


def _doubt(record: Record, doubtful: pl.DataFrame, paid: pl.DataFrame, known: pl.DataFrame) -> None:
    """A payment of the bank that may be one of several of the ledger's is out of count until a person says."""
    if doubtful.is_empty():
        return
    pairs = (
        doubtful.rename({"line_id": "suspended_id"})
        .join(paid.select("key", "payment_id"), on="key")
        .join(known.select(suspended_id="payment_id", line_id="bank_line_id"), on="suspended_id")
        .unique(["line_id", "payment_id"], maintain_order=True)
    )
    write_doubts(record, pairs, suspended=True)


def _as_ledger_sees(receivables: pl.DataFrame, standing: pl.DataFrame) -> pl.DataFrame:
    """What the bank or a person applied is not the ledger's: it must not read as a change."""
    others = standing.filter(pl.col("source") != "ledger")
    taken = others.group_by("receivable_id").agg(others_cents=pl.col("amount_cents").sum())
    return receivables.join(taken, on="receivable_id", how="left").with_columns(
        open_cents=pl.col("open_cents") + pl.col("others_cents").fill_null(0)
    )


def _ledger_payments(payments: pl.DataFrame, standing: pl.DataFrame) -> pl.DataFrame:
    """Payments that the ledger posts, under the ledger's key; the bank's own alone are not compared."""
    others = standing.filter((pl.col("source") != "ledger") & pl.col("payment_id").is_not_null())
    taken = others.group_by("payment_id").agg(others_cents=pl.col("amount_cents").sum())
    posted = payments.filter(
        (pl.col("source") == "ledger") | ((pl.col("ledger_key") != "") & (pl.col("amount_cents") > 0))
    )
    return posted.join(taken, on="payment_id", how="left").with_columns(
        key=pl.when(pl.col("ledger_key") != "").then("ledger_key").otherwise("key"),
        unapplied_cents=pl.col("unapplied_cents") + pl.col("others_cents").fill_null(0),
    )


def _write_applications(record: Record, changes: ApplicationChanges, *, on: date) -> None:
    made = pl.concat([changes.new, changes.reversals(on)], how="diagonal_relaxed")
    if made.is_empty():
        return
    made = made.with_columns(
        bulk.reserve_ids(Application, len(made)),
        pl.lit(record.creditor.pk).alias("creditor_id"),
        pl.lit(record.entry.pk).alias("entry_id"),
        pl.lit(record.at).alias("recorded_at"),
        pl.col("given_up").fill_null(""),
        pl.lit("").alias("evidence"),
    )
    bulk.insert(Application, made)
    record.wrote(Application, made)


def _controls(reading: Reading, ledger: Ledger) -> dict[str, Any]:
    controls, proof = reading.controls, ledger.controls
    aside = ledger.set_aside.group_by("reason").agg(pl.col("cents").sum()).sort("reason")
    return {
        "rows_read": controls.rows_read,
        "rows_kept": controls.rows_kept,
        "debit_cents": controls.debit_cents,
        "credit_cents": controls.credit_cents,
        "refused_debit_cents": controls.refused_debit_cents,
        "refused_credit_cents": controls.refused_credit_cents,
        "balance_cents": proof.balance_cents,
        "open_cents": proof.open_cents,
        "unapplied_cents": proof.unapplied_cents,
        "difference_cents": proof.difference_cents,
        "by_root": dict(proof.by_root.iter_rows()),
        "set_aside": dict(aside.iter_rows()),
        "anomalies": [asdict(anomaly) for anomaly in ledger.anomalies],
        "accounts": ledger.facing[:_ACCOUNTS],
    }
