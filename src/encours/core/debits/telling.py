"""Which of our transactions a bank line tells: credited one by one, credited as one batch, or given back."""

from __future__ import annotations

from datetime import date
from typing import Final

import polars as pl

from encours.core.debits.codes import reason_code
from encours.core.debits.days import add_target_days
from encours.core.matching.folding import iban_key
from encours.core.matching.nothing import nothing_without

_SETTLES_WITHIN: Final = 3  # TARGET days after the collection: a batch is credited on its day, or soon after
_RETURNS_WITHIN: Final = (
    14  # days: five between banks, and those until it is booked; what comes later is named
)


@nothing_without(0, 1)
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


@nothing_without(0, 1)
def given_back(lines: pl.DataFrame, debits: pl.DataFrame) -> pl.DataFrame:
    """`line_id, debit_id, code, on`: the transactions that debit lines give back, each once.

    `debits` has `debit_id, end_to_end_id, iban, collect_on, amount_cents` of what was put in a file and did not come
    back. A line names its transaction by the identifier that we gave it, in its field or in its words; else by the
    account that was debited, where one transaction alone is of that account and amount in the days in which a bank
    returns. `code` is `core.debits.codes.reason_code`. Charges that the bank takes with the amount make another amount:
    a person says.
    """
    back = lines.filter(pl.col("return_reason").is_not_null(), pl.col("amount_cents") < 0)
    pairs = (
        back.select(
            "line_id", "booked_on", "return_reason", _WORDS, "end_to_end_id", "currency",
            account=iban_key(pl.col("iban")), collected_cents=-pl.col("amount_cents"),
        )
        .join(
            debits.select("debit_id", "iban", "collect_on", name="end_to_end_id", collected_cents="amount_cents"),
            on="collected_cents",
        )
        .filter(pl.col("currency") == "EUR")
        .with_columns(
            named=pl.col("end_to_end_id").eq_missing(pl.col("name")) | _told(),
            same=(pl.col("account") == pl.col("iban"))
            & (pl.col("booked_on") - pl.col("collect_on")).dt.total_days().is_between(0, _RETURNS_WITHIN),
        )
    )  # fmt: skip
    named = _once(pairs.filter("named"))
    rest = pairs.join(named, on="line_id", how="anti").join(named, on="debit_id", how="anti").filter("same")
    alone = rest.filter(pl.len().over("line_id") == 1, pl.len().over("debit_id") == 1)
    found = pl.concat([named, alone]).sort("booked_on", "line_id")
    codes = [reason_code(told) for told in found["return_reason"]]
    return found.select("line_id", "debit_id", pl.Series("code", codes, dtype=pl.String), on="booked_on")


_WORDS: Final = pl.concat_str(
    [pl.col(name).fill_null("") for name in ("wording", "reference")], separator=" "
).alias("words")


def _told() -> pl.Expr:
    """Whether the words bear the identifier, and not a longer one that begins or ends like it."""
    words = pl.concat_str([pl.lit(" "), pl.col("words").str.replace_all(r"[^A-Za-z0-9-]", " "), pl.lit(" ")])
    return words.str.contains(pl.format(" {} ", "name"), literal=True)


def _once(pairs: pl.DataFrame) -> pl.DataFrame:
    """Each transaction and each line once, the earliest first."""
    return (
        pairs.sort("booked_on", "line_id")
        .unique("debit_id", keep="first", maintain_order=True)
        .unique("line_id", keep="first", maintain_order=True)
    )


@nothing_without(0, 1)
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
