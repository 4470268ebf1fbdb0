"""Entries that a ledger brings back: known by the key in their label, and counted once.

A payment posted in several lines, one an invoice, is the one payment that the bank brought. An entry and the one that
undoes it are nothing, whatever they would seem to pay.
"""

from __future__ import annotations

from dataclasses import replace

import polars as pl

from encours.core.entry_keys import keys_in
from encours.core.ledger import Gathered, Ledger

_SEP = "|"


def without_undone(gathered: Gathered, undone: pl.DataFrame) -> Gathered:
    """Leave out lines of entries whose undoing stands in the same ledger.

    `undone`: key, and undone_by, the key of the entry that undoes it. Lines that do not cancel out stay.
    """
    if undone.is_empty():
        return gathered
    pair = pl.concat([undone.select("key", pair="key"), undone.select(key="undone_by", pair="key")])
    lines = gathered.lines.with_columns(key=_key()).join(pair, on="key", how="left", maintain_order="left")
    net = pl.col("debit_cents") - pl.col("credit_cents")
    whole = (pl.col("key").n_unique().over("pair") > 1) & (
        net.sum().over("pair", "account", "auxiliary") == 0
    )
    marked = lines.with_columns(out=pl.col("pair").is_not_null() & whole.all().over("pair"))
    return replace(gathered, lines=marked.filter(~pl.col("out")).select(gathered.lines.columns))


def without_set_against(gathered: Gathered, keys: pl.Series) -> Gathered:
    """Leave out lines of entries by which a credit note was set against an invoice: they move nothing.

    What they say is known here already. Lines that do not cancel out for a customer stay.
    """
    if keys.is_empty():
        return gathered
    lines = gathered.lines.with_columns(key=_key())
    net = pl.col("debit_cents") - pl.col("credit_cents")
    out = pl.col("key").is_in(keys.implode()) & (net.sum().over("key", "account", "auxiliary") == 0)
    kept = lines.filter(~out.fill_null(value=False))
    return replace(gathered, lines=kept.select(gathered.lines.columns))


def gathered_up(ledger: Ledger, exported: pl.DataFrame) -> Ledger:
    """Make one payment of the lines of each exported one (`key`, `amount_cents`), if they sum to it in one account.

    Its key is `returned_key`; what it pays is what the ledger says that its lines pay.
    """
    if exported.is_empty() or ledger.payments.is_empty():
        return ledger
    told = ledger.payments.with_columns(entry=_key()).filter(pl.col("entry").is_not_null())
    by = ("account", "entry")
    found = told.join(exported.rename({"key": "entry"}), on="entry", suffix="_out").filter(
        pl.col("amount_cents").sum().over(by) == pl.col("amount_cents_out")
    )
    if found.is_empty():
        return ledger
    ours = found.with_columns(own=returned_key(pl.col("account"), pl.col("entry")))
    names = ours.select("own", source_key="key")
    first = [
        name for name in ledger.payments.columns if name not in {"key", "amount_cents", "unapplied_cents"}
    ]
    summed = ours.group_by("own", maintain_order=True).agg(
        *(pl.col(name).first() for name in first), pl.col("amount_cents", "unapplied_cents").sum()
    )
    payments = pl.concat(
        [
            ledger.payments.join(
                names, left_on="key", right_on="source_key", how="anti", maintain_order="left"
            ),
            summed.rename({"own": "key"}).select(ledger.payments.columns),
        ]
    )
    return replace(ledger, payments=payments, applications=_of_one(ledger.applications, names))


def _of_one(applications: pl.DataFrame, names: pl.DataFrame) -> pl.DataFrame:
    """Applications of lines that are one payment, as that payment's."""
    by = ("source", "source_key", "receivable_key")
    others = [pl.col(name).last() for name in applications.columns if name not in {*by, "amount_cents"}]
    ours = (
        applications.filter(pl.col("source") == "payment")
        .join(names, on="source_key")
        .with_columns(source_key="own")
        .group_by(by, maintain_order=True)
        .agg(pl.col("amount_cents").sum(), *others)
    )
    rest = applications.filter(
        ~((pl.col("source") == "payment") & pl.col("source_key").is_in(names["source_key"].implode()))
    )
    return pl.concat([rest, ours.select(applications.columns)])


def applied_as_exported(ledger: Ledger, parts: pl.DataFrame) -> Ledger:
    """Apply as we said what comes back unapplied: the books' lettering may name our line and not the invoice.

    `parts`: key and whole_cents of an entry, and so much of it (amount_cents) that is of an invoice (receivable_key).
    """
    if parts.is_empty() or ledger.payments.is_empty():
        return ledger
    idle = ledger.payments.filter(pl.col("amount_cents") == pl.col("unapplied_cents"))
    found = (
        idle.select("paid_on", "known_on", whole_cents="amount_cents", source_key="key", key=_key())
        .unique("key", keep="first", maintain_order=True)
        .join(parts, on=["key", "whole_cents"])
        .join(ledger.receivables.select(receivable_key="key"), on="receivable_key")
    )
    if found.is_empty():
        return ledger
    made = found.with_columns(source=pl.lit("payment"), reason=pl.lit("named"), applied_on="paid_on")
    return replace(
        ledger, applications=pl.concat([ledger.applications, made.select(ledger.applications.columns)])
    )


def returned_key(account: pl.Expr, key: pl.Expr) -> pl.Expr:
    """Under which key the ledger's payments have what an entry of ours brought back."""
    return pl.concat_str(pl.lit("payment"), account, key, separator=_SEP)


def _key() -> pl.Expr:
    return keys_in(pl.col("label"))
