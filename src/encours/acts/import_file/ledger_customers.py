"""Customers that a ledger names: new ones are written, known ones are left as people made them."""

from __future__ import annotations

import polars as pl

from encours.core.ledger import Ledger
from encours.core.searching import search_keys
from encours.records.frames import bulk
from encours.records.frames.known import known_customers
from encours.records.history.writing import Record
from encours.records.parties.models import Customer

_LONGEST_NAME = 200


def write_customers(record: Record, ledger: Ledger) -> pl.DataFrame:
    """Write the customers not yet known; return all: customer_id, account, terms_days, terms_mode, terms_source."""
    return open_customers(record, ledger.customers)


def open_customers(record: Record, named: pl.DataFrame) -> pl.DataFrame:
    """The same for rows of account, name and control_account, each account once."""
    known = known_customers(record.creditor.pk)
    new = named.join(known, on="account", how="anti")
    if new.is_empty():
        return known
    rows = new.select(
        bulk.reserve_ids(Customer, len(new)),
        pl.col("account"),
        pl.col("name").str.slice(0, _LONGEST_NAME),
        pl.col("control_account").str.slice(0, 40),
        pl.lit(record.creditor.pk).alias("creditor_id"),
        pl.lit(record.entry.pk).alias("entry_id"),
        pl.lit(record.at).alias("recorded_at"),
        *(pl.lit("").alias(name) for name in _BLANK),
        pl.lit("FR").alias("country"),
        pl.lit(record.creditor.language).alias("language"),
        pl.lit("b2b").alias("regime"),
        pl.lit("creditor" if record.creditor.regime_confirmed else "assumed").alias("regime_source"),
        pl.lit(None, dtype=pl.Int64).alias("terms_days"),
        pl.lit("person" if record.creditor.terms_confirmed else "assumed").alias("terms_source"),
        pl.lit(1).alias("facts_version"),
        pl.lit(1).alias("version"),
        search_keys(pl.col("name").str.slice(0, _LONGEST_NAME), pl.col("account")).alias("search_key"),
    )
    bulk.insert(Customer, rows)
    record.wrote(Customer, rows)
    added = rows.select(
        pl.col("id").alias("customer_id"), "account", "terms_days", "terms_mode", "terms_source"
    )
    return pl.concat([known, added])


_BLANK = ("siren", "vat_number", "address", "postcode", "city", "terms_mode")
