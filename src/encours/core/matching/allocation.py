"""What is left of each line and item while matchers take them one after the other."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby
from operator import itemgetter
from typing import Any, Final

import polars as pl

from encours.core.matching.payment_words import kinds_of_payment
from encours.core.matching.policy import Policy
from encours.core.matching.refusals import Refused
from encours.core.matching.settling import Mention, Part, Terms
from encours.core.matching.shapes import FACTS, Match

_SCHEMA: Final = {
    "line_id": pl.Int64,
    "receivable_id": pl.Int64,
    "customer_id": pl.Int64,
    "amount_cents": pl.Int64,
    "kind": pl.String,
    "credit_note_id": pl.Int64,
    "reason": pl.String,
    "field": pl.String,
    "found": pl.String,
    "line_cents": pl.Int64,
    "open_cents": pl.Int64,
    "named": pl.Int64,
    "chance_bps": pl.Int64,
}
OPTION: Final = {
    "line_id": pl.Int64,
    "option": pl.Int64,
    "receivable_id": pl.Int64,
    "customer_id": pl.Int64,
    "amount_cents": pl.Int64,
    "given_up": pl.String,
    "given_up_cents": pl.Int64,
    "reason": pl.String,
}
"""A row of a set that is proposed: the columns of Candidate, but for the score."""

ITEM: Final = ("receivable_id", "customer_id", "due_on", "open_cents", "discount_cents", "discount_until")
"""The columns of an item, in the order of the fields of `settling.Mention`."""


OURS: Final = "direct_debit"
"""The matcher of what the creditor collected itself."""


class Allocation:
    """Credits in the order of their days against items; no cent is applied twice.

    `received` and `items` come sorted; of `items` those that are settled already are left out; `held` are lines that a
    person must look at, whatever they name. `doubts` says why a line was not applied. `refused` are sets of items
    that a person said a line's payer does not pay: neither applied nor proposed.
    """

    def __init__(
        self,
        received: pl.DataFrame,
        items: pl.DataFrame,
        policy: Policy,
        held: dict[int, str],
        refused: Refused | None = None,
    ) -> None:
        self.policy = policy
        self.refused = refused or {}
        self.doubts = dict(held)
        self.paid: set[int] = set()
        self.received = received.select(
            "line_id",
            "amount_cents",
            "currency",
            "booked_on",
            line_rank=pl.int_range(pl.len(), dtype=pl.Int64),
        )
        self.charged, self.in_part, self.grouped = kinds_of_payment(received)
        settled = items["open_cents"] == 0
        owed = items.filter(~settled) if settled.any() else items
        self.items = owed.with_columns(pl.col("discount_cents").fill_null(0))
        self.discounts = bool(self.items["discount_cents"].sum())
        kept = self.items.filter(pl.col("by_hand").is_not_null())
        self.by_hand = dict(kept.select("receivable_id", "by_hand").iter_rows())
        self._open: dict[int, int] = {}  # of the items met so far
        self._moved: dict[int, int] = {}  # the same, since `remaining` was last asked
        self._left = self.items.drop("reference", "amount_cents", "po_number", "by_hand")
        self._waits, self._done = self.received, 0
        self._whole = pl.DataFrame(schema=_SCHEMA)
        self._rows: list[tuple[Any, ...]] = []
        self._options: list[tuple[Any, ...]] = []
        self._told: dict[int, int] = {}  # how many options each line has

    def waiting(self) -> pl.DataFrame:
        """The lines that nothing paid and no doubt holds."""
        done = len(self.paid) + len(self.doubts)
        if done != self._done:
            told = pl.Series([*self.paid, *self.doubts], dtype=pl.Int64)
            self._waits = self._waits.filter(~pl.col("line_id").is_in(told.implode()))
            self._done = done
        return self._waits

    def waiting_of(self, known: pl.DataFrame) -> pl.DataFrame:
        """The waiting lines of known payers, beside each customer that they may come from."""
        if known.is_empty() or self.waiting().is_empty():
            return self.received.clear().with_columns(customer_id=pl.lit(None, dtype=pl.Int64))
        return self.waiting().join(known.select("line_id", "customer_id").unique(), on="line_id")

    def left_of(self, receivable_id: int, open_cents: int) -> int:
        """What is open now of an item that had so much."""
        return self._open.get(receivable_id, open_cents)

    def as_left(self, item: Mention) -> Mention:
        """The item with what is open of it now."""
        left = self._open.get(item.receivable_id)
        if left is None:
            return item
        return Mention(
            item.receivable_id,
            item.customer_id,
            item.due_on,
            left,
            0,  # a discount is for the whole
            None,
            item.strong,
            item.shared,
            item.field,
            item.found,
            item.how,
        )

    def take(
        self,
        line: int,
        amount: int,
        parts: Iterable[Part],
        reason: str = "",
        *,
        chance_bps: int | None = None,
    ) -> None:
        """Apply a line by these parts; what its policy, or an item, only lets propose becomes an option."""
        listed = list(parts)
        if self._was_refused(line, listed):
            return
        reasons = {reason or part.item.how for part in listed}
        if reasons & self.policy.proposed_only:
            self.propose(line, listed, reason)
            self.doubts.setdefault(line, min(reasons & self.policy.proposed_only))
            return
        if kept := self._by_hand(listed, reasons):
            self.propose(line, listed, kept)
            self.doubts.setdefault(line, kept)
            return
        named = len({part.item.receivable_id for part in listed})
        for part in listed:
            self._keep(line, amount, part, reason or part.item.how, named, chance_bps)
        if listed:
            self.paid.add(line)

    def _by_hand(self, parts: Iterable[Part], reasons: set[str]) -> str:
        """Why a person must say it of these items; what our own direct debit collected was theirs to begin with."""
        if not self.by_hand or reasons == {OURS}:
            return ""
        kept = {self.by_hand.get(part.item.receivable_id, "") for part in parts}
        return min(kept - {""}, default="")

    def _keep(
        self, line: int, amount: int, part: Part, reason: str, named: int, chance_bps: int | None
    ) -> None:
        item = part.item
        before = self._moved_by(item, -part.cents)
        if part.note is not None:
            self._moved_by(part.note, part.cents)
        self._rows.append(
            (
                *(line, item.receivable_id, item.customer_id, part.cents, part.kind, part.credit_note_id),
                *(reason, item.field, item.found, amount, before, named, chance_bps),
            )
        )

    def _moved_by(self, item: Mention, cents: int) -> int:
        """Open so much more or less of an item; return what was open."""
        before = self._open.get(item.receivable_id, item.open_cents)
        self._open[item.receivable_id] = self._moved[item.receivable_id] = before + cents
        return before

    def take_whole(self, rows: pl.DataFrame) -> None:
        """Apply lines that settle all that they name and share nothing with those taken so far, the first of all.

        `rows`: `line_rank` and the columns of what is kept, a line's in the order in which they are settled.
        """
        settled = dict.fromkeys(rows["receivable_id"].to_list(), 0)
        self._open |= settled
        self._moved |= settled
        self.paid |= set(rows["line_id"].to_list())
        ranks = self.received.select("line_id", "line_rank")
        taken = pl.DataFrame(self._rows, schema=_SCHEMA, orient="row").join(
            ranks, on="line_id", maintain_order="left"
        )
        together = pl.concat([taken, rows.select(taken.columns)])
        self._whole = together.sort("line_rank", maintain_order=True).drop("line_rank")
        self._rows = []

    def propose(self, line: int, parts: Iterable[Part], reason: str = "") -> None:
        """Show a set to a person, to be taken together; what would be given up beside it is told."""
        listed = list(parts)
        if self._was_refused(line, listed):
            return
        option = self._told.get(line, 0) + 1
        self._told[line] = option
        cents: dict[int, tuple[Mention, int]] = {}
        lost: dict[int, tuple[str, int]] = {}
        for part in listed:
            key = part.item.receivable_id
            before = cents.get(key, (part.item, 0))[1]
            if part.kind in {"payment", "credit_note"}:
                cents[key] = (part.item, before + part.cents)
            else:
                cents[key], lost[key] = (part.item, before), (part.kind, part.cents)
            if part.note is not None:
                used = cents.get(part.note.receivable_id, (part.note, 0))[1]
                cents[part.note.receivable_id] = (part.note, used - part.cents)
        self._options += [
            (line, option, key, item.customer_id, amount, *lost.get(key, ("", 0)), reason or item.how)
            for key, (item, amount) in cents.items()
        ]

    def _was_refused(self, line: int, parts: Iterable[Part]) -> bool:
        """Whether a person said that the line's payer does not pay these items together."""
        refused = self.refused.get(line)
        if not refused:
            return False
        keys = {part.item.receivable_id for part in parts}
        keys |= {part.note.receivable_id for part in parts if part.note is not None}
        return frozenset(keys) in refused

    def remaining(self) -> pl.DataFrame:
        """Items with what is left of them: nothing, of those that were settled meanwhile."""
        if self._moved:
            keys = pl.Series(list(self._moved), dtype=pl.Int64)
            at = self._left["receivable_id"].search_sorted(keys)
            left, discounts = self._left["open_cents"], self._left["discount_cents"]
            self._left = self._left.with_columns(
                open_cents=left.scatter(at, list(self._moved.values())),
                discount_cents=discounts.scatter(at, 0),  # a discount is for the whole
            )
            self._moved = {}
        return self._left

    def worth(self, amounts: pl.Series) -> pl.DataFrame:
        """Items still open, of which so much is left."""
        return self.remaining().filter(pl.col("open_cents").is_in(amounts.unique().implode()))

    def options(self) -> pl.DataFrame:
        """Sets proposed: the columns of Candidate, but for the score."""
        return pl.DataFrame(self._options, schema=OPTION, orient="row")

    def matches(self, known: pl.DataFrame) -> pl.DataFrame:
        """What was applied, in the shape Match; `known` says by what each payer was."""
        rows = pl.concat([self._whole, pl.DataFrame(self._rows, schema=_SCHEMA, orient="row")])
        payers = known.select("line_id", "customer_id", payer_kind="kind", payer_value="value").unique(
            ["line_id", "customer_id"], keep="first", maintain_order=True
        )
        return (
            rows.join(payers, on=["line_id", "customer_id"], how="left", maintain_order="left")
            .with_columns(facts=pl.struct(*FACTS))
            .select(Match.column_names())
        )


def terms_of(allocation: Allocation, line: int, booked_on: Any) -> Terms:
    """What is allowed on the day of a line."""
    return Terms(
        booked_on, allocation.policy, charged=line in allocation.charged, in_part=line in allocation.in_part
    )


def by_line(rows: pl.DataFrame) -> Iterator[tuple[int, int, Any, list[tuple[Any, ...]]]]:
    """Line, amount, day, and what else its rows bear; rows begin with rank, line, amount and day."""
    for _, group in groupby(rows.iter_rows(), key=itemgetter(0)):
        listed = list(group)
        yield listed[0][1], listed[0][2], listed[0][3], [row[4:] for row in listed]


def customers_of(known: pl.DataFrame) -> dict[int, frozenset[int]]:
    """The customers that each line may come from."""
    pairs = known.select("line_id", "customer_id").sort("line_id").iter_rows()
    return {
        line: frozenset(customer for _, customer in group)
        for line, group in groupby(pairs, key=lambda pair: pair[0])
    }
