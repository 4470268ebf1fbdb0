"""A payment is one fact whatever its sources: bank lines against payments that the ledger posts.

The question is the same whichever came first, so one function answers for a statement read after a
ledger and for a ledger read after a statement.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from operator import itemgetter
from typing import Any, Final

import polars as pl

from encours.core.matching.shapes import Confirmed, Doubtful

WINDOW: Final = 5
"""Days between the bank's booking and the ledger's entry of one payment."""

COMMONPLACE: Final = 50
"""Ledger payments of one amount beyond which the amount says nothing of an unknown payer."""

SHOWN: Final = 5
"""Payments of one day proposed for a doubtful line."""

_Row = tuple[int, str, int, int]  # line, ledger key, customer, days apart


@dataclass(frozen=True, slots=True)
class OneFact:
    """Frames in the shapes Confirmed and Doubtful of `core.matching.shapes`."""

    confirmed: pl.DataFrame
    doubtful: pl.DataFrame


@dataclass(frozen=True, slots=True)
class _Days:
    """Lines of one day and payments of another, of one customer and amount, `apart` days."""

    booked_on: date
    paid_on: date
    lines: tuple[int, ...]
    keys: tuple[str, ...]
    customer_id: int
    apart: int


def one_fact(lines: pl.DataFrame, payments: pl.DataFrame) -> OneFact:
    """Pair `line_id, customer_id, amount_cents, currency, booked_on` with the shape LedgerFact.

    Confirmed: same customer, amount and currency, a bank journal, at most five days apart, each used
    once, the nearest first. Doubtful: several pairs are as near as each other and do not share out
    evenly; or the line's customer is unknown and one payment alone, of anybody, fits it. Leave out of
    both frames what an earlier run confirmed.
    """
    posted = payments.filter("in_bank_journal")
    same = ["customer_id", "amount_cents", "currency"]
    known = lines.drop_nulls("customer_id")
    near = posted.join(known, on=same, how="semi")
    sure: list[_Row] = []
    unsure: list[_Row] = []
    for apart in range(WINDOW + 1):
        if known.is_empty() or near.is_empty():
            break
        paired, doubted = _decided(_facing(known, near, apart))
        sure += paired
        unsure += doubted
        known = known.join(_taken((*paired, *doubted), 0, "line_id", pl.Int64), on="line_id", how="anti")
        near = near.join(_taken((*paired, *doubted), 1, "key", pl.String), on="key", how="anti")
    free = posted.join(_taken((*sure, *unsure), 1, "key", pl.String), on="key", how="anti")
    doubtful = [(*row, "two_possible") for row in unsure]
    doubtful += [(*row, "unknown_customer") for row in _strangers(lines, free)]
    return OneFact(
        confirmed=pl.DataFrame(sure, schema=Confirmed.create_empty().schema, orient="row").sort("line_id"),
        doubtful=pl.DataFrame(doubtful, schema=Doubtful.create_empty().schema, orient="row").sort(
            "line_id", "key"
        ),
    )


def _facing(lines: pl.DataFrame, payments: pl.DataFrame, apart: int) -> pl.DataFrame:
    """Days of lines facing days of payments, sorted so that what may compete stands together."""
    same = ["customer_id", "amount_cents", "currency"]
    booked = lines.group_by(*same, "booked_on").agg(lines=pl.col("line_id").sort())
    posted = payments.group_by(*same, "paid_on").agg(keys=pl.col("key").sort())
    return (
        booked.join(pl.DataFrame({"shift": sorted({-apart, apart})}), how="cross")
        .with_columns(paid_on=pl.col("booked_on") + pl.duration(days=pl.col("shift")))
        .join(posted, on=[*same, "paid_on"])
        .with_columns(
            apart=pl.col("shift").abs(),
            alone=(pl.len().over(*same, "booked_on") == 1)
            & (pl.len().over(*same, "paid_on") == 1)
            & (pl.col("lines").list.len() == 1)
            & (pl.col("keys").list.len() == 1),
            group=pl.struct(same).rank("dense"),
        )
        .sort("group", "booked_on", "paid_on")
    )


def _decided(facing: pl.DataFrame) -> tuple[list[_Row], list[_Row]]:
    """Of days equally far apart: the pairs that nothing contests or that share out, and the others."""
    sure: list[_Row] = (
        facing.filter("alone")
        .select(pl.col("lines").list.first(), pl.col("keys").list.first(), "customer_id", "apart")
        .rows()
    )
    unsure: list[_Row] = []
    contested = facing.filter(~pl.col("alone"))
    for _, group in groupby(contested.iter_rows(named=True), key=itemgetter("group")):
        for tied in _components([_days(row) for row in group]):
            shared = _shared_out(tied)
            sure += shared
            unsure += [] if shared else _all_pairs(tied)
    return sure, unsure


def _days(row: dict[str, Any]) -> _Days:
    return _Days(
        booked_on=row["booked_on"],
        paid_on=row["paid_on"],
        lines=tuple(row["lines"]),
        keys=tuple(row["keys"]),
        customer_id=row["customer_id"],
        apart=row["apart"],
    )


def _components(facing: list[_Days]) -> Iterator[list[_Days]]:
    """Sets of days that compete for the same lines or payments."""
    waiting = list(facing)
    while waiting:
        tied = [waiting.pop(0)]
        grown = True
        while grown:
            booked, paid = {each.booked_on for each in tied}, {each.paid_on for each in tied}
            joined = [each for each in waiting if each.booked_on in booked or each.paid_on in paid]
            waiting = [each for each in waiting if each not in joined]
            tied += joined
            grown = bool(joined)
        yield tied


def _shared_out(tied: list[_Days]) -> list[_Row]:
    """One pair for each line and payment in the order of their days; nothing when they are not as many."""
    booked = dict(sorted((each.booked_on, each.lines) for each in tied))
    posted = dict(sorted((each.paid_on, each.keys) for each in tied))
    lines = [(day, line) for day, listed in booked.items() for line in listed]
    keys = [(day, key) for day, listed in posted.items() for key in listed]
    apart, customer = tied[0].apart, tied[0].customer_id
    if len(lines) != len(keys):
        return []
    pairs = list(zip(lines, keys, strict=True))
    if any(abs((day - other).days) != apart for (day, _), (other, _) in pairs):
        return []
    return [(line, key, customer, apart) for (_, line), (_, key) in pairs]


def _all_pairs(tied: list[_Days]) -> list[_Row]:
    return [
        (line, key, each.customer_id, each.apart)
        for each in tied
        for line in each.lines
        for key in each.keys[:SHOWN]
    ]


def _taken(rows: tuple[_Row, ...], place: int, name: str, dtype: type[pl.DataType]) -> pl.DataFrame:
    return pl.DataFrame({name: list({row[place] for row in rows})}, schema={name: dtype})


def _strangers(lines: pl.DataFrame, payments: pl.DataFrame) -> list[_Row]:
    """Lines of an unknown customer that one payment alone fits, and it alone them."""
    if lines.is_empty() or payments.is_empty():
        return []
    same = ["amount_cents", "currency"]
    rare = payments.filter(pl.len().over(same) <= COMMONPLACE)
    around = pl.DataFrame({"shift": list(range(-WINDOW, WINDOW + 1))})
    rows: list[_Row] = (
        lines.filter(pl.col("customer_id").is_null())
        .select("line_id", "booked_on", *same)
        .join(around, how="cross")
        .with_columns(paid_on=pl.col("booked_on") + pl.duration(days=pl.col("shift")))
        .join(rare.select("key", "paid_on", "customer_id", *same), on=[*same, "paid_on"])
        .filter(pl.len().over("line_id") == 1, pl.len().over("key") == 1)
        .select("line_id", "key", "customer_id", pl.col("shift").abs())
        .rows()
    )
    return rows
