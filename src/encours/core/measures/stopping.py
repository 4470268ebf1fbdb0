"""How long the house takes to cancel what was still to leave for a debt, once word of its payment has come in."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from fractions import Fraction

import polars as pl

from encours.core.measures.book import Book
from encours.core.measures.measure import Found, Line

_ALONE = "bank"
_MS = 1_000


def latency(days: int) -> Callable[[Book], Found]:
    """Seconds that 99 cancellations of 100 do not exceed, of lines that the house applied by itself, over so many days.

    From the arrival of the bank file to the cancellation. What a person said is paid counts from the arrival of the
    line or, without one, from that word; what a ledger shows, from that ledger: both on lines of their own, for how
    long they took is not the house's doing.
    """

    def found(book: Book) -> Found:
        since = book.on - timedelta(days=days)
        done = book.frame("stops").filter(pl.col("on") > since, pl.col("on") <= book.on)
        alone = done.filter(pl.col("how") == _ALONE)
        lines = tuple(
            Line(f"stopped_by_{how}", quantile(part, 99), _facts(part))
            for how in (_ALONE, "person", "ledger")
            if not (part := done.filter(pl.col("how") == how)["after_ms"]).is_empty()
        )
        left_out = {
            f"stopped_by_{how}": done.filter(pl.col("how") == how).height for how in ("person", "ledger")
        }
        return Found(quantile(alone["after_ms"], 99), _facts(alone["after_ms"]), left_out, {}, lines)

    return found


def _facts(waited: pl.Series) -> dict[str, int]:
    halves, most = quantile(waited, 50), quantile(waited, 99)
    told = {"stops": len(waited)}
    if halves is not None and most is not None:
        told |= {"median_ms": int(halves * _MS), "p99_ms": int(most * _MS)}
    return told


def quantile(waited: pl.Series, percent: int) -> Fraction | None:
    """The least of these milliseconds that so many percent do not exceed, in seconds; None of none (nearest rank)."""
    if waited.is_empty():
        return None
    rank = -(-len(waited) * percent // 100)
    return Fraction(int(waited.sort()[max(rank, 1) - 1]), _MS)
