"""How right matching is, on lines whose truth is known: precision, recall, and what proposals are worth.

A line is *automatic* when matching applied any of it. It is *right* when all that was applied is the truth: the same
items, the same cents, no difference let go that the truth does not let go, no unapplied cash of another customer. So a
line applied in part only is not right. *Decidable* lines are those whose truth pays something; the others are right
when they are left alone.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import dataframely as dy
import polars as pl

_Z: Final = 1.959963984540054  # of a 95 % interval
LET_GO: Final = ("discount", "charge", "difference")
"""Kinds of a match that take no cent of the line nor of a credit note."""

_PAIR: dict[str, dy.Column] = {
    "receivable_id": dy.Int64(nullable=False),
    "amount_cents": dy.Int64(nullable=False),
}
_ON = ("line_id", "receivable_id")


class Truth(dy.Schema):
    """What a line is: cents it settles of each item (below zero: of a credit note it uses), and cents let go."""

    line_id = dy.Int64(nullable=False)
    situation = dy.String(nullable=False)
    customer_id = dy.Int64(nullable=True)  # whose money it is, even where it pays no item
    pays = dy.List(dy.Struct(_PAIR), nullable=False)
    accepted = dy.List(dy.Struct(_PAIR), nullable=False)


@dataclass(frozen=True, slots=True)
class Share:
    """So many of so many, with the Wilson interval at 95 %."""

    right: int
    of: int

    @property
    def rate(self) -> float | None:
        """The share itself; None of nothing."""
        return self.right / self.of if self.of else None

    def interval(self) -> tuple[float, float] | None:
        """The bounds of Wilson; None of nothing."""
        if not self.of:
            return None
        square = _Z * _Z
        middle = self.right + square / 2
        reach = _Z * math.sqrt(self.right * (self.of - self.right) / self.of + square / 4)
        whole = self.of + square
        return max((middle - reach) / whole, 0.0), min((middle + reach) / whole, 1.0)

    def to_json(self) -> dict[str, Any]:
        """The share for a program."""
        low, high = self.interval() or (None, None)
        return {"right": self.right, "of": self.of, "rate": self.rate, "low": low, "high": high}


@dataclass(frozen=True, slots=True)
class Accuracy:
    """Shares of all lines, by matcher and by situation; `verdicts` has a row for each line."""

    precision: Share
    recall: Share
    proposed: Share
    matchers: Mapping[str, Share]
    situations: Mapping[str, Mapping[str, int]]
    verdicts: pl.DataFrame


def judged(
    truths: pl.DataFrame, matches: pl.DataFrame, on_account: pl.DataFrame, candidates: pl.DataFrame
) -> Accuracy:
    """What matching made of lines, against their `Truth`; the frames are those of `cash.Cash`."""
    verdicts = _verdicts(truths, matches, on_account, candidates)
    applied, decidable = verdicts.filter("automatic"), verdicts.filter("decidable")
    waiting = decidable.filter(~pl.col("automatic"))
    by_matcher = (
        pl.concat(
            [matches.filter(_of_line()).select("line_id", "reason"), on_account.select("line_id", "reason")]
        )
        .unique()
        .join(applied, on="line_id")
        .group_by("reason")
        .agg(pl.col("right").sum(), of=pl.len())
        .sort("of", "reason", descending=[True, False])
    )
    counts = [pl.col(name).sum() for name in ("decidable", "automatic", "right", "proposed")]
    by_situation = verdicts.group_by("situation").agg(pl.len().alias("lines"), *counts).sort("situation")
    return Accuracy(
        precision=Share(_count(applied, "right"), len(applied)),
        recall=Share(_count(decidable, "right"), len(decidable)),
        proposed=Share(_count(waiting, "proposed"), len(waiting)),
        matchers={reason: Share(right, of) for reason, right, of in by_matcher.iter_rows()},
        situations={row.pop("situation"): row for row in by_situation.to_dicts()},
        verdicts=verdicts,
    )


def _verdicts(
    truths: pl.DataFrame, matches: pl.DataFrame, on_account: pl.DataFrame, candidates: pl.DataFrame
) -> pl.DataFrame:
    meant, found = _pairs(truths, "pays"), settled(matches)
    let_go = matches.filter(pl.col("kind").is_in(LET_GO)).group_by(*_ON).agg(pl.col("amount_cents").sum())
    strangers = on_account.join(truths.select("line_id", whose="customer_id"), on="line_id").filter(
        pl.col("customer_id").ne_missing(pl.col("whose"))
    )
    exact = [*_ON, "amount_cents"]
    wrong = [
        found.join(meant, on=exact, how="anti"),
        let_go.join(_pairs(truths, "accepted"), on=exact, how="anti"),
        strangers,
    ]
    less = meant.join(found, on=exact, how="anti")
    unseen = meant.join(candidates.drop_nulls("receivable_id"), on=_ON, how="anti")
    automatic = _is_in(pl.concat([matches["line_id"], on_account["line_id"]]))
    beside = _is_in(pl.concat([each["line_id"] for each in wrong]))
    decidable = pl.col("pays").list.len() > 0
    whole = ~_is_in(less["line_id"])
    return truths.select(
        "line_id",
        "situation",
        decidable=decidable,
        automatic=automatic,
        right=automatic & ~beside & whole,
        part=automatic & ~beside & ~whole,
        proposed=decidable & ~automatic & ~_is_in(unseen["line_id"]),
    ).sort("line_id")


def settled(matches: pl.DataFrame) -> pl.DataFrame:
    """`line_id, receivable_id, amount_cents`: what lines settle; a credit note used is below zero."""
    paid = matches.filter(_of_line()).select(*_ON, "amount_cents")
    used = matches.filter(pl.col("kind") == "credit_note").select(
        "line_id", receivable_id="credit_note_id", amount_cents=-pl.col("amount_cents")
    )
    return pl.concat([paid, used]).group_by(*_ON).agg(pl.col("amount_cents").sum())


def _of_line() -> pl.Expr:
    return ~pl.col("kind").is_in(LET_GO)


def _pairs(truths: pl.DataFrame, column: str) -> pl.DataFrame:
    return truths.select("line_id", column).explode(column).drop_nulls(column).unnest(column)


def _is_in(lines: pl.Series) -> pl.Expr:
    return pl.col("line_id").is_in(lines.unique().implode())


def _count(frame: pl.DataFrame, column: str) -> int:
    return int(frame[column].sum())
