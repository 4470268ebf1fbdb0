"""What pays what, brought in line with the ledger: added, undone by reversal, never edited.

The ledger is the books: where it says what a payment settles, that stands. What the bank or a person applied
stands too, until the ledger says otherwise or an item would be paid beyond its amount.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import polars as pl

from encours.core.ledger import Ledger

_PAIR = ("payment_id", "credit_note_id", "receivable_id", "amount_cents")


@dataclass(frozen=True, slots=True)
class ApplicationChanges:
    """`new` rows to insert, `undone` standing ones to reverse, `kept` standing ones."""

    new: pl.DataFrame
    undone: pl.DataFrame
    kept: pl.DataFrame

    def reversals(self, on: date) -> pl.DataFrame:
        """The rows that undo: same parties, opposite amount."""
        return self.undone.select(
            "payment_id",
            "credit_note_id",
            "receivable_id",
            "customer_id",
            -pl.col("amount_cents"),
            pl.col("application_id").alias("reverses_id"),
            "given_up",
            "bank_line_id",
            pl.lit(on).alias("applied_on"),
            pl.lit(on).alias("known_on"),
            pl.lit("ledger_says_otherwise").alias("reason"),
            pl.lit("ledger").alias("source"),
            pl.lit(value=False).alias("reconstructed"),
        )

    def _standing(self) -> pl.DataFrame:
        return pl.concat([self.kept.select(_PAIR), self.new.select(_PAIR)])

    def open_balances(self, amounts: pl.DataFrame) -> pl.DataFrame:
        """What stays open of each receivable: its amount, less what pays it, plus what it pays as a credit."""
        standing = self._standing()
        paid = standing.group_by("receivable_id").agg(paid=pl.col("amount_cents").sum())
        used = (
            standing.filter(pl.col("credit_note_id").is_not_null())
            .group_by(pl.col("credit_note_id").alias("receivable_id"))
            .agg(used=pl.col("amount_cents").sum())
        )
        return (
            amounts.join(paid, on="receivable_id", how="left")
            .join(used, on="receivable_id", how="left")
            .select(
                "receivable_id",
                open_cents=pl.col("amount_cents") - pl.col("paid").fill_null(0) + pl.col("used").fill_null(0),
            )
        )

    def unapplied_balances(self, amounts: pl.DataFrame) -> pl.DataFrame:
        """What stays unapplied of each payment."""
        standing = self._standing().filter(pl.col("payment_id").is_not_null())
        used = standing.group_by("payment_id").agg(used=pl.col("amount_cents").sum())
        return amounts.join(used, on="payment_id", how="left").select(
            "payment_id", unapplied_cents=pl.col("amount_cents") - pl.col("used").fill_null(0)
        )


def application_changes(
    ledger: Ledger,
    placed: pl.DataFrame,
    paid: pl.DataFrame,
    standing: pl.DataFrame,
    receivables: pl.DataFrame,
    payments: pl.DataFrame,
    *,
    opening_on: date | None,
) -> ApplicationChanges:
    """Compare what the ledger applies with what stands; what earlier years applied is not undone by an opening."""
    wanted = _wanted(ledger, placed, paid)
    spoken = _spoken_of(standing, wanted, placed, paid, payments)
    ranked_wanted, ranked = _ranked(wanted), _ranked(spoken)
    on = [*_PAIR, "rank"]
    new = ranked_wanted.join(ranked, on=on, how="anti", nulls_equal=True).drop("rank")
    undone = ranked.join(ranked_wanted, on=on, how="anti", nulls_equal=True).drop("rank")
    if opening_on is not None:
        lost = pl.col("payment_id").is_in(_lost(paid).implode()).fill_null(value=False)
        undone = undone.filter(lost | (pl.col("applied_on") >= opening_on))
    kept = standing.join(undone, on="application_id", how="anti")
    agreed = ranked.join(ranked_wanted, on=on, how="semi", nulls_equal=True)
    others = kept.filter(pl.col("source") != "ledger").join(agreed, on="application_id", how="anti")
    beyond = _beyond(others, new, kept, placed, receivables, paid, payments)
    return ApplicationChanges(
        new=new,
        undone=pl.concat([undone, beyond]),
        kept=kept.join(beyond, on="application_id", how="anti"),
    )


def _wanted(ledger: Ledger, placed: pl.DataFrame, paid: pl.DataFrame) -> pl.DataFrame:
    receivable = placed.filter(pl.col("key").is_not_null()).select("key", "receivable_id")
    by_payment = paid.filter(pl.col("key").is_not_null()).select(source_key="key", payment_id="payment_id")
    by_credit = receivable.rename({"key": "source_key", "receivable_id": "credit_note_id"})
    return (
        ledger.applications.join(receivable, left_on="receivable_key", right_on="key")
        .join(by_payment, on="source_key", how="left")
        .join(by_credit, on="source_key", how="left")
        .with_columns(
            payment_id=pl.when(pl.col("source") == "payment").then("payment_id"),
            credit_note_id=pl.when(pl.col("source") == "credit_note").then("credit_note_id"),
        )
        .join(placed.select("receivable_id", "customer_id"), on="receivable_id")
        .select(
            *_PAIR,
            "customer_id",
            "applied_on",
            "known_on",
            "reason",
            pl.lit("ledger").alias("source"),
            pl.lit(value=True).alias("reconstructed"),
            pl.lit(None, dtype=pl.Int64).alias("reverses_id"),
        )
    )


def _spoken_of(
    standing: pl.DataFrame,
    wanted: pl.DataFrame,
    placed: pl.DataFrame,
    paid: pl.DataFrame,
    payments: pl.DataFrame,
) -> pl.DataFrame:
    """Keep the standing applications about which the file speaks.

    The ledger's own of documents it covers, those of payments that it applies, and those of payments gone, with
    what their bank lines used or gave up beside them.
    """
    applied = wanted["payment_id"].drop_nulls().unique()
    covered_payments = paid["payment_id"].drop_nulls()
    gone = _lost(paid)
    lines = payments.filter(pl.col("payment_id").is_in(gone.implode()))["bank_line_id"].drop_nulls()
    covered_credits = placed["receivable_id"].drop_nulls()
    own = pl.col("source") == "ledger"
    return standing.filter(
        (own & pl.col("payment_id").is_in(covered_payments.implode()))
        | (own & pl.col("credit_note_id").is_in(covered_credits.implode()))
        | pl.col("payment_id").is_in(applied.implode())
        | pl.col("payment_id").is_in(gone.implode())
        | pl.col("bank_line_id").is_in(lines.implode())
    )


def _lost(paid: pl.DataFrame) -> pl.Series:
    """Payments that no longer count: the ledger took them back, or a doubt suspends them."""
    return paid.filter(pl.col("status").is_in(["gone", "suspended"]))["payment_id"]


def _ranked(applications: pl.DataFrame) -> pl.DataFrame:
    """The same pair and amount may stand several times: each is matched once."""
    return applications.with_columns(rank=pl.int_range(pl.len()).over(_PAIR))


def _beyond(
    others: pl.DataFrame,
    new: pl.DataFrame,
    kept: pl.DataFrame,
    placed: pl.DataFrame,
    receivables: pl.DataFrame,
    paid: pl.DataFrame,
    payments: pl.DataFrame,
) -> pl.DataFrame:
    """What the bank or a person applied, where the ledger's own applications already fill the item or payment."""
    if others.is_empty():
        return others
    full = []
    for name, read, known in (("receivable_id", placed, receivables), ("payment_id", paid, payments)):
        shown = read.filter(pl.col("key").is_not_null()).select(name, "amount_cents")
        amounts = pl.concat([shown, known.join(shown, on=name, how="anti").select(name, "amount_cents")])
        total = (
            pl.concat([new.select(name, "amount_cents"), kept.select(name, "amount_cents")])
            .group_by(name)
            .agg(total=pl.col("amount_cents").sum())
            .join(amounts, on=name)
        )
        full.append(total.filter(pl.col("total") > pl.col("amount_cents"))[name])
    return others.filter(
        pl.col("receivable_id").is_in(full[0].implode()) | pl.col("payment_id").is_in(full[1].implode())
    )
