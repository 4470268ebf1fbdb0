"""Credits extinguishing debits: the one they name, else the oldest, never beyond; all in columns."""

from __future__ import annotations

import polars as pl

PAIR = {"credit": pl.UInt32, "debit": pl.UInt32, "amount_cents": pl.Int64}
WORD = r"[0-9A-Za-z][0-9A-Za-z/_.\-]*"
SHORTEST_NAME = 3
NAMESAKES = 10  # a year or a month that many invoices bear names none of them, and pairs must stay few


def fifo(sides: pl.DataFrame) -> pl.DataFrame:
    """Pair credits with debits of the same group, oldest with oldest.

    Takes `group`, `move`, `left_cents` (above zero for debits, below for credits), `entry_on`; gives
    `credit`, `debit` (moves) and `amount_cents`. Debits and credits of a group are laid end to end on two
    rulers; every stretch where both lie is so much paid, hence never more than either.
    """
    ordered = sides.filter(pl.col("left_cents") != 0).sort("group", "entry_on", "move")
    owed = pl.col("left_cents") > 0
    reach = pl.col("left_cents").abs().cum_sum().over("group", owed)
    marks = ordered.select(
        "group",
        end=reach,
        debit=pl.when(owed).then("move"),
        credit=pl.when(~owed).then("move"),
    ).sort("group", "end")
    covered = marks.with_columns(
        pl.col("debit", "credit").fill_null(strategy="backward").over("group"),
        amount_cents=(pl.col("end") - pl.col("end").shift(1, fill_value=0).over("group")).cast(pl.Int64),
    )
    return covered.filter(
        (pl.col("amount_cents") > 0) & pl.col("debit").is_not_null() & pl.col("credit").is_not_null()
    ).select("credit", "debit", "amount_cents")


def named(sides: pl.DataFrame) -> pl.DataFrame:
    """Pair credits with the debits of their group whose number stands in the credit's piece or label.

    Takes what `fifo` takes, and `number`, `piece`, `label`; gives the same columns. Neither side is exceeded.
    """
    debits = _named_debits(sides.filter(pl.col("left_cents") > 0))
    credits_ = _naming_credits(sides.filter(pl.col("left_cents") < 0))
    pairs = credits_.join(debits, on=["group", "name"]).unique(["credit", "debit"])
    if not pairs.height:
        return pl.DataFrame(schema=PAIR)
    pairs = pairs.sort("credit", "debit_on", "debit").with_columns(before=_before("debit_cents", "credit"))
    wanted = pl.min_horizontal("debit_cents", pl.col("credit_cents") - pl.col("before")).clip(lower_bound=0)
    pairs = pairs.with_columns(wanted=wanted).sort("debit", "credit_on", "credit")
    pairs = pairs.with_columns(taken=_before("wanted", "debit"))
    given = pl.min_horizontal("wanted", pl.col("debit_cents") - pl.col("taken")).clip(lower_bound=0)
    return pairs.with_columns(amount_cents=given).filter(pl.col("amount_cents") > 0).select(list(PAIR))


def _before(amount: str, group: str) -> pl.Expr:
    return pl.col(amount).cum_sum().over(group) - pl.col(amount)


def _plain(text: pl.Expr) -> pl.Expr:
    return text.str.to_uppercase().str.replace_all(r"[^0-9A-Z]", "")


def _figures(text: pl.Expr) -> pl.Expr:
    """The last figures of a number, without the zeros in front: how people write it in a bank label."""
    return text.str.extract(r"(\d+)\D*$").str.strip_chars_start("0")


def _named_debits(debits: pl.DataFrame) -> pl.DataFrame:
    names = pl.concat_list(_plain(pl.col("number")), _figures(pl.col("number")))
    told = _by_name(
        debits.select("group", debit="move", debit_on="entry_on", debit_cents="left_cents", name=names)
    )
    return told.filter(pl.len().over("group", "name") <= NAMESAKES)


def _naming_credits(credits_: pl.DataFrame) -> pl.DataFrame:
    words = pl.concat_str("piece", "label", separator=" ", ignore_nulls=True).str.extract_all(WORD)
    whole = pl.concat_list(_plain(pl.col("piece").fill_null("")), _plain(pl.col("label")))
    told = credits_.select(
        "group",
        credit="move",
        credit_on="entry_on",
        credit_cents=-pl.col("left_cents"),
        name=pl.concat_list(words, whole),
    ).explode("name")
    both = pl.concat_list(_plain(pl.col("name")), _figures(pl.col("name")))
    return _by_name(told.with_columns(name=both))


def _by_name(named_: pl.DataFrame) -> pl.DataFrame:
    long_enough = pl.col("name").str.len_chars() >= SHORTEST_NAME
    return named_.explode("name").filter(long_enough & pl.col("name").str.contains(r"\d")).unique()


def left(sides: pl.DataFrame, pairs: pl.DataFrame) -> pl.DataFrame:
    """The same moves with `left_cents` lowered by what `pairs` extinguished."""
    paid = pairs.group_by(move="debit").agg(paid=pl.col("amount_cents").sum())
    used = pairs.group_by(move="credit").agg(used=pl.col("amount_cents").sum())
    return (
        sides.join(paid, on="move", how="left")
        .join(used, on="move", how="left")
        .with_columns(
            left_cents=pl.col("left_cents") - pl.col("paid").fill_null(0) + pl.col("used").fill_null(0)
        )
        .drop("paid", "used")
    )
