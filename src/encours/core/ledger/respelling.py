"""A document that another source told first, in another writing of its number: the ledger speaks of the same one."""

from __future__ import annotations

from dataclasses import replace

import polars as pl

from encours.core.ledger.rebuilding import Ledger
from encours.core.one_invoice import told_again

_NUMBERED = ("invoice", "credit_note", "bill", "retention")


def respelt(ledger: Ledger, known: pl.DataFrame) -> Ledger:
    """Give documents known under another writing of their number the key and number they are known by.

    `known` has the columns of `KnownReceivable`, and `gone`. What a key matches already is left alone.
    """
    read = ledger.receivables
    fresh = _rows(read.join(known, on="key", how="anti"))
    if fresh.is_empty() or known.is_empty():
        return ledger
    waiting = known.filter(~pl.col("gone")).join(read, on="key", how="anti")
    pairs = told_again(fresh, _rows(waiting))
    if pairs.is_empty():
        return ledger
    names = pairs.join(known.select(known="key", known_number="number"), on="known")
    of_read = dict(names.select("read", "known").iter_rows())
    receivables = (
        read.join(names.select(key="read", known_number="known_number"), on="key", how="left")
        .with_columns(number=pl.coalesce("known_number", "number"), key=pl.col("key").replace(of_read))
        .drop("known_number")
    )
    by_credit = pl.col("source") == "credit_note"
    source = pl.when(by_credit).then(pl.col("source_key").replace(of_read)).otherwise("source_key")
    applications = ledger.applications.with_columns(
        source_key=source, receivable_key=pl.col("receivable_key").replace(of_read)
    )
    return replace(
        ledger,
        receivables=receivables,
        applications=applications,
        opening_keys=ledger.opening_keys.replace(of_read),
    )


def _rows(receivables: pl.DataFrame) -> pl.DataFrame:
    return receivables.filter(pl.col("kind").is_in(_NUMBERED)).select(
        "account",
        "number",
        "amount_cents",
        "issued_on",
        id="key",
        side=pl.when(pl.col("kind") == "bill").then(pl.lit("invoice")).otherwise("kind"),
        currency=pl.lit("EUR"),
    )
