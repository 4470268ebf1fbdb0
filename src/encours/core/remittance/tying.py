"""Which bank line an advice goes with: the same amount within a few days, and something that says it is that payer's.

Pure and columnar: pairs are joined on currency and amount, then judged. Nothing is chosen between two of the same
strength: both are proposed.
"""

from __future__ import annotations

from typing import Final

import dataframely as dy
import polars as pl

EARLY: Final = 3
LATE: Final = 12
"""Days by which the bank may book a payment before, or after, the day that the advice says."""

AROUND: Final = 20
"""The same on either side of the day on which it came, where it says none."""

_REFERENCE, _PAYER, _NOTHING = 3, 2, 0
_SHORTEST = 5


class Told(dy.Schema):
    """An advice as tying sees it; `payer_key` and `references` are folded."""

    remittance_id = dy.Int64(nullable=False)
    total_cents = dy.Int64(nullable=False)
    currency = dy.String(nullable=False)
    paid_on = dy.Date(nullable=True)
    received_on = dy.Date(nullable=False)
    payer = dy.String(nullable=False)
    iban = dy.String(nullable=False)
    number = dy.String(nullable=False)
    bank_reference = dy.String(nullable=False)


class Line(dy.Schema):
    """A credit of the bank as tying sees it."""

    line_id = dy.Int64(nullable=False)
    amount_cents = dy.Int64(nullable=False)
    currency = dy.String(nullable=False)
    booked_on = dy.Date(nullable=False)
    counterparty = dy.String(nullable=False)
    iban = dy.String(nullable=False)
    words = dy.String(nullable=False)  # wording, reference, end-to-end identifier


def pairs_of(
    advices: pl.DataFrame,
    lines: pl.DataFrame,
    *,
    owed: pl.DataFrame,
    senders: pl.DataFrame,
    named: pl.DataFrame,
) -> pl.DataFrame:
    """Every advice beside the lines that it may go with: `remittance_id, line_id, because, strength, sure`.

    `owed` gives the customers of the documents that an advice names (remittance_id, customer_id), `senders` those that
    a line is known to come from (line_id, customer_id), `named` the numbers of an advice (remittance_id, number).
    """
    met = advices.join(
        lines, left_on=["total_cents", "currency"], right_on=["amount_cents", "currency"], suffix="_line"
    ).filter(_in_time())
    if met.is_empty():
        return met.select("remittance_id", "line_id").with_columns(
            because=pl.lit(""), strength=pl.lit(0, pl.Int32), sure=pl.lit(value=False)
        )
    judged = _judged(met, owed, senders, named)
    best_of_advice = pl.col("strength") == pl.col("strength").max().over("remittance_id")
    best_of_line = pl.col("strength") == pl.col("strength").max().over("line_id")
    alone = (best_of_advice.sum().over("remittance_id") == 1) & (best_of_line.sum().over("line_id") == 1)
    return judged.with_columns(
        sure=(pl.col("strength") > _NOTHING) & best_of_advice & best_of_line & alone
    ).sort("remittance_id", pl.col("strength").neg(), "line_id")


def _judged(
    met: pl.DataFrame, owed: pl.DataFrame, senders: pl.DataFrame, named: pl.DataFrame
) -> pl.DataFrame:
    """Each pair with the surest thing that says it is the same payment, and how sure that is."""
    told = (
        ("reference", _REFERENCE, _by_reference()),
        ("invoice", _REFERENCE, _in_words(met, named)),
        ("account", _PAYER, _by_account()),
        ("name", _PAYER, _by_name()),
        ("customer", _PAYER, _by_customer(met, owed, senders)),
    )
    because, strength = pl.lit("amount"), pl.lit(_NOTHING)
    for code, rank, holds in reversed(told):
        because = pl.when(holds).then(pl.lit(code)).otherwise(because)
        strength = pl.when(holds).then(rank).otherwise(strength)
    return met.select("remittance_id", "line_id", strength=strength.cast(pl.Int32), because=because)


def key(words: pl.Expr) -> pl.Expr:
    """Letters and digits alone, in capitals without accents."""
    bare = words.str.normalize("NFKD").str.replace_all(r"\p{M}", "").str.to_uppercase()
    return bare.str.replace_all(r"[^A-Z0-9]", "")


def _in_time() -> pl.Expr:
    apart = (pl.col("booked_on") - pl.coalesce("paid_on", "received_on")).dt.total_days()
    told = pl.col("paid_on").is_not_null()
    return pl.when(told).then(apart.is_between(-EARLY, LATE)).otherwise(apart.is_between(-AROUND, AROUND))


def _by_reference() -> pl.Expr:
    """A reference of the advice, of five signs with a figure, stands in the words of the line."""
    words = key(pl.col("words"))
    found = pl.lit(value=False)
    for name in ("bank_reference", "number"):
        told = key(pl.col(name))
        long = (told.str.len_chars() >= _SHORTEST) & told.str.contains("[0-9]{3}")
        found = found | (long & words.str.contains(told, literal=True))
    return found


def _in_words(met: pl.DataFrame, named: pl.DataFrame) -> pl.Expr:
    """A document that the advice names stands in the words of the line."""
    numbers = named.select("remittance_id", number_key=key(pl.col("number"))).filter(
        pl.col("number_key").str.len_chars() >= _SHORTEST
    )
    words = met.select("remittance_id", "line_id", words_key=key(pl.col("words")))
    found = words.join(numbers, on="remittance_id").filter(
        pl.col("words_key").str.contains(pl.col("number_key"), literal=True)
    )
    return _among(found)


def _by_account() -> pl.Expr:
    return (pl.col("iban") != "") & (pl.col("iban") == pl.col("iban_line"))


def _by_name() -> pl.Expr:
    """The one's name is the other's, or begins it: banks cut names."""
    payer, counterparty = key(pl.col("payer")), key(pl.col("counterparty"))
    long = (payer.str.len_chars() >= _SHORTEST) & (counterparty.str.len_chars() >= _SHORTEST)
    return long & (payer.str.starts_with(counterparty) | counterparty.str.starts_with(payer))


def _by_customer(met: pl.DataFrame, owed: pl.DataFrame, senders: pl.DataFrame) -> pl.Expr:
    """The line comes from a customer whose documents the advice names."""
    found = (
        met.select("remittance_id", "line_id")
        .join(owed, on="remittance_id")
        .join(senders.select("line_id", "customer_id"), on=["line_id", "customer_id"], how="semi")
    )
    return _among(found)


def _among(found: pl.DataFrame) -> pl.Expr:
    pairs = found.select(pl.struct("remittance_id", "line_id").alias("pair"))["pair"].unique()
    return pl.struct("remittance_id", "line_id").is_in(pairs.implode())
