"""What a row says without saying it: a paid day is a payment, a credit note is negative, an open amount an amount."""

from __future__ import annotations

from collections.abc import Collection

import polars as pl

from encours.core.custom_fields import PREFIX
from encours.core.mapping.fields import Target
from encours.formats.tables.shapes import SHAPES


def completed(rows: pl.DataFrame, target: Target, told: Collection[str]) -> pl.DataFrame:
    """The rows in the shape of what they become; what the file does not say is null."""
    shape = SHAPES[target.becomes].create_empty().schema
    every = rows.with_columns(
        pl.lit(None, dtype=kind).alias(name) for name, kind in shape.items() if name not in told
    )
    if target.code == "prospects":  # one without a code is known by its number, else by its name
        told_by = pl.coalesce("account", "siren", pl.format("P-{}", pl.col("name").str.slice(0, 55)))
        every = every.with_columns(account=told_by)
    if target.becomes == "invoices":
        every = _invoices(every, credit=target.code == "credit_notes")
    if target.becomes == "payments":
        every = every.with_columns(pl.col("amount_cents").abs())
    own = [name for name in told if name.startswith(PREFIX)]
    return every.select(*(pl.col(name).cast(kind) for name, kind in shape.items()), *own)


def _invoices(rows: pl.DataFrame, *, credit: bool) -> pl.DataFrame:
    paid = pl.col("paid_on").is_not_null() & pl.col("status").is_null() & pl.col("open_cents").is_null()
    whole = pl.col("instalment_cents").is_null()
    told = rows.with_columns(
        amount_cents=pl.coalesce("amount_cents", pl.when(whole).then("open_cents")),
        status=pl.when(paid).then(pl.lit("paid")).otherwise("status"),
    )
    if not credit:
        return told
    return told.with_columns(-pl.col("amount_cents").abs(), -pl.col("open_cents").abs())
