"""Receivables of a ledger: new, changed, gone; the due date computed from terms, and marked assumed."""

from __future__ import annotations

from datetime import date

import polars as pl

from encours.acts.due_dates import with_due_dates
from encours.acts.import_file.ledger_applications import ApplicationChanges
from encours.core.numbers import number_keys
from encours.records.frames import bulk
from encours.records.frames.past import supersede
from encours.records.frames.sealed_rows import sealed_rows
from encours.records.history.writing import Record
from encours.records.receivables.models import Receivable
from encours.records.runs.models import Position

_FACTS = ("number", "kind", "root", "issued_on", "entry_on", "amount_cents")


def place_receivables(read: pl.DataFrame, statuses: pl.DataFrame, known: pl.DataFrame) -> pl.DataFrame:
    """Give each receivable of the file its primary key: the known one's, or one reserved now.

    Adds `receivable_id` and `status`; rows gone or replaced follow with a null `key`.
    """
    told = statuses.filter(pl.col("key").is_not_null())
    new = told.filter(pl.col("status") == "new")
    reserved = new.select("key", bulk.reserve_ids(Receivable, len(new)).alias("receivable_id"), "status")
    rest = told.filter(pl.col("status") != "new").select("key", "receivable_id", "status")
    shown = read.join(pl.concat([reserved, rest]), on="key", how="left")
    absent = statuses.filter(pl.col("key").is_null()).select("receivable_id", "status")
    was_gone = known.select("receivable_id", was_gone="gone")
    return pl.concat([shown, absent], how="diagonal").join(was_gone, on="receivable_id", how="left")


def write_receivables(
    record: Record,
    customers: pl.DataFrame,
    placed: pl.DataFrame,
    changes: ApplicationChanges,
    known: pl.DataFrame,
    *,
    on: date,
    intake_id: int,
) -> None:
    """Write what is new, changed or gone, and every balance that moved."""
    shown = placed.filter(pl.col("key").is_not_null()).with_columns(intake_id=pl.lit(intake_id))
    amounts = pl.concat(
        [
            shown.select("receivable_id", "amount_cents"),
            known.join(shown, on="receivable_id", how="anti").select("receivable_id", "amount_cents"),
        ]
    )
    balances = changes.open_balances(amounts)
    _insert(record, customers, shown.filter(pl.col("status") == "new"), balances)
    back = pl.col("was_gone").fill_null(value=False)
    changed = _with_moved_facts(shown.filter(pl.col("status").is_in(["changed", "carried"])), known)
    assigned = _newly_assigned(shown, known)
    changed = pl.concat([changed, assigned, shown.filter(back)]).unique("receivable_id", maintain_order=True)
    aside = known.filter(pl.col("known_aside_on").is_not_null()).select("receivable_id")
    gone = placed.filter(pl.col("status").is_in(["gone", "replaced"]) & ~back)
    gone = gone.join(aside, on="receivable_id", how="anti")
    beside = [name for name in known.columns if name.startswith("known_")]
    held = known.select("receivable_id", pl.col("version") + 1, *beside)
    _change(
        record, changed.join(held, on="receivable_id"), gone.join(held, on="receivable_id"), balances, on=on
    )
    moved = known.join(balances, on="receivable_id", suffix="_now").filter(
        pl.col("open_cents") != pl.col("open_cents_now")
    )
    bulk.update(Receivable, moved.select(pl.col("receivable_id").alias("id"), open_cents="open_cents_now"))
    bulk.delete(
        Position, moved.filter(pl.col("open_cents_now") == 0)["receivable_id"].to_list(), key="receivable_id"
    )
    for customer in moved["customer_id"].unique():
        record.of(customer)


def _with_moved_facts(changed: pl.DataFrame, known: pl.DataFrame) -> pl.DataFrame:
    """Only facts make a new state; balances move by applications."""
    held = known.select("receivable_id", *(pl.col(name).alias(f"{name}_was") for name in _FACTS))
    moved = pl.any_horizontal(pl.col(name) != pl.col(f"{name}_was") for name in _FACTS)
    return changed.join(held, on="receivable_id").filter(moved).select(changed.columns)


