"""Opening entries of a later year: they carry forward what is known, never add to it.

An invoice carried for what was left of it keeps its amount and its earlier payments; a part payment carried
beside its invoice is the payment already known; a document that the opening calls by another number (a bill
drawn on an invoice) is found by its customer and by what it still owed that day.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import polars as pl

from encours.core.ledger import Ledger


def opening_day(ledger: Ledger) -> date | None:
    """The day of the opening entries, None where the file has none."""
    day = ledger.opening_balances["opening_on"].max()
    return day if isinstance(day, date) else None


def with_left_at_opening(
    known: pl.DataFrame, standing: pl.DataFrame, name: str, opening_on: date | None
) -> pl.DataFrame:
    """Add `opening_cents`, what was left of each known row the day before the opening (now, without one).

    `name` is receivable_id or payment_id. Later applications do not count, so that a second file of the year
    finds again what the first one carried.
    """
    before = standing if opening_on is None else standing.filter(pl.col("applied_on") < opening_on)
    moves = [before.select(name, cents=-pl.col("amount_cents"))]
    if name == "receivable_id":
        uses = before.filter(pl.col("credit_note_id").is_not_null())
        moves.append(uses.select(pl.col("credit_note_id").alias(name), cents="amount_cents"))
    sums = pl.concat(moves).drop_nulls(name).group_by(name).agg(pl.col("cents").sum())
    return (
        known.join(sums, on=name, how="left")
        .with_columns(opening_cents=pl.col("amount_cents") + pl.col("cents").fill_null(0))
        .drop("cents")
    )


def carried_documents(
    statuses: pl.DataFrame, ledger: Ledger, known: pl.DataFrame, opening_on: date | None
) -> pl.DataFrame:
    """Give opening documents that look new the earlier receivable they carry, with the status `carried`.

    The same customer and the same amount, left or whole; the same number first, then the oldest. `known` has
    `opening_cents`.
    """
    if opening_on is None:
        return statuses
    told = statuses.filter(pl.col("key").is_not_null())
    fresh = told.filter((pl.col("status") == "new") & pl.col("key").is_in(ledger.opening_keys.implode()))
    opened = ledger.receivables.filter(pl.col("kind") != "opening").join(fresh, on="key", how="semi")
    older = known.filter(
        (pl.col("entry_on") < opening_on)
        & (pl.col("opening_cents") != 0)
        & ~pl.col("gone")
        & (pl.col("kind") != "opening")
    ).join(told.select("receivable_id").drop_nulls(), on="receivable_id", how="anti")
    pairs = _paired_in_turn(
        opened.sort("line").with_columns(cents="amount_cents"),
        older.sort("entry_on", "receivable_id"),
        "receivable_id",
        ways=[
            (("account", "number"), "opening_cents"),
            (("account", "number"), "amount_cents"),
            (("account",), "opening_cents"),
            (("account",), "amount_cents"),
        ],
    ).with_columns(status=pl.lit("carried"))
    rest = statuses.join(pairs, on="key", how="anti").join(pairs, on="receivable_id", how="anti")
    return pl.concat([rest, pairs.select(statuses.columns)])


def carried_payments(
    new: pl.DataFrame, known: pl.DataFrame, beside: pl.Series, opening_on: date | None
) -> pl.DataFrame:
    """Pair credits of the opening entries with payments of earlier years: columns key, payment_id.

    The same customer, and what was left unapplied of the payment; or its whole amount where it is carried
    beside the invoice it paid in part (`beside`: such payments). Each used once, the oldest first.
    """
    if opening_on is None:
        return pl.DataFrame(schema={"key": pl.String, "payment_id": pl.Int64})
    opened = new.filter((pl.col("paid_on") == opening_on) & ~pl.col("in_bank_journal")).sort("line")
    older = known.filter((pl.col("paid_on") < opening_on) & ~pl.col("gone")).sort("paid_on", "payment_id")
    left = older.filter(pl.col("opening_cents") != 0)
    whole = older.filter(pl.col("payment_id").is_in(beside.implode()))
    opened = opened.with_columns(cents="amount_cents")
    of_rest = _paired_in_turn(opened, left, "payment_id", ways=[(("account",), "opening_cents")])
    of_whole = _paired_in_turn(
        opened.join(of_rest, on="key", how="anti"),
        whole.join(of_rest, on="payment_id", how="anti"),
        "payment_id",
        ways=[(("account",), "amount_cents")],
    )
    return pl.concat([of_rest, of_whole])


def _paired_in_turn(
    opened: pl.DataFrame,
    older: pl.DataFrame,
    name: str,
    *,
    ways: Sequence[tuple[tuple[str, ...], str]],
) -> pl.DataFrame:
    """Pair rows of `opened` (`key`, `cents`) with rows of `older` (`name`), each once, the surest way first."""
    found = pl.DataFrame(schema={"key": pl.String, name: pl.Int64})
    for same, amount in ways:
        by = [*same, "cents"]
        rank = pl.int_range(pl.len()).over(by)
        left = opened.join(found, on="key", how="anti").select("key", *by).with_columns(rank=rank)
        right = (
            older.join(found, on=name, how="anti").select(name, *same, cents=amount).with_columns(rank=rank)
        )
        found = pl.concat([found, left.join(right, on=[*by, "rank"]).select("key", name)])
    return found


def carried_receivables(
    placed: pl.DataFrame,
    known: pl.DataFrame,
    standing: pl.DataFrame,
    paid: pl.DataFrame,
    opening_on: date | None,
) -> pl.DataFrame:
    """Give receivables read from an opening entry the amount, days and number under which they are known.

    One carried in full keeps its amount. One carried for its rest gets back what earlier years applied to it,
    by sources that the opening does not carry beside it: what stays open is then what the ledger says.
    """
    if opening_on is None:
        return placed
    held = known.select(
        "receivable_id",
        number_was="number",
        kind_was="kind",
        issued_was="issued_on",
        entry_was="entry_on",
        amount_was="amount_cents",
    )
    both = placed.join(held, on="receivable_id", how="left")
    carried = (pl.col("entry_on") == opening_on) & (pl.col("entry_was") < opening_on)
    whole = both.filter(carried & (pl.col("amount_cents") == pl.col("amount_was")))["receivable_id"]
    applied = _applied_before(standing, paid, whole, opening_on)
    rest = pl.col("amount_cents") + pl.col("applied").fill_null(0)
    in_full = pl.col("receivable_id").is_in(whole.implode())
    return (
        both.join(applied, on="receivable_id", how="left")
        .with_columns(
            amount_cents=pl.when(carried & ~in_full).then(rest).otherwise("amount_cents"),
            number=pl.when(carried).then("number_was").otherwise("number"),
            kind=pl.when(carried).then("kind_was").otherwise("kind"),
            issued_on=pl.when(carried).then("issued_was").otherwise("issued_on"),
            entry_on=pl.when(carried).then("entry_was").otherwise("entry_on"),
        )
        .select(placed.columns)
    )


def _applied_before(
    standing: pl.DataFrame, paid: pl.DataFrame, whole: pl.Series, opening_on: date
) -> pl.DataFrame:
    """What earlier years applied to each receivable, less what they used of it as a credit.

    Payments that the opening carries, and credit notes and debts that it carries in full, stand beside.
    """
    before = standing.filter((pl.col("applied_on") < opening_on) & pl.col("posted"))
    sources = paid["payment_id"].drop_nulls()
    by_payment = before.filter(
        pl.col("payment_id").is_not_null() & ~pl.col("payment_id").is_in(sources.implode())
    )
    by_credit = before.filter(
        pl.col("credit_note_id").is_not_null() & ~pl.col("credit_note_id").is_in(whole.implode())
    )
    uses = before.filter(
        pl.col("credit_note_id").is_not_null() & ~pl.col("receivable_id").is_in(whole.implode())
    )
    moves = [
        by_payment.select("receivable_id", cents="amount_cents"),
        by_credit.select("receivable_id", cents="amount_cents"),
        uses.select(receivable_id="credit_note_id", cents=-pl.col("amount_cents")),
    ]
    return pl.concat(moves).group_by("receivable_id").agg(applied=pl.col("cents").sum())
