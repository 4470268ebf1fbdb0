"""What a connector pulled, taken in: customers, invoices, what pays them, orders; one act a batch."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

import polars as pl

from encours.acts.import_file.companion import WRITERS, write_customers
from encours.acts.import_file.pulled_cash import write_pulled_cash
from encours.acts.import_file.pulled_invoices import mark_gone, restate, settle_rest
from encours.acts.import_file.pulled_owners import write_pulled_owners
from encours.acts.import_file.result import Reading, Source, keep_aside, keep_intake
from encours.acts.import_file.table_known import as_known, write_invoices
from encours.formats.pulled.shapes import TABLES
from encours.records.documents.models import Intake
from encours.records.frames import bulk
from encours.records.frames.table_known import told_invoices
from encours.records.history.writing import Record, recording
from encours.records.parties.models import Creditor

_REST = ("orders", "deals", "campaigns")


def import_pulled(
    creditor: Creditor,
    source: Source,
    *,
    author: str,
    at: datetime,
    on: date,
    home: Path,
    also: Callable[[Record, dict[str, Any]], None] | None = None,
) -> Intake:
    """Take in one batch: all of it, or nothing.

    `also` writes in the same transaction what goes with it (how far the source was read).

    Raises
        UnreadableFileError: the file cannot be trusted as a whole.
    """
    reading = Reading(source)
    frames: dict[str, pl.DataFrame] = {}
    for frame in reading.frames():
        frames.setdefault(reading.facts["table"], frame)
    laid = keep_aside(creditor.pk, source, home)
    told = str(reading.facts.get("source", ""))
    with recording(creditor, "import_pulled", author=author, cause=f"file {source.name}", at=at) as record:
        intake_id = int(bulk.reserve_ids(Intake, 1)[0])
        counts = _written(record, frames, intake_id, told, on=on)
        controls = {"rows_read": reading.controls.rows_read, "rows_kept": reading.controls.rows_kept}
        record.tell(counts=counts, controls=controls, file=source.sha256, name=source.name)
        intake = keep_intake(
            record,
            source,
            reading,
            counts=counts,
            controls=controls,
            author=author,
            days=(None, None, on),
            home=home,
            laid=laid,
            intake_id=intake_id,
        )
        if also is not None:
            also(record, counts)
    return intake


def _written(
    record: Record, frames: dict[str, pl.DataFrame], intake_id: int, source: str, *, on: date
) -> dict[str, Any]:
    """Customers, then what they owe in full, then what pays it, then what is settled otherwise."""
    rows = {
        table: frames.get(table, shape.create_empty()).with_columns(intake_id=pl.lit(intake_id))
        for table, shape in TABLES.items()
    }
    counts: dict[str, Any] = {"table": "pulled"}
    if not rows["customers"].is_empty():
        counts["customers"] = write_customers(record, rows["customers"], on=on, source="connector")
        counts["owners"] = write_pulled_owners(record, rows["customers"], on=on)
    owed, allocations = _under_known_numbers(record, rows["invoices"], rows["allocations"])
    if not owed.is_empty():
        restated = restate(record, owed)
        silent = owed.with_columns(
            open_cents=pl.lit(None, dtype=pl.Int64), status=pl.lit(None, dtype=pl.String)
        )
        counts["invoices"] = write_invoices(record, silent, on=on, source="connector") | {
            "restated": restated
        }
    if not owed.is_empty() or not rows["payments"].is_empty():
        counts["payments"] = write_pulled_cash(
            record, owed, rows["payments"], allocations, source=source, intake_id=intake_id, on=on
        )
        counts["payments"]["settled"] = settle_rest(record, owed, on=on)
    for table in _REST:
        if not rows[table].is_empty():
            counts[table] = WRITERS[table](record, rows[table], on=on)
    if not rows["gone"].is_empty():
        counts["gone"] = mark_gone(record, rows["gone"], on=on)
    return counts


def _under_known_numbers(
    record: Record, owed: pl.DataFrame, allocations: pl.DataFrame
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Invoices, and what pays them, under the numbers by which they are known here."""
    if owed.is_empty():
        return owed, allocations
    named = as_known(owed, told_invoices(record.creditor.pk, owed["account"]))
    numbers = named.select("line", known="number").unique("line")
    parts = allocations.join(numbers, on="line", how="left", maintain_order="left")
    return named, parts.with_columns(number=pl.coalesce("known", "number")).drop("known")
