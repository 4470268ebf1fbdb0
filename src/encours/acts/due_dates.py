"""Due dates from payment terms: the customer's, else the creditor's; assumed until a file or a person says better."""

from __future__ import annotations

from typing import Any

import polars as pl

from encours.core.terms import PaymentTerms, due_on_expr
from encours.records.parties.models import Creditor


def with_due_dates(rows: pl.DataFrame, creditor: Creditor) -> pl.DataFrame:
    """Add `due_on` and `due_source` to rows with kind, issued_on, terms_days, terms_mode and terms_source.

    Only invoices and bills have terms: anything else is due the day it is issued.
    """
    own = pl.col("terms_days").is_not_null()
    days = pl.when(own).then("terms_days").otherwise(pl.lit(creditor.terms_days, pl.Int64))
    mode = (
        pl.when(own & (pl.col("terms_mode") != ""))
        .then("terms_mode")
        .when(own)
        .then(pl.lit("net"))
        .otherwise(pl.lit(creditor.terms_mode))
    )
    source = (
        pl.when(own)
        .then("terms_source")
        .otherwise(pl.lit("person" if creditor.terms_confirmed else "assumed"))
    )
    termed = pl.col("kind").is_in(["invoice", "bill", "retention"])
    marked = rows.with_columns(days.alias("_days"), mode.alias("_mode"), due_source=source)
    due: Any = pl.when(~termed).then("issued_on")
    for found_days, found_mode in marked.select("_days", "_mode").unique().iter_rows():
        these = (pl.col("_days") == found_days) & (pl.col("_mode") == found_mode)
        terms = PaymentTerms(days=found_days, mode=found_mode)
        due = due.when(these).then(due_on_expr(pl.col("issued_on"), terms))
    return marked.with_columns(due.alias("due_on")).drop("_days", "_mode")
