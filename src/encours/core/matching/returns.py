"""What a returned payment gives back: rejected transfers, unpaid direct debits and cheques."""

from __future__ import annotations

from typing import Any, Final

import polars as pl

from encours.core.matching.folding import alias_key, iban_key, number_key
from encours.core.matching.nothing import nothing_without
from encours.core.matching.shapes import Returned

WITHIN_DAYS: Final = 400
"""A debtor may have an unauthorised direct debit refunded for 13 months (SEPA core rulebook)."""

_NUMBER: Final = "same_number_and_amount"
_SHORTEST: Final = 4  # signs of a number that words may show by chance
_WAYS: Final = (
    ("same_end_to_end_id", "end_to_end_id", True),
    ("same_bank_reference", "bank_reference", True),
    (_NUMBER, "number", True),
    ("same_iban_and_amount", "iban", True),
    ("same_name_and_amount", "name", False),
)


@nothing_without(0)
def returned(lines: pl.DataFrame, earlier: pl.DataFrame, payments: pl.DataFrame) -> pl.DataFrame:
    """In the shape Returned, one row for each debit line with a return reason.

    `lines` and `earlier` have the columns of BankLine with `line_id` and `customer_id` (null when not
    known); `earlier` may hold the credits of `lines` themselves, and may say the `number` of a cheque or bill that was
    deposited, which the bank then tells in its words. `payments` has `key, customer_id,
    paid_on, amount_cents, currency`. The amount given back is always the one received; a credit is
    given back once; when several fit, the latest is told and marked uncertain.
    """
    back = _keyed(
        lines.filter(pl.col("return_reason").is_not_null(), pl.col("amount_cents") < 0).with_columns(
            amount_cents=-pl.col("amount_cents")
        )
    ).sort("booked_on", "line_id")
    received = _keyed(earlier.filter(pl.col("return_reason").is_null(), pl.col("amount_cents") > 0))
    pairs = pl.concat(
        [
            _numbered(back, received, rank) if way == _NUMBER else _pairs(back, received, way, column, rank)
            for rank, (way, column, _) in enumerate(_WAYS)
        ]
    )
    rows = _each_once(back, pairs)
    found = pl.DataFrame(rows, schema=Returned.create_empty().schema, orient="row")
    return _with_payments(found, back, payments).sort("line_id")


def _keyed(lines: pl.DataFrame) -> pl.DataFrame:
    number = "number" if "number" in lines.columns else pl.lit(None, dtype=pl.String).alias("number")
    return lines.with_columns(number).select(
        "line_id",
        "customer_id",
        "booked_on",
        "amount_cents",
        "currency",
        "end_to_end_id",
        "bank_reference",
        iban=iban_key(pl.col("iban")),
        name=alias_key(pl.col("counterparty")),
        number=number_key(pl.col("number")),
        words=number_key(pl.col("wording").fill_null("")),
    )


def _numbered(back: pl.DataFrame, received: pl.DataFrame, rank: int) -> pl.DataFrame:
    """Returns whose words bear the number of a cheque or bill of that amount."""
    deposited = received.filter(pl.col("number").str.len_chars() >= _SHORTEST)
    shown = back.select("amount_cents", "currency", "words", "line_id").join(
        deposited.select("amount_cents", "currency", "number"), on=["amount_cents", "currency"]
    )
    told = shown.filter(pl.col("words").str.contains(pl.col("number"), literal=True))
    named = back.drop("number").join(told.select("line_id", "number").unique(), on="line_id")
    return _pairs(named, deposited, _NUMBER, "number", rank)


def _pairs(back: pl.DataFrame, received: pl.DataFrame, way: str, column: str, rank: int) -> pl.DataFrame:
    shown = received.select(
        column,
        "amount_cents",
        "currency",
        credit_line_id="line_id",
        credit_on="booked_on",
        owner="customer_id",
    )
    return (
        back.drop_nulls(column)
        .join(shown.drop_nulls(column), on=[column, "amount_cents", "currency"])
        .with_columns(age=(pl.col("booked_on") - pl.col("credit_on")).dt.total_days())
        .filter(pl.col("age").is_between(0, WITHIN_DAYS))
        .select(
            "line_id",
            "credit_line_id",
            "age",
            customer_id=pl.coalesce("customer_id", "owner"),
            rank=pl.lit(rank),
            reason=pl.lit(way),
        )
    )


def _each_once(back: pl.DataFrame, pairs: pl.DataFrame) -> list[dict[str, Any]]:
    """For each return in the order of its days, its surest credit that nothing gave back yet."""
    offers: dict[int, list[dict[str, Any]]] = {}
    for pair in pairs.sort("rank", "age", "credit_line_id").iter_rows(named=True):
        offers.setdefault(pair["line_id"], []).append(pair)
    taken: set[int] = set()
    rows = []
    for line, customer in back.select("line_id", "customer_id").iter_rows():
        free = [pair for pair in offers.get(line, []) if pair["credit_line_id"] not in taken]
        best = [pair for pair in free if pair["rank"] == free[0]["rank"]]
        row = {"line_id": line, "customer_id": customer, "reason": "not_found", "certain": False}
        if best:
            taken.add(best[0]["credit_line_id"])
            row |= {name: best[0][name] for name in ("credit_line_id", "customer_id", "reason")}
            row["certain"] = len(best) == 1 and _WAYS[best[0]["rank"]][2]
        rows.append(row)
    return rows


def _with_payments(found: pl.DataFrame, back: pl.DataFrame, payments: pl.DataFrame) -> pl.DataFrame:
    """Where no credit line is told, the one ledger payment of the known customer."""
    missing = found.filter(pl.col("credit_line_id").is_null() & pl.col("customer_id").is_not_null())
    fits = (
        missing.select("line_id", "customer_id")
        .join(back.select("line_id", "booked_on", "amount_cents", "currency"), on="line_id")
        .join(
            payments.select("key", "customer_id", "paid_on", "amount_cents", "currency"),
            on=["customer_id", "amount_cents", "currency"],
        )
        .filter((pl.col("booked_on") - pl.col("paid_on")).dt.total_days().is_between(0, WITHIN_DAYS))
        .sort("line_id", pl.col("paid_on"), "key", descending=[False, True, False])
        .group_by("line_id", maintain_order=True)
        .agg(told_key=pl.col("key").first(), fits=pl.len())
    )
    told = pl.col("told_key").is_not_null()
    return (
        found.join(fits, on="line_id", how="left", maintain_order="left")
        .with_columns(
            payment_key=pl.col("told_key"),
            reason=pl.when(told).then(pl.lit("same_customer_and_amount")).otherwise("reason"),
            certain=pl.when(told).then(pl.col("fits") == 1).otherwise("certain"),
        )
        .select(Returned.column_names())
    )
