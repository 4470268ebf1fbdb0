"""A customer's account at a day: its movements with a running balance, and what is open of each.

A movement is signed as the ledger sees it from our side: what is owed to us is positive (invoices), what reduces it
negative (credit notes, payments). A use says that so much of one movement (`source`) extinguishes another (`target`).
The sum of what is open equals the sum of the movements, whatever was applied to what: that is how a statement of open
items and a statement of movements tell the same balance.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import dataframely as dy
import polars as pl


class Movement(dy.Schema):
    """One line of the account: `key` is unique, `day` is when the ledger counts it."""

    key = dy.String(nullable=False)
    kind = dy.String(nullable=False)  # a kind of receivable, or payment
    day = dy.Date(nullable=False)
    issued_on = dy.Date(nullable=True)
    due_on = dy.Date(nullable=True)
    number = dy.String(nullable=False)
    label = dy.String(nullable=False)
    amount_cents = dy.Int64(nullable=False)
    currency = dy.String(nullable=False)
    known_on = dy.Date(nullable=False)
    gone_on = dy.Date(nullable=True)  # no longer in the ledger since that day
    foreign_cents = dy.Int64(
        nullable=True
    )  # the same amount in the currency of the invoice, where it is another
    foreign_currency = dy.String(nullable=True)


class Use(dy.Schema):
    """So much of `source` extinguishes `target`; negative where it was undone."""

    source = dy.String(nullable=False)
    target = dy.String(nullable=False)
    amount_cents = dy.Int64(nullable=False)
    day = dy.Date(nullable=False)
    known_on = dy.Date(nullable=False)


@dataclass(frozen=True, slots=True)
class Account:
    """One currency: `lines` with `balance_cents` after each; `items` are those with something open, `open_cents`."""

    currency: str
    opening_cents: int
    lines: pl.DataFrame
    items: pl.DataFrame
    closing_cents: int


def accounts(
    movements: pl.DataFrame,
    uses: pl.DataFrame,
    *,
    on: date,
    from_on: date | None = None,
    as_known: bool = False,
) -> list[Account]:
    """Tell the account of one customer at the end of a day, a currency at a time, none converted.

    `from_on` is the first day shown; what came before is the opening balance. With `as_known`, as it was known that
    day: what was learnt later is left out, and what has gone since is back.
    """
    there = _present(movements, on=on, as_known=as_known)
    held = there.join(_extinguished(there, uses, on=on, as_known=as_known), on="key", how="left")
    told = held.with_columns(open_cents=pl.col("amount_cents") - pl.col("used_cents").fill_null(0))
    ordered = told.drop("used_cents").sort("day", "key")
    return [
        _account(str(currency), rows, from_on)
        for (currency,), rows in sorted(ordered.partition_by("currency", as_dict=True).items())
    ]


def _present(movements: pl.DataFrame, *, on: date, as_known: bool) -> pl.DataFrame:
    gone = pl.col("gone_on")
    then = (pl.col("known_on") <= on) & (gone.is_null() | (gone > on))
    return movements.filter((pl.col("day") <= on) & (then if as_known else gone.is_null()))


def _extinguished(there: pl.DataFrame, uses: pl.DataFrame, *, on: date, as_known: bool) -> pl.DataFrame:
    """What each movement lost, signed as the movement: only between two movements that are both there."""
    then = pl.col("day") <= on
    done = uses.filter((then & (pl.col("known_on") <= on)) if as_known else then)
    keys = there.select("key")
    both = done.join(keys, left_on="source", right_on="key", how="semi").join(
        keys, left_on="target", right_on="key", how="semi"
    )
    lost = both.select(key="target", used_cents="amount_cents")
    given = both.select(key="source", used_cents=-pl.col("amount_cents"))
    return pl.concat([lost, given]).group_by("key").agg(pl.col("used_cents").sum())


def _account(currency: str, rows: pl.DataFrame, from_on: date | None) -> Account:
    before = pl.lit(value=False) if from_on is None else pl.col("day") < from_on
    opening = int(rows.filter(before)["amount_cents"].sum())
    shown = rows.filter(~before).with_columns(
        balance_cents=pl.col("amount_cents").cum_sum() + opening,
    )
    return Account(
        currency=currency,
        opening_cents=opening,
        lines=shown,
        items=rows.filter(pl.col("open_cents") != 0).sort("due_on", "day", "key", nulls_last=True),
        closing_cents=int(rows["amount_cents"].sum()),
    )
