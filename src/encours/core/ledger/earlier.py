"""What stood open at the end of an earlier year, in the place of the opening balance that sums it up."""

from __future__ import annotations

import dataframely as dy
import polars as pl


class EarlierItem(dy.Schema):
    """A receivable open, or a payment unapplied, on the last day before a ledger begins.

    `amount_cents` is what it was at first and `open_cents` what was left that day; both negative for a
    credit note or a payment (`kind` payment). The key is the one it is known by, and keeps.
    """

    key = dy.String(nullable=False)
    account = dy.String(nullable=False)
    number = dy.String(nullable=False)
    kind = dy.String(nullable=False)
    root = dy.String(nullable=False)
    issued_on = dy.Date(nullable=False)
    entry_on = dy.Date(nullable=False)
    label = dy.String(nullable=False)
    journal = dy.String(nullable=False)
    entry_number = dy.String(nullable=False)
    line = dy.Int64(nullable=False)
    amount_cents = dy.Int64(nullable=False)
    open_cents = dy.Int64(nullable=False)
    in_bank_journal = dy.Bool(nullable=False)
    known_on = dy.Date(nullable=False)


def earlier_items(receivables: pl.DataFrame, payments: pl.DataFrame) -> pl.DataFrame:
    """What a rebuilt ledger leaves open at its end (`EarlierItem`), for the ledger of the following year."""
    names = EarlierItem.column_names()
    owed = receivables.filter(pl.col("open_cents") != 0).with_columns(in_bank_journal=pl.lit(value=False))
    paid = payments.filter(pl.col("unapplied_cents") != 0).with_columns(
        number=pl.col("piece").fill_null(""),
        kind=pl.lit("payment"),
        root=pl.lit("411"),
        issued_on="paid_on",
        entry_on="paid_on",
        amount_cents=-pl.col("amount_cents"),
        open_cents=-pl.col("unapplied_cents"),
    )
    return pl.concat([owed.select(names), paid.select(names)])


def with_earlier(moves: pl.DataFrame, items: pl.DataFrame | None) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Put the earlier items of a customer in the place of an opening balance without detail that equals them.

    Gives the moves (with `carried_key`, `carried_kind`, `carried_bank` and `before_cents`, what was settled
    before), and the customers whose opening differs from what was known: `customer`, `opening_cents`,
    `known_cents`.
    """
    marked = moves.with_columns(
        carried_key=pl.lit(None, dtype=pl.String),
        carried_kind=pl.lit(None, dtype=pl.String),
        carried_bank=pl.lit(None, dtype=pl.Boolean),
        before_cents=pl.lit(0, dtype=pl.Int64),
    )
    lumps = marked.filter(~pl.col("detailed"))
    sums = lumps.group_by("customer").agg(opening_cents=pl.col("net_cents").sum())
    if items is None or not items.height:
        return marked, sums.clear().with_columns(known_cents=pl.lit(0, dtype=pl.Int64))
    items = _not_detailed(items, marked)
    known = items.group_by(customer="account").agg(known_cents=pl.col("open_cents").sum())
    both = sums.join(known, on="customer")
    equal = both.filter(pl.col("opening_cents") == pl.col("known_cents")).select("customer")
    kept = marked.join(lumps.join(equal, on="customer").select("move"), on="move", how="anti")
    carried = _moves(items.join(equal, left_on="account", right_on="customer")).select(
        pl.col(name).cast(kind) for name, kind in kept.drop("move").schema.items()
    )
    whole = pl.concat([carried, kept.drop("move")]).with_row_index("move")
    return whole, both.filter(pl.col("opening_cents") != pl.col("known_cents"))


def _not_detailed(items: pl.DataFrame, moves: pl.DataFrame) -> pl.DataFrame:
    """The items that opening lines do not name: those must be what the balance without detail sums up."""
    named = moves.filter((pl.col("entry_kind") == "opening") & pl.col("detailed") & pl.col("by_piece"))
    return items.join(named.select(account="customer", number="number"), on=["account", "number"], how="anti")


def _moves(items: pl.DataFrame) -> pl.DataFrame:
    none = pl.lit(None)
    return items.select(
        "root",
        "journal",
        "entry_number",
        "entry_on",
        "number",
        "label",
        "line",
        "issued_on",
        "known_on",
        customer="account",
        entry_kind=pl.lit("opening"),
        token=pl.when(pl.col("number") == "").then("key").otherwise("number"),
        lettering=none,
        lettered_on=none,
        by_piece=pl.lit(value=True),
        detailed=pl.lit(value=True),
        piece=pl.when(pl.col("number") != "").then("number"),
        net_cents="open_cents",
        carried_key="key",
        carried_kind="kind",
        carried_bank="in_bank_journal",
        before_cents=pl.col("amount_cents") - pl.col("open_cents"),
        bill_on=none,
        factor=none,
        sold_to=none,
        foreign_currency=none,
        foreign_cents=pl.lit(0),
    )
