"""Invoices already known, told again by a table: their due dates, their orders, and what has been paid since."""

from __future__ import annotations

from datetime import date
from typing import Any

import polars as pl

from encours.acts.import_file.instalments import insert_plans, take_plans
from encours.acts.import_file.table_invoices import add_invoices, pay_invoices
from encours.acts.provenance.meeting import complete, meet
from encours.acts.quality.sources import tell_amounts
from encours.core.one_invoice import told_again
from encours.records.frames import bulk
from encours.records.frames.cash import move_open_balances
from encours.records.frames.past import supersede
from encours.records.frames.sealed_rows import sealed_rows
from encours.records.frames.table_known import told_invoices
from encours.records.history.writing import Record
from encours.records.receivables.models import Receivable


def write_invoices(record: Record, rows: pl.DataFrame, *, on: date, source: str = "table") -> dict[str, Any]:
    """Due dates and orders for known invoices, and their payments; what a source better believed told is kept.

    `source` is who tells them (`core.provenance`).

    An invoice that nothing else told is added. A ledger's invoice is paid by the ledger or the bank, never here.
    """
    known = told_invoices(record.creditor.pk, rows["account"])
    told = rows.unique(["account", "number"], keep="last", maintain_order=True)
    return write_told(
        record, told, known, told.select("line", "due_on", "amount_cents").clear(), on=on, source=source
    )


def write_told(
    record: Record, told: pl.DataFrame, known: pl.DataFrame, plans: pl.DataFrame, *, on: date, source: str
) -> dict[str, Any]:
    """The same for one row an invoice, beside what is `known`; `plans` are their instalments, by `line`."""
    both = as_known(told, known).join(known, on=["account", "number"], how="left", maintain_order="left")
    found = both.filter(pl.col("id").is_not_null() & ~pl.col("aside"))  # a double set aside stays as it is
    differ = tell_amounts(record, found.select("id", "amount_cents", "currency"), source=source)
    changed = _dated(record, found, source)
    of_known = plans.join(found.select("line", receivable_id="id"), on="line").drop("line")
    planned = take_plans(record, of_known, source=source)
    paid = paid_since(record, found.filter("of_table"), on=on)
    unknown = both.filter(pl.col("id").is_null()).select(told.columns)
    added = add_invoices(record, unknown, on=on)
    planned += insert_plans(record, plans.join(added, on="line").drop("line"))
    counts = {"changed": changed, "paid": paid, "new": len(added), "unknown": len(unknown) - len(added)}
    return counts | {name: many for name, many in (("differ", differ), ("plans", planned)) if many}


def as_known(rows: pl.DataFrame, known: pl.DataFrame) -> pl.DataFrame:
    """Rows of a table under the numbers by which their invoices are known, where only the writing differs."""
    names = known_numbers(
        rows.select("account", "number", "issued_on", "amount_cents", "currency"),
        known.select(
            "id", "account", "number", "issued_on", amount_cents="was_cents", currency="was_currency"
        ),
    )
    renamed = rows.join(names, on=["account", "number"], how="left", maintain_order="left")
    return renamed.with_columns(number=pl.coalesce("known_number", "number")).select(rows.columns)


def known_numbers(told: pl.DataFrame, known: pl.DataFrame) -> pl.DataFrame:
    """`account`, `number` and `known_number` of what is told under another writing than it is known by.

    Both frames have `account`, `number`, `issued_on`, `amount_cents` and `currency`; `known` its `id` too.
    """
    by = ["account", "number"]
    if known.is_empty():
        return told.select(*by, known_number="number").clear()
    read = told.join(known, on=by, how="anti").with_row_index("id").with_columns(side=pl.lit(""))
    waiting = known.join(told, on=by, how="anti").with_columns(side=pl.lit(""))
    return (
        told_again(read, waiting)
        .join(read.select(*by, read="id"), on="read")
        .join(waiting.select(known="id", known_number="number"), on="known")
        .select(*by, "known_number")
    )


