"""Which items an advice names: by number, however written, the same customer's where several bear it."""

from __future__ import annotations

import polars as pl

from encours.core.numbers import number_keys, written_keys


def resolved(told: pl.DataFrame, items: pl.DataFrame) -> pl.DataFrame:
    """The lines of advices beside the one item that each names; those that name none, or several, are left out.

    `told`: remittance_line_id, remittance_id, number, currency, paid_cents; `items`: receivable_id, customer_id,
    number, open_cents, amount_cents, currency. The same writing goes before the same key, and what another line of the
    advice shows to be the payer's goes before another customer's.
    """
    keyed = items.with_columns(written=written_keys(pl.col("number")), key=number_keys(pl.col("number")))
    lines = told.with_columns(
        written=written_keys(pl.col("number")), key=number_keys(pl.col("number"))
    ).filter(pl.col("key") != "")
    same = lines.join(keyed.drop("number", "key"), on=["written", "currency"], how="inner")
    alike = lines.join(same.select("remittance_line_id").unique(), on="remittance_line_id", how="anti").join(
        keyed.drop("number", "written"), on=["key", "currency"], how="inner"
    )
    columns = (
        "remittance_line_id", "remittance_id", "receivable_id", "customer_id", "open_cents", "amount_cents",
        "paid_cents",
    )  # fmt: skip
    met = pl.concat([same.select(columns), alike.select(columns)]).unique()
    # A credit note is taken (negative), an invoice paid.
    met = met.filter((pl.col("paid_cents") < 0) == (pl.col("amount_cents") < 0))
    alone = pl.len().over("remittance_line_id") == 1
    theirs = met.filter(alone).select("remittance_id", "customer_id").unique()
    several = met.filter(~alone).join(theirs, on=["remittance_id", "customer_id"], how="semi")
    chosen = pl.concat([met.filter(alone), several.filter(pl.len().over("remittance_line_id") == 1)])
    # One item told by two lines of one advice would be paid twice.
    return chosen.filter(pl.len().over("remittance_id", "receivable_id") == 1).sort("remittance_line_id")
