"""What is left of each line and item while lines are taken one after the other."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import groupby
from operator import itemgetter
from typing import Any

import polars as pl

from encours.core.matching.naming import Decision, Mention, decide
from encours.core.matching.shapes import FACTS, Match

_SCHEMA = {
    "line_id": pl.Int64,
    "receivable_id": pl.Int64,
    "customer_id": pl.Int64,
    "amount_cents": pl.Int64,
    "reason": pl.String,
    "field": pl.String,
    "found": pl.String,
    "line_cents": pl.Int64,
    "open_cents": pl.Int64,
    "named": pl.Int64,
}

_MENTION = (
    "receivable_id",
    "customer_id",
    "due_on",
    "open_cents",
    "strong",
    "shared",
    "field",
    "found",
    "structured",
)
"""The columns of a mention, in the order of the fields of `naming.Mention`."""


class Allocation:
    """Credits in the order of their days against open items; no cent is applied twice.

    `received` comes sorted, `items` above zero; `known` are `line_id, customer_id, kind, value` of
    recognised payers; `held` are lines that a person must look at, whatever they name.
    """

    def __init__(
        self, received: pl.DataFrame, items: pl.DataFrame, known: pl.DataFrame, held: dict[int, str]
    ) -> None:
        self.doubts = dict(held)
        self._received = received.select(
            "line_id", "amount_cents", "currency", line_rank=pl.int_range(pl.len(), dtype=pl.Int64)
        )
        self._items = items
        self._known = known
        self._payers = _payers(known)
        self._held = frozenset(held)
        self._open: dict[int, int] = {}  # of the items met so far
        self._rows: list[tuple[Any, ...]] = []
        self._paid: set[int] = set()

    def pay_named(self, named: pl.DataFrame) -> None:
        """Pay the items that lines name (`mentions`), or note why a person must say."""
        rows = (
            self._received.join(named, on="line_id")
            .join(self._items.select("receivable_id", "due_on", "open_cents"), on="receivable_id", how="left")
            .with_columns(pl.col("open_cents").fill_null(0))
            .sort("line_rank", "receivable_id")
            .select("line_rank", "line_id", "amount_cents", *_MENTION)
        )
        for line, amount, group in _by_line(rows):
            if line in self._held:
                continue
            met = [self._mention(*row) for row in group]
            decision = decide(amount, met, self._payers.get(line, frozenset()))
            if decision.doubt:
                self.doubts[line] = decision.doubt
            self._pay(line, amount, decision)

    def pay_exact(self) -> None:
        """Pay the one open item of a known payer that is exactly the line's amount."""
        done = pl.Series([*self._paid, *self.doubts], dtype=pl.Int64)
        rows = (
            self._received.filter(~pl.col("line_id").is_in(done.implode()))
            .join(self._known.select("line_id", "customer_id"), on="line_id")
            .join(
                self.remaining(),
                left_on=["customer_id", "currency", "amount_cents"],
                right_on=["customer_id", "currency", "open_cents"],
            )
            .sort("line_rank", "receivable_id")
            .select("line_rank", "line_id", "amount_cents", "receivable_id", "customer_id")
        )
        for line, amount, group in _by_line(rows):
            item, customer = group[0]
            if len(group) == 1 and self._open.get(item, amount) == amount:
                mention = Mention(item, customer, None, amount, strong=True, shared=False)
                self._keep(line, amount, amount, mention, "exact_amount_known_payer")

    def remaining(self) -> pl.DataFrame:
        """Items still open, with what is left of them."""
        met = pl.DataFrame(
            {"receivable_id": list(self._open), "left_cents": list(self._open.values())},
            schema={"receivable_id": pl.Int64, "left_cents": pl.Int64},
        )
        return (
            self._items.join(met, on="receivable_id", how="left", maintain_order="left")
            .with_columns(open_cents=pl.coalesce("left_cents", "open_cents"))
            .drop("left_cents")
            .filter(pl.col("open_cents") > 0)
        )

    def matches(self) -> pl.DataFrame:
        """What was applied, in the shape Match."""
        rows = pl.DataFrame(self._rows, schema=_SCHEMA, orient="row")
        payers = self._known.select("line_id", "customer_id", payer_kind="kind", payer_value="value")
        return (
            rows.join(payers, on=["line_id", "customer_id"], how="left", maintain_order="left")
            .with_columns(facts=pl.struct(*FACTS))
            .select(Match.column_names())
        )

    def _mention(self, item: int, customer: int, due_on: date | None, stored: int, *rest: Any) -> Mention:
        return Mention(item, customer, due_on, self._open.get(item, stored), *rest)

    def _pay(self, line: int, amount: int, decision: Decision) -> None:
        rest = amount
        for mention in decision.pays:
            paid = min(rest, mention.open_cents)
            if paid > 0:
                self._keep(line, amount, paid, mention, _reason(mention), named=len(decision.pays))
                rest -= paid

    def _keep(
        self, line: int, amount: int, paid: int, mention: Mention, reason: str, *, named: int = 0
    ) -> None:
        self._open[mention.receivable_id] = mention.open_cents - paid
        self._paid.add(line)
        place = (mention.field, mention.found) if named else (None, None)
        self._rows.append(
            (
                *(line, mention.receivable_id, mention.customer_id, paid, reason),
                *(*place, amount, mention.open_cents, named),
            )
        )


def _reason(mention: Mention) -> str:
    if mention.structured or mention.field == "reference":
        return "structured_reference"
    return "end_to_end_id" if mention.field == "end_to_end_id" else "invoice_in_wording"


def _payers(known: pl.DataFrame) -> dict[int, frozenset[int]]:
    pairs = known.select("line_id", "customer_id").sort("line_id").iter_rows()
    return {
        line: frozenset(customer for _, customer in group)
        for line, group in groupby(pairs, key=lambda pair: pair[0])
    }


def _by_line(rows: pl.DataFrame) -> Iterator[tuple[int, int, list[tuple[Any, ...]]]]:
    """Line, amount, and what else its rows bear; rows begin with rank, line and amount."""
    for _, group in groupby(rows.iter_rows(), key=itemgetter(0)):
        listed = list(group)
        yield listed[0][1], listed[0][2], [row[3:] for row in listed]