def _newly_assigned(shown: pl.DataFrame, known: pl.DataFrame) -> pl.DataFrame:
    """Invoices that the ledger now shows as assigned to a factor, and that nobody had marked."""
    unmarked = known.filter(pl.col("known_factor").is_null()).select("receivable_id")
    return shown.filter(pl.col("factor").is_not_null()).join(unmarked, on="receivable_id", how="semi")


def _insert(record: Record, customers: pl.DataFrame, new: pl.DataFrame, balances: pl.DataFrame) -> None:
    if new.is_empty():
        return
    rows = (
        new.drop("open_cents")
        .rename({"due_on": "bill_on"})
        .join(balances, on="receivable_id")
        .join(customers.drop("account").unique("customer_id"), on="customer_id")
        .pipe(with_due_dates, record.creditor)
        .select(
            *_told_by_the_ledger(),
            pl.lit("").alias("po_number"),
            pl.lit(None, dtype=pl.Date).alias("gone_on"),
            pl.lit(value=True).alias("reconstructed"),
            pl.lit(record.creditor.pk).alias("creditor_id"),
            pl.lit(record.entry.pk).alias("entry_id"),
            pl.lit(record.at).alias("recorded_at"),
            pl.lit(1).alias("version"),
        )
    )
    bulk.insert(Receivable, rows)
    record.wrote(Receivable, rows)


def _told_by_the_ledger() -> tuple[str | pl.Expr, ...]:
    """The columns of a new receivable that its file tells; a bill has the day that its label bears."""
    drawn = pl.col("bill_on").is_not_null()
    return (
        pl.col("receivable_id").alias("id"),
        "customer_id",
        "key",
        pl.col("number").str.slice(0, 100),
        number_keys(pl.col("number")).alias("number_key"),
        "kind",
        "root",
        pl.col("journal").str.slice(0, 20),
        pl.col("entry_number").str.slice(0, 60),
        pl.col("label").str.slice(0, 300),
        "issued_on",
        "entry_on",
        pl.coalesce("bill_on", "due_on").alias("due_on"),
        pl.when(drawn).then(pl.lit("file")).otherwise("due_source").alias("due_source"),
        pl.col("foreign_currency").fill_null(""),
        "foreign_cents",
        pl.col("factor").fill_null("").str.slice(0, 100),
        "factored_on",
        "amount_cents",
        "open_cents",
        "currency",
        "line",
        "intake_id",
        "known_on",
    )


def _redated() -> pl.Expr:
    """A bill drawn on an invoice gives it its own day, unless a person gave one."""
    return pl.col("due_on").is_not_null() & (pl.col("known_due_source") != "person")


def _change(
    record: Record, changed: pl.DataFrame, gone: pl.DataFrame, balances: pl.DataFrame, *, on: date
) -> None:
    keys = pl.concat([changed["receivable_id"], gone["receivable_id"]]).to_list()
    if not keys:
        return
    supersede(Receivable, keys, at=record.at)
    stamp = (pl.lit(record.entry.pk).alias("entry_id"), pl.lit(record.at).alias("recorded_at"))
    facts = (
        changed.drop("open_cents")
        .join(balances, on="receivable_id")
        .select(
            pl.col("receivable_id").alias("id"),
            *_FACTS,
            number_keys(pl.col("number")).alias("number_key"),
            "open_cents",
            "version",
            pl.when(_redated()).then("due_on").otherwise("known_due_on").alias("due_on"),
            pl.when(_redated()).then(pl.lit("file")).otherwise("known_due_source").alias("due_source"),
            pl.coalesce("foreign_currency", "known_foreign_currency").fill_null("").alias("foreign_currency"),
            pl.coalesce("foreign_cents", "known_foreign_cents").alias("foreign_cents"),
            pl.coalesce("known_factor", "factor").fill_null("").str.slice(0, 100).alias("factor"),
            pl.coalesce("known_factored_on", "factored_on").alias("factored_on"),
            pl.col("known_aside_on").alias("gone_on"),
            *stamp,
        )
    )
    bulk.update(Receivable, facts)
    # One that an opening carries is still read where its own year told it.
    read = changed.filter(pl.col("status") != "carried")
    bulk.update(Receivable, read.select(pl.col("receivable_id").alias("id"), "line", "intake_id"))
    bulk.update(
        Receivable,
        gone.select(pl.col("receivable_id").alias("id"), "version", pl.lit(on).alias("gone_on"), *stamp),
    )
    record.wrote(Receivable, sealed_rows(Receivable, keys))
