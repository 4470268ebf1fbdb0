"""What a scenario brings in among simulated debtors, and how far that goes from draw to draw."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, Final

import polars as pl

from encours.core.money import rounded
from encours.core.replay.book import Book, Sent
from encours.core.replay.judging import side

MEASURES: Final = (
    "collected_cents",
    "unpaid_cents",
    "waited_days",
    "messages",
    "cost_cents",
    "wrong_messages",
)
_IN_TAIL: Final = 40  # one draw in forty beyond each bound: the middle 95 %


def outcome(book: Book, sent: Sent, prices: pl.DataFrame, *, to_on: date) -> dict[str, int]:
    """One draw: what was collected and is still unpaid of what fell due by `to_on`, and what the messages were.

    `book` with all that the debtors paid. `waited_days` are tenths of a day that a unit owed waited beyond its due
    day, counted to `to_on` for what is unpaid. `wrong_messages` as `core.replay.judging` tells them.
    """
    due = book.receivables.filter(pl.col("due_on") <= to_on).select("receivable_id", "amount_cents", "due_on")
    paid = book.moves.filter(pl.col("applied_on") <= to_on, pl.col("cents") < 0)
    settled = due.join(paid.select("receivable_id", "applied_on"), on="receivable_id", how="left")
    late = (pl.col("applied_on").fill_null(to_on) - pl.col("due_on")).dt.total_days().clip(lower_bound=0)
    told = settled.select(
        owed=pl.col("amount_cents").sum(),
        collected=pl.col("amount_cents").filter(pl.col("applied_on").is_not_null()).sum(),
        waited=(pl.col("amount_cents") * late).sum(),
    ).row(0, named=True)
    sides = side(book, sent, prices)
    return {
        "collected_cents": told["collected"],
        "unpaid_cents": told["owed"] - told["collected"],
        "waited_days": rounded(10 * told["waited"], told["owed"]) if told["owed"] else 0,
        "messages": sides["messages"],
        "cost_cents": sides["cost_cents"],
        "wrong_messages": sides["wrong_messages"],
    }


def spread(draws: Sequence[dict[str, int]]) -> dict[str, Any]:
    """Over many draws: of each measure its mean, and the bounds between which 95 draws of 100 lie."""
    beyond = len(draws) // _IN_TAIL
    told = {}
    for name in MEASURES:
        values = sorted(one[name] for one in draws)
        told[name] = {
            "mean": rounded(sum(values), len(values)),
            "low": values[beyond],
            "high": values[-1 - beyond],
        }
    return told
