"""Entries exported: what the books lack of the bank's payments, in one file, once."""

from __future__ import annotations

from datetime import date, datetime
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import Any

import polars as pl
from django.db.models import Max

from encours.acts.connect.intend import Wish, intend
from encours.acts.deciding_once import decide_then_write
from encours.acts.entries.drawing import DAYS, OF_PAYOUT, Drawn, draw
from encours.core.entries.lines import LINE
from encours.core.entries.policy import SEPARATORS, EntryPolicy
from encours.core.entry_keys import key_of
from encours.core.evidence import canonical
from encours.formats.fec.writing import written
from encours.records.documents.keeping import keep
from encours.records.documents.models import KeptFile
from encours.records.entries.models import EntryExport, ExportedEntry, ExportedPart, ExportedPayout
from encours.records.entries.reading import entry_policy
from encours.records.frames import bulk
from encours.records.history.writing import Record
from encours.records.parties.models import Creditor, Customer
from encours.words.sheets import harmless

MEDIA_TYPE = "text/plain; charset=utf-8"
_SUFFIXES = {"tab": "txt", "semicolon": "csv"}


def export_entries(
    creditor: Creditor, *, author: str, at: datetime, on: date, home: Path
) -> EntryExport | None:
    """Export what was not yet; None when there is nothing. The file is kept, and each entry is exported once.

    Raises
        RuleError: other acts kept moving the same facts; nothing was written.
    """

    def decide() -> Drawn | None:
        drawn = draw(creditor, on=on)
        return None if drawn.entries.is_empty() else drawn

    return decide_then_write(
        creditor.pk,
        decide,
        lambda record, drawn: _write(record, drawn, author=author, on=on, home=home),
        act="export_entries",
        author=author,
        cause="entries",
        at=at,
    )


def _write(record: Record, drawn: Drawn, *, author: str, on: date, home: Path) -> EntryExport:
    last = EntryExport.objects.filter(creditor=record.creditor).aggregate(last=Max("number"))["last"] or 0
    policy = entry_policy(record.creditor.pk)
    name = f"ecritures-{last + 1:04d}.{_SUFFIXES[policy.separator]}"
    kept = keep(
        sheet_of(drawn.lines, policy),
        creditor_id=record.creditor.pk,
        name=name,
        media_type=MEDIA_TYPE,
        at=record.at,
        entry_id=record.entry.pk,
        home=home,
    )
    record.wrote(KeptFile, [kept])
    made = _export(record, drawn, kept, number=last + 1, author=author, on=on)
    _write_entries(record, drawn, made)
    if policy.pushes:
        intend(record, _wishes(record, drawn))
    record.tell(
        export=made.number,
        entries=made.entries,
        debit_cents=made.debit_cents,
        customers_cents=made.customers_cents,
        file=kept.sha256,
    )
    return made


def _wishes(record: Record, drawn: Drawn) -> list[Wish]:
    """Each entry as a connected accounting software is told it, each line of a customer's account naming it."""
    ours = dict(drawn.entries.select("sequence", "customer_id").iter_rows())
    named = {line["auxiliary"] or line["account"] for line in drawn.lines.iter_rows(named=True)}
    whose = dict(
        Customer.objects.filter(creditor=record.creditor, account__in=named, merged_into__isnull=True)
        .values_list("account", "pk")
    )  # fmt: skip
    found = []
    for sequence, of_entry in groupby(drawn.lines.to_dicts(), key=itemgetter("sequence")):
        lines = list(of_entry)
        told = [_told(line, whose.get(line["auxiliary"] or line["account"])) for line in lines]
        found.append(Wish("entry", ours[sequence], lines[0]["entry_on"], text=lines[0]["label"], lines=told))
    return found


def _told(line: dict[str, Any], customer: int | None) -> dict[str, Any]:
    names = ("journal", "account", "label", "debit_cents", "credit_cents")
    return {name: line[name] for name in names} | {"customer": customer}