def _dated(record: Record, found: pl.DataFrame, source: str) -> int:
    """Dates and orders, where nobody told any, or where this source is believed rather than who told them."""
    disputed = _otherwise(found)
    lost = disputed.join(meet(record, disputed, source=source), on=["receivable_id", "field"], how="anti")
    if source != "table":
        complete(record, _completed(found), source=source)

    def stands(field: str) -> pl.Expr:
        kept = lost.filter(pl.col("field") == field)["receivable_id"]
        return pl.col("id").is_in(kept.implode())

    dated = pl.col("due_on").is_not_null() & ~stands("due_on")
    told = found.select(
        "id",
        "was_on",
        "was_po",
        "was_source",
        pl.col("version") + 1,
        due_on=pl.when(dated).then("due_on").otherwise("was_on"),
        due_source=pl.when(dated & ~_person_agrees()).then(pl.lit("file")).otherwise("was_source"),
        po_number=pl.when(stands("po_number")).then("was_po").otherwise(pl.coalesce("po_number", "was_po")),
    )
    moved = told.filter(
        (pl.col("due_on") != pl.col("was_on"))
        | (pl.col("due_source") != pl.col("was_source"))
        | (pl.col("po_number") != pl.col("was_po"))
    )
    return redate(record, moved.select("id", "due_on", "due_source", "po_number", "version"))


def _person_agrees() -> pl.Expr:
    return (pl.col("was_source") == "person") & (pl.col("due_on") == pl.col("was_on"))


def _otherwise(found: pl.DataFrame) -> pl.DataFrame:
    """What the table says otherwise than somebody told before: `receivable_id`, `field`, `value`."""
    dates = found.filter(
        pl.col("due_on").is_not_null()
        & (pl.col("was_source") != "assumed")
        & (pl.col("due_on") != pl.col("was_on"))
    ).select(receivable_id="id", field=pl.lit("due_on"), value=pl.col("due_on").dt.to_string("iso"))
    orders = found.filter(
        pl.col("po_number").is_not_null()
        & (pl.col("was_po") != "")
        & (pl.col("po_number") != pl.col("was_po"))
    ).select(receivable_id="id", field=pl.lit("po_number"), value=pl.col("po_number").str.slice(0, 60))
    return pl.concat([dates, orders])


def _completed(found: pl.DataFrame) -> pl.DataFrame:
    """What is now told of invoices that another source brought, and that nobody had told."""
    others = found.filter(~pl.col("of_connector"))
    dates = others.filter(pl.col("due_on").is_not_null() & (pl.col("was_source") == "assumed"))
    orders = others.filter((pl.col("po_number").fill_null("") != "") & (pl.col("was_po") == ""))
    return pl.concat(
        [
            dates.select(
                receivable_id="id", field=pl.lit("due_on"), value=pl.col("due_on").dt.to_string("iso")
            ),
            orders.select(
                receivable_id="id", field=pl.lit("po_number"), value=pl.col("po_number").str.slice(0, 60)
            ),
        ]
    )


def redate(record: Record, moved: pl.DataFrame) -> int:
    """Give receivables (`id`) the values of the other columns; the rows before go to the past."""
    if moved.is_empty():
        return 0
    keys = moved["id"].to_list()
    supersede(Receivable, keys, at=record.at)
    stamp = (pl.lit(record.entry.pk).alias("entry_id"), pl.lit(record.at).alias("recorded_at"))
    bulk.update(Receivable, moved.with_columns(stamp))
    record.wrote(Receivable, sealed_rows(Receivable, keys))
    return len(keys)


def paid_since(record: Record, found: pl.DataFrame, *, on: date) -> int:
    """What the table says is open is less than before: the difference was paid. More than before changes nothing."""
    said = pl.when(pl.col("status") == "paid").then(0).otherwise("open_cents")
    same = pl.coalesce("currency", "was_currency") == pl.col("was_currency")
    less = found.with_columns(said=said).filter(
        same & (pl.col("was_open") > 0) & (pl.col("said") < pl.col("was_open")) & (pl.col("said") >= 0)
    )
    if less.is_empty():
        return 0
    paid = less.with_columns(
        receivable_id=pl.col("id"),
        amount_cents=pl.col("was_open"),
        open_cents=pl.col("said"),
        currency=pl.col("was_currency"),
        # Paid in several times: what was open before tells one payment from the next.
        rank=pl.format("|{}", "was_open"),
    )
    pay_invoices(record, paid, on=on)
    move_open_balances(paid.select("receivable_id", moved_cents=pl.col("said") - pl.col("was_open")))
    return len(paid)
