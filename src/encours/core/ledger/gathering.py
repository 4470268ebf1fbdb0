"""What of a whole ledger is needed to know the customers: their lines, and what kind of entry bears them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import polars as pl

from encours.core.entry_keys import keys_in
from encours.core.ledger.customers import FACTOR

ENTRY = ("journal", "entry_number", "entry_on")
CUSTOMER_SIDE = r"^(?:411|413|416|418|419)"
TREASURY = r"^5[1348]"  # banks and money in transit, cash, letters of credit, internal transfers
SALES = r"^70"
DEBTORS = "467"
FACING = r"^(?:5[0-8]|62|65|66|467)"  # what faces a customer: banks and cash, services, sundry and financial charges


@dataclass(frozen=True, slots=True)
class Gathered:
    """A ledger reduced: `lines` are those of customer accounts (`LedgerLine`).

    `entries` names the entries (`ENTRY`, `treasury`, `sales`) holding treasury or sales accounts;
    `journals` counts lines of each sort by journal (`journal`, `journal_label`, `rows`, `treasury_rows`,
    `sales_rows`); `numbering` has every entry (`ENTRY`): its first `line`, the day it was validated, its `net_cents`
    and its debit (`cents`). `factors` names the entries by which invoices were assigned (`ENTRY`, `sold_to`). `facing`
    are the accounts that may face a customer's (`account`), each once; `told` the keys of entries that Encours
    exported, wherever they stand (`key`).
    """

    lines: pl.DataFrame
    entries: pl.DataFrame
    journals: pl.DataFrame
    numbering: pl.DataFrame
    factors: pl.DataFrame
    facing: pl.DataFrame
    told: pl.DataFrame


def gather(frames: Iterable[pl.DataFrame]) -> Gathered:
    """Reduce frames of `LedgerLine`, one after another, so that a large ledger is never whole in memory."""
    parts = [_one(frame) for frame in frames]
    lines, entries, journals, numbering, factors, facing, told = (
        pl.concat(column) for column in zip(*parts, strict=True)
    )
    return Gathered(
        lines,
        entries.group_by(ENTRY).agg(pl.col("treasury", "sales").any()),
        journals.group_by("journal").agg(
            pl.col("journal_label").first(), pl.col("rows", "treasury_rows", "sales_rows").sum()
        ),
        numbering.group_by(ENTRY).agg(
            pl.col("line", "validated_on").min(), pl.col("net_cents", "cents").sum()
        ),
        factors.unique(ENTRY, keep="first", maintain_order=True),
        facing.unique().sort("account"),
        told.unique().sort("key"),
    )


def _one(frame: pl.DataFrame) -> tuple[pl.DataFrame, ...]:
    account = pl.col("account").str
    marked = frame.lazy().select(
        *ENTRY, "journal_label", treasury=account.contains(TREASURY), sales=account.contains(SALES)
    )
    entries = (
        marked.filter(pl.col("treasury") | pl.col("sales"))
        .group_by(ENTRY)
        .agg(pl.col("treasury", "sales").any())
    )
    journals = marked.group_by("journal").agg(
        pl.col("journal_label").first(),
        rows=pl.len().cast(pl.Int64),
        treasury_rows=pl.col("treasury").sum().cast(pl.Int64),
        sales_rows=pl.col("sales").sum().cast(pl.Int64),
    )
    numbering = (
        frame.lazy()
        .group_by(ENTRY)
        .agg(
            pl.col("line", "validated_on").min(),
            net_cents=pl.col("debit_cents").sum() - pl.col("credit_cents").sum(),
            cents=pl.col("debit_cents").sum(),
        )
    )
    lines = frame.lazy().filter(account.contains(CUSTOMER_SIDE))
    told = pl.coalesce(_factor("account_label"), _factor("label"))
    factors = (
        frame.lazy()
        .filter(account.starts_with(DEBTORS))
        .select(*ENTRY, sold_to=told)
        .filter(pl.col("sold_to").is_not_null())
    )
    facing = frame.lazy().filter(account.contains(FACING)).select("account").unique()
    ours = frame.lazy().filter(pl.col("label").str.contains("(?i)enc-"))
    known = ours.select(key=keys_in(pl.col("label"))).drop_nulls().unique()
    return tuple(pl.collect_all([lines, entries, journals, numbering, factors, facing, known]))


def _factor(name: str) -> pl.Expr:
    return pl.when(pl.col(name).str.contains(FACTOR)).then(name)