def _export(
    record: Record, drawn: Drawn, kept: KeptFile, *, number: int, author: str, on: date
) -> EntryExport:
    days = sorted(drawn.entries["entry_on"])
    made = EntryExport.objects.create(
        creditor=record.creditor,
        recorded_at=record.at,
        entry=record.entry,
        number=number,
        kept=kept,
        entries=len(drawn.entries),
        from_on=days[0],
        to_on=days[-1],
        exported_on=on,
        debit_cents=int(drawn.lines["debit_cents"].sum()),
        customers_cents=drawn.customers_cents,
        currency=record.creditor.currency,
        by=author,
    )
    record.wrote(EntryExport, [made])
    return made


def sheet_of(lines: pl.DataFrame, policy: EntryPolicy) -> bytes:
    """Lines as the file that the accounting software takes in, with no cell that a spreadsheet would run."""
    texts = [name for name, kind in LINE.items() if kind == pl.String]
    safe = lines.with_columns(
        pl.col(name).map_elements(harmless, return_dtype=pl.String, skip_nulls=True) for name in texts
    )
    return written(safe, SEPARATORS[policy.separator])


def _write_entries(record: Record, drawn: Drawn, made: EntryExport) -> None:
    stamp = (
        pl.lit(record.creditor.pk).alias("creditor_id"),
        pl.lit(record.entry.pk).alias("entry_id"),
        pl.lit(record.at).alias("recorded_at"),
    )
    kept_lines = _as_text(drawn.lines)
    entries = drawn.entries.join(kept_lines, on="sequence", maintain_order="left").with_columns(
        bulk.reserve_ids(ExportedEntry, len(drawn.entries))
    )
    rows = entries.select(
        "id",
        "customer_id",
        pl.lit(made.pk).alias("export_id"),
        "sequence",
        "key",
        "kind",
        "payment_id",
        "application_id",
        "booking_id",
        pl.col("reverses").alias("reverses_id"),
        "entry_on",
        "amount_cents",
        "lines",
        *stamp,
    )
    bulk.insert(ExportedEntry, rows)
    record.wrote(ExportedEntry, rows)
    _write_parts(record, drawn, entries, stamp)
    _write_payouts(record, drawn, entries, stamp)
    for customer, cents in (
        entries.drop_nulls("customer_id")
        .group_by("customer_id")
        .agg(pl.col("amount_cents").sum())
        .sort("customer_id")
        .iter_rows()
    ):
        record.of(customer, export=made.number, exported_cents=cents)
        record.untouched.add(customer)  # nothing of what it owes moved


def _write_parts(record: Record, drawn: Drawn, entries: pl.DataFrame, stamp: tuple[pl.Expr, ...]) -> None:
    whose = entries.select("sequence", "customer_id", exported_id="id")
    rows = drawn.parts.join(whose, on="sequence", maintain_order="left").select(
        bulk.reserve_ids(ExportedPart, len(drawn.parts)),
        "customer_id",
        "exported_id",
        "application_id",
        "amount_cents",
        *stamp,
    )
    bulk.insert(ExportedPart, rows)
    record.wrote(ExportedPart, rows)


def _write_payouts(record: Record, drawn: Drawn, entries: pl.DataFrame, stamp: tuple[pl.Expr, ...]) -> None:
    keys = entries.select("sequence", exported_id="id")
    rows = drawn.payouts.join(keys, on="sequence", maintain_order="left").select(
        bulk.reserve_ids(ExportedPayout, len(drawn.payouts)), "exported_id", *OF_PAYOUT, *stamp
    )
    bulk.insert(ExportedPayout, rows)
    record.wrote(ExportedPayout, rows)


def _as_text(lines: pl.DataFrame) -> pl.DataFrame:
    """By entry: its key, and its lines in canonical JSON."""
    plain = lines.with_columns(pl.col(name).dt.strftime("%Y-%m-%d").fill_null("") for name in DAYS)
    found = []
    for sequence, of_entry in groupby(plain.to_dicts(), key=itemgetter("sequence")):
        found.append((sequence, key_of(sequence), canonical({"lines": list(of_entry)})))
    return pl.DataFrame(
        found, schema={"sequence": pl.Int64, "key": pl.String, "lines": pl.String}, orient="row"
    )
