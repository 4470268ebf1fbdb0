"""How long a reminder takes to leave, once it is decided or, where a person must agree, agreed to."""

from __future__ import annotations

import polars as pl

from encours.core.measures.book import Book
from encours.core.measures.measure import Found, Line
from encours.core.measures.stopping import quantile

_MS = 1_000


def delay(book: Book) -> Found:
    """Seconds that half of the reminders of the period do not exceed, from the decision to the handing over."""
    left = book.within("departures")
    lines = tuple(
        Line(f"left_by_{channel}", quantile(part, 50), _facts(part))
        for channel in sorted(left["kind"].unique())
        if not (part := left.filter(pl.col("kind") == channel)["after_ms"]).is_empty()
    )
    return Found(quantile(left["after_ms"], 50), _facts(left["after_ms"]), {}, {}, lines)


def _facts(waited: pl.Series) -> dict[str, int]:
    half, most = quantile(waited, 50), quantile(waited, 99)
    told = {"reminders": len(waited)}
    if half is not None and most is not None:
        told |= {"median_ms": int(half * _MS), "p99_ms": int(most * _MS)}
    return told
