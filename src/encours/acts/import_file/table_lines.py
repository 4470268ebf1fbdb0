"""Lines of invoices told by a table: kept where they make what it says, else refused with the sum that fails."""

from __future__ import annotations

from typing import Any, Final

import polars as pl

from encours.core.einvoice.tying import printed
from encours.core.invoice_lines import untied
from encours.core.numbers import number_keys
from encours.core.refusals import Refusal
from encours.records.frames import bulk
from encours.records.frames.table_known import numbered_invoices
from encours.records.history.writing import Record
from encours.records.merging.reading import accounts
from encours.records.receivables.models import InvoiceLine

UNTIED: Final = "lines_do_not_tie"
UNKNOWN: Final = "invoice_unknown"
_UNTIED = (
    "Comparez les lignes avec la facture (montants hors taxes, taux de TVA), puis déposez le fichier corrigé."
)
_UNKNOWN = "Importez d’abord la facture, puis déposez de nouveau un fichier de ses lignes."
_PERCENT = 100


def write_lines(record: Record, rows: pl.DataFrame) -> tuple[dict[str, Any], list[Refusal]]:
    """Keep the lines of known invoices that have none yet; all the lines of an invoice, or none of them."""
    told = _with_invoices(rows, record.creditor.pk).sort("line", maintain_order=True)
    strangers = told.filter(pl.col("receivable_id").is_null())
    fresh = told.filter(pl.col("receivable_id").is_not_null() & ~pl.col("lined"))
    other = fresh.filter(pl.col("currency") != pl.col("known_currency"))["receivable_id"]
    apart = untied(fresh.filter(~pl.col("receivable_id").is_in(other.implode())))
    refused = pl.concat([apart["receivable_id"], other]).unique()
    kept = fresh.filter(~pl.col("receivable_id").is_in(refused.implode()))
    _insert(record, kept)
    counts = {"new": len(kept), "invoices": kept["receivable_id"].n_unique()}
    lined = int(told["lined"].fill_null(value=False).sum())
    counts |= {"lined": lined} if lined else {}
    first = fresh.unique("receivable_id", keep="first", maintain_order=True)
    return counts, [
        *(_refusal(row, UNKNOWN, _UNKNOWN, row["number"]) for row in _each_number(strangers)),
        *(
            _refusal(row, UNTIED, _UNTIED, _sums(row))
            for row in first.join(apart, on="receivable_id", maintain_order="left").iter_rows(named=True)
        ),
        *(
            _refusal(row, UNTIED, _UNTIED, f"{row['number']} : {row['known_currency']}")
            for row in first.filter(pl.col("receivable_id").is_in(other.implode())).iter_rows(named=True)
        ),
    ]


def _with_invoices(rows: pl.DataFrame, creditor_id: int) -> pl.DataFrame:
    """Each row beside its invoice: by customer and number, or by a number that one invoice alone bears."""
    keyed = rows.with_columns(number_keys(pl.col("number")).alias("number_key"))
    known = numbered_invoices(creditor_id, keyed["number_key"])
    whose = pl.DataFrame(
        list(accounts(creditor_id).items()) if keyed["account"].count() else [],
        schema={"account": pl.String, "asked": pl.Int64},
        orient="row",
    )
    asked = keyed.select("account", "number", "number_key").unique(maintain_order=True)
    near = (
        asked.join(whose, on="account", how="left")
        .join(known, on="number_key")
        .filter(pl.col("account").is_null() | (pl.col("asked") == pl.col("customer_id")))
    )
    by = ["account", "number"]
    alike = near.with_columns(exact=pl.col("number") == pl.col("known_as"))
    best = alike.filter(pl.col("exact") | ~pl.col("exact").any().over(by))
    alone = best.filter(pl.len().over(by) == 1).drop("number_key", "asked", "exact", "known_as")
    return keyed.join(alone, on=by, how="left", nulls_equal=True, maintain_order="left")


def _insert(record: Record, rows: pl.DataFrame) -> None:
    if rows.is_empty():
        return
    none = pl.lit(None, dtype=pl.Date)
    rate = (pl.col("tax_bps") / _PERCENT).cast(pl.String).str.strip_suffix(".0")
    texts = ("line_number", "item_number", "quantity", "unit", "unit_price")
    empty = ("description", "item_code", "tax_category", "order_line", "note")
    made = rows.select(
        bulk.reserve_ids(InvoiceLine, len(rows)).alias("id"),
        "customer_id",
        "receivable_id",
        pl.int_range(1, pl.len() + 1).over("receivable_id").alias("position"),
        pl.col("label").alias("name"),
        *(pl.col(name).fill_null("") for name in texts),
        *(pl.lit("").alias(name) for name in empty),
        "net_cents",
        rate.fill_null("").alias("tax_rate"),
        none.alias("from_on"),
        none.alias("to_on"),
        creditor_id=pl.lit(record.creditor.pk),
        recorded_at=pl.lit(record.at),
        entry_id=pl.lit(record.entry.pk),
    )
    bulk.insert(InvoiceLine, made)
    record.wrote(InvoiceLine, made)
    record.untouched |= set(made["customer_id"].unique())  # what is sold changes no reminder


def _each_number(rows: pl.DataFrame) -> list[dict[str, Any]]:
    return rows.unique(["account", "number"], keep="first", maintain_order=True).to_dicts()


def _refusal(row: dict[str, Any], rule: str, remedy: str, value: str) -> Refusal:
    return Refusal(row["line"], "number", rule, remedy, value)


def _sums(row: dict[str, Any]) -> str:
    return f"{row['number']} : {printed(row['found_cents'])} ≠ {printed(row['amount_cents'])}"
