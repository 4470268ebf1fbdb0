"""Moves turned into receivables and payments, under keys that a later file finds again."""

from __future__ import annotations

import polars as pl

from encours.core.ledger.numbers import CREDIT_NOTE

SEP = "|"
LUMP_NUMBER = "solde antérieur"


def with_keys(moves: pl.DataFrame) -> pl.DataFrame:
    """Add `kind` (of receivable, or `payment`), `key` and the shown `number`.

    The key says kind, customer, number and year of issue, never the entry number of a document that has a
    piece: provisional ledgers renumber their entries. What the bank brought has its day, amount and rank
    among equals.
    """
    kind = pl.coalesce("carried_kind", _kind())
    root = pl.coalesce("moved_root", "root")
    return (
        moves.with_columns(
            kind=kind, root=root, number=pl.when("detailed").then("number").otherwise(pl.lit(LUMP_NUMBER))
        )
        .with_columns(stem=_stem())
        .with_columns(key=pl.coalesce("carried_key", _key()))
        .drop("stem")
    )


def _kind() -> pl.Expr:
    owed, entry = pl.col("net_cents") > 0, pl.col("entry_kind")
    credit_note = (entry == "sales") | (
        (entry != "bank") & pl.col("detailed") & pl.col("label").str.contains(CREDIT_NOTE)
    )
    return (
        pl.when(~owed & credit_note)
        .then(pl.lit("credit_note"))
        .when(~owed)
        .then(pl.lit("payment"))
        .when(pl.col("root") == "4117")
        .then(pl.lit("retention"))
        .when(~pl.col("detailed"))
        .then(pl.lit("opening"))
        .when(entry == "bank")
        .then(pl.lit("returned"))
        .when(pl.col("root") == "413")
        .then(pl.lit("bill"))
        .otherwise(pl.lit("invoice"))
    )


def _stem() -> pl.Expr:
    """What is common to every move of one document."""
    year = (
        pl.col("issued_on")
        .dt.year()
        .min()
        .over("kind", "customer", "number", pl.col("entry_kind") == "opening")
    )
    named = pl.when("by_piece").then("number").otherwise(pl.concat_str("journal", "number", separator=SEP))
    document = pl.when("detailed").then(named).otherwise(pl.concat_str("number", "root", separator=SEP))
    return pl.concat_str("kind", "customer", document, year.cast(pl.String), separator=SEP)


def _key() -> pl.Expr:
    """Bank moves stay apart, and so do a document of an earlier year and its namesake of this one."""
    alone = (pl.col("kind") == "payment") | (pl.col("kind") == "returned")
    piece = pl.when("by_piece").then("number").otherwise(pl.lit("-"))
    movement = pl.concat_str(
        "kind",
        "customer",
        "journal",
        pl.col("entry_on").cast(pl.String),
        piece,
        pl.col("net_cents").abs().cast(pl.String),
        separator=SEP,
    )
    rank = pl.col("move").rank("ordinal").over(movement, alone).cast(pl.String)
    opening = pl.col("entry_kind") == "opening"
    mixed = opening & pl.col("detailed") & (opening.n_unique().over("stem") > 1)
    return (
        pl.when(alone)
        .then(pl.concat_str(movement, rank, separator=SEP))
        .when(mixed)
        .then(pl.col("stem") + "|opening")
        .otherwise("stem")
    )


def receivables_of(moves: pl.DataFrame) -> pl.DataFrame:
    """One row a document: amounts summed over its moves (`LedgerReceivable`)."""
    documents = moves.filter(pl.col("kind") != "payment").sort("line")
    names = ("number", "kind", "root", "label", "journal", "entry_number", "line")
    grouped = documents.group_by("key", maintain_order=True).agg(
        *(pl.col(name).first() for name in names),
        *(pl.col(name).min() for name in ("issued_on", "entry_on", "known_on")),
        account=pl.col("customer").first(),
        amount_cents=(pl.col("net_cents") + pl.col("before_cents")).sum(),
        open_cents=pl.col("left_cents").sum(),
        currency=pl.lit("EUR").first(),
        foreign_currency=pl.col("foreign_currency").drop_nulls().first(),
        foreign_cents=pl.col("foreign_cents").sum(),
        due_on=pl.coalesce("bill_on", "moved_bill_on").max(),
        factor=pl.coalesce("factor", "factor_paid").drop_nulls().first(),
        factored_on=pl.coalesce(
            "factored_on", pl.when(pl.col("factor").is_not_null()).then("entry_on")
        ).min(),
    )
    told = pl.col("foreign_currency").is_not_null() & (pl.col("foreign_cents") != 0)
    order = ("key", "account", "number", "kind", "root", "issued_on", "entry_on", "label", "journal")
    return grouped.select(
        *order,
        "entry_number",
        "line",
        "amount_cents",
        "open_cents",
        "currency",
        "known_on",
        pl.when(told).then("foreign_currency"),
        pl.when(told).then("foreign_cents"),
        "due_on",
        "factor",
        "factored_on",
    )


def with_factors(moves: pl.DataFrame, pairs: pl.DataFrame) -> pl.DataFrame:
    """Add to each debit `factor_paid` and `factored_on`: to whom the entry that settles it assigned it, and when."""
    sold = moves.filter(pl.col("sold_to").is_not_null()).select(
        credit="move", factor_paid="sold_to", factored_on="entry_on"
    )
    by_debit = pairs.join(sold, on="credit").unique("debit", keep="first", maintain_order=True)
    return moves.join(by_debit.select("factor_paid", "factored_on", move="debit"), on="move", how="left")


def payments_of(moves: pl.DataFrame) -> pl.DataFrame:
    """One row a credit that is no credit note (`LedgerPayment`)."""
    return moves.filter(pl.col("kind") == "payment").select(
        "key",
        account="customer",
        paid_on="entry_on",
        amount_cents=-(pl.col("net_cents") + pl.col("before_cents")),
        unapplied_cents=-pl.col("left_cents"),
        in_bank_journal=pl.coalesce("carried_bank", pl.col("entry_kind") == "bank"),
        journal="journal",
        entry_number="entry_number",
        piece="piece",
        label="label",
        line="line",
        currency=pl.lit("EUR"),
        known_on="known_on",
    )


def applications_of(pairs: pl.DataFrame, moves: pl.DataFrame) -> pl.DataFrame:
    """What of each credit extinguished what of each document (`LedgerApplication`)."""
    credits_ = moves.select("kind", "lettered_on", "known_on", "entry_on", credit="move", source_key="key")
    debits = moves.select(debit="move", receivable_key="key")
    joined = pairs.join(credits_, on="credit").join(debits, on="debit")
    source = pl.when(pl.col("kind") == "credit_note").then(pl.lit("credit_note")).otherwise(pl.lit("payment"))
    told = joined.select(
        "source_key",
        "receivable_key",
        "amount_cents",
        "reason",
        source=source,
        applied_on="entry_on",
        known_on=pl.coalesce("lettered_on", "known_on"),
    )
    by = ("source", "source_key", "receivable_key")
    last = ("applied_on", "known_on")
    return (
        told.group_by(by, maintain_order=True)
        .agg(pl.col("amount_cents").sum(), *(pl.col(name).max() for name in last), pl.col("reason").first())
        .select(*by, "amount_cents", *last, "reason")
    )
