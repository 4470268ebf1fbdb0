"""A payment is one fact whatever its sources: bank lines against payments that the ledger posts.

The question is the same whichever came first, so one function answers for a statement read after a
ledger and for a ledger read after a statement.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Final

import polars as pl

from encours.core.matching.shapes import Confirmed, Doubtful

WINDOW: Final = 5
"""Days between the bank's booking and the ledger's entry of one payment."""

COMMONPLACE: Final = 50
"""Ledger payments of one amount beyond which the amount says nothing of an unknown payer."""


@dataclass(frozen=True, slots=True)
class OneFact:
    """Frames in the shapes Confirmed and Doubtful of `core.matching.shapes`."""

    confirmed: pl.DataFrame
    doubtful: pl.DataFrame


@dataclass(frozen=True, slots=True)
class _Edge:
    """A line and a payment that may be one, `days` apart."""

    line_id: int
    key: str
    customer_id: int
    days: int
    booked_on: date
    paid_on: date


def one_fact(lines: pl.DataFrame, payments: pl.DataFrame) -> OneFact:
    """Pair `line_id, customer_id, amount_cents, currency, booked_on` with the shape LedgerFact.

    Confirmed: same customer, amount and currency, a bank journal, at most five days apart, each used
    once, the nearest first. Doubtful: several pairs are as near as each other and do not share out
    evenly; or the line's customer is unknown and one payment alone, of anybody, fits it. Leave out of
    both frames what an earlier run confirmed.
    """
    posted = payments.filter("in_bank_journal")
    known = _edges(lines.drop_nulls("customer_id"), posted, ["customer_id", "amount_cents", "currency"])
    sure: list[_Edge] = []
    unsure: list[_Edge] = []
    for _, group in groupby(known.iter_rows(named=True), key=lambda row: row["group"]):
        paired, doubted = _paired([_edge(row) for row in group])
        sure += paired
        unsure += doubted
    used = {edge.key for edge in (*sure, *unsure)}
    strangers = list(_strangers(lines, posted.filter(~pl.col("key").is_in(list(used)))))
    doubtful = [(*_row(edge), "two_possible") for edge in unsure]
    doubtful += [(*_row(edge), "unknown_customer") for edge in strangers]
    return OneFact(
        confirmed=pl.DataFrame(
            [_row(edge) for edge in sure], schema=Confirmed.create_empty().schema, orient="row"
        ).sort("line_id"),
        doubtful=pl.DataFrame(doubtful, schema=Doubtful.create_empty().schema, orient="row").sort(
            "line_id", "key"
        ),
    )


def _edges(lines: pl.DataFrame, payments: pl.DataFrame, same: list[str]) -> pl.DataFrame:
    """Pairs within the window, sorted; `group` numbers the sets that cannot meet one another."""
    around = pl.DataFrame({"shift": list(range(-WINDOW, WINDOW + 1))})
    return (
        lines.select("line_id", "booked_on", *same)
        .join(around, how="cross")
        .with_columns(paid_on=pl.col("booked_on") + pl.duration(days=pl.col("shift")))
        .join(
            payments.select("key", "paid_on", "customer_id", "amount_cents", "currency"),
            on=[*same, "paid_on"],
        )
        .with_columns(days=pl.col("shift").abs(), group=pl.struct(same).rank("dense"))
        .sort("group", "days", "booked_on", "line_id", "paid_on", "key")
    )


def _edge(row: dict[str, object]) -> _Edge:
    return _Edge(**{name: row[name] for name in _Edge.__slots__})  # type: ignore[arg-type]


def _row(edge: _Edge) -> tuple[int, str, int, int]:
    return edge.line_id, edge.key, edge.customer_id, edge.days


def _paired(edges: list[_Edge]) -> tuple[list[_Edge], list[_Edge]]:
    """Pairs of one customer and amount: the nearest days first, each line and payment once."""
    sure: list[_Edge] = []
    unsure: list[_Edge] = []
    lines: set[int] = set()
    keys: set[str] = set()
    for _, group in groupby(edges, key=lambda edge: edge.days):
        live = [edge for edge in group if edge.line_id not in lines and edge.key not in keys]
        for tied in _components(live):
            shared = _shared_out(tied)
            sure += shared
            unsure += [] if shared else tied
            lines |= {edge.line_id for edge in tied}
            keys |= {edge.key for edge in tied}
    return sure, unsure


def _components(edges: list[_Edge]) -> Iterator[list[_Edge]]:
    """Sets of pairs that compete for a same line or payment."""
    waiting = list(edges)
    while waiting:
        lines, keys = {waiting[0].line_id}, {waiting[0].key}
        grown = True
        while grown:
            tied = [edge for edge in waiting if edge.line_id in lines or edge.key in keys]
            grown = len(lines) + len(keys) < len(lines | {edge.line_id for edge in tied}) + len(
                keys | {edge.key for edge in tied}
            )
            lines |= {edge.line_id for edge in tied}
            keys |= {edge.key for edge in tied}
        yield tied
        waiting = [edge for edge in waiting if edge.line_id not in lines]


def _shared_out(tied: list[_Edge]) -> list[_Edge]:
    """One pair for each line and payment in the order of their days; nothing when they are not as many."""
    by_pair = {(edge.line_id, edge.key): edge for edge in tied}
    lines = [line for _, line in sorted({(edge.booked_on, edge.line_id) for edge in tied})]
    keys = [key for _, key in sorted({(edge.paid_on, edge.key) for edge in tied})]
    if len(lines) != len(keys):
        return []
    pairs = [by_pair.get(pair) for pair in zip(lines, keys, strict=True)]
    return [edge for edge in pairs if edge] if all(pairs) else []


def _strangers(lines: pl.DataFrame, payments: pl.DataFrame) -> Iterator[_Edge]:
    """Lines of an unknown customer that one payment alone fits, and it alone them."""
    rare = payments.filter(pl.len().over("amount_cents", "currency") <= COMMONPLACE)
    edges = _edges(lines.filter(pl.col("customer_id").is_null()), rare, ["amount_cents", "currency"])
    alone = edges.filter(pl.len().over("line_id") == 1, pl.len().over("key") == 1)
    yield from (_edge(row) for row in alone.iter_rows(named=True))
