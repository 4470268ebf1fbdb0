"""Which of our transactions a bank line tells: credited one by one, credited as one batch, or given back."""

from __future__ import annotations

from datetime import date
from typing import Final

import polars as pl

from encours.core.debits.days import add_target_days

_SETTLES_WITHIN: Final = 3  # TARGET days after the collection: a batch is credited on its day, or soon after


def collected(lines: pl.DataFrame, debits: pl.DataFrame) -> pl.DataFrame:
    """`line_id, debit_id`: what each credit pays of our transactions, each once.

    `lines` has the columns of a bank line; `debits` has `debit_id, end_to_end_id, group, collect_on, amount_cents`
    of what was put in a file and not credited yet. A line names its transaction by the identifier that we gave it,
    for its very amount; else it is the sum of a group (`PmtInf`), which its words name, or which alone makes this
    amount around its day where the line names no payer.
    """
    received = lines.filter(
        pl.col("amount_cents") > 0, pl.col("return_reason").is_null(), pl.col("currency") == "EUR"
    ).sort("booked_on", "line_id")
    singles = (
        received.join(debits, on=["end_to_end_id", "amount_cents"])
        .unique("debit_id", keep="first", maintain_order=True)
        .unique("line_id", keep="first", maintain_order=True)
        .select("line_id", "debit_id")
    )
    rest = received.join(singles, on="line_id", how="anti")
    left = debits.join(singles, on="debit_id", how="anti")
    return pl.concat([singles, _groups(rest, left)])


def _groups(received: pl.DataFrame, debits: pl.DataFrame) -> pl.DataFrame:
    """Credits that are the sum of a whole group."""
    groups = debits.group_by("group", "collect_on").agg(pl.col("amount_cents").sum(), pl.col("debit_id"))
    last = [add_target_days(day, _SETTLES_WITHIN) for day in groups["collect_on"]]
    groups = groups.with_columns(last_on=pl.Series(last, dtype=pl.Date)).filter(pl.col("group") != "")
    words = pl.concat_str(
        [pl.col(name).fill_null("") for name in ("wording", "reference", "end_to_end_id")], separator=" "
    )
    pairs = (
        received.with_columns(words=words)
        .join(groups, on="amount_cents")
        .with_columns(named=pl.col("words").str.contains(pl.col("group"), literal=True))
        .filter(
            pl.col("named")
            | (pl.col("iban").is_null() & pl.col("booked_on").is_between("collect_on", "last_on"))
        )
    )
    alone = (pl.len().over("line_id") == 1) & (pl.len().over("group") == 1)
    sure = pairs.filter(pl.col("named") | (alone & ~pl.col("named").any().over("group")))
    return (
        sure.sort("named", "booked_on", "line_id", descending=[True, False, False])
        .unique("group", keep="first", maintain_order=True)
        .unique("line_id", keep="first", maintain_order=True)
        .explode("debit_id")
        .select("line_id", "debit_id")
    )


def given_back(lines: pl.DataFrame, debits: pl.DataFrame) -> pl.DataFrame:
    """`line_id, debit_id, code, on`: the transactions that debit lines give back by their identifier, each once.

    `debits` has `debit_id, end_to_end_id, amount_cents` of what was put in a file and did not come back. Charges that
    the bank takes with the amount make another amount: a person says.
    """
    back = lines.filter(pl.col("return_reason").is_not_null(), pl.col("amount_cents") < 0)
    return (
        back.sort("booked_on", "line_id")
        .join(debits.rename({"amount_cents": "collected_cents"}), on="end_to_end_id")
        .filter(-pl.col("amount_cents") == pl.col("collected_cents"))
        .unique("debit_id", keep="first", maintain_order=True)
        .unique("line_id", keep="first", maintain_order=True)
        .select("line_id", "debit_id", code="return_reason", on="booked_on")
    )


def paid_by(told: pl.DataFrame, items: pl.DataFrame) -> pl.DataFrame:
    """What lines pay of items, as matching reads it; `items` has `debit_id, receivable_id, amount_cents, found`."""
    return told.join(items, on="debit_id").select(
        "line_id",
        "receivable_id",
        paid_cents="amount_cents",
        discount_cents=pl.lit(0, dtype=pl.Int64),
        accepted_cents=pl.lit(0, dtype=pl.Int64),
        found="found",
    )


def holds_until(collect_on: date) -> date:
    """The last day on which reminders wait for a collection: a debtor bank may return it for five TARGET days.

    EPC016-06, 4.3.4.
    """
    return add_target_days(collect_on, 5)
