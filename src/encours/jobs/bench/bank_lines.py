"""Tasks about bank lines with known truth: drawing them, matching them, and one payer who owes very much."""

from __future__ import annotations

import time
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import polars as pl

if TYPE_CHECKING:
    from encours.core.matching.cash import Cash

_ON = date(2026, 3, 31)
_FRAMES = ("lines", "items", "payers", "customers", "paid", "truths")


def draw_lines(folder: str, lines: int, items: int) -> dict[str, Any]:
    """Draw lines and items by `benchmarks/big_cash`, a customer a line, and write their frames."""
    from big_cash import labelled  # type: ignore[import-not-found] # of `benchmarks/`, on the child's path

    drawn = labelled(lines, lines, items, on=_ON)
    for name in _FRAMES:
        getattr(drawn, name).write_parquet(Path(folder) / f"{name}.parquet")
    return {"lines": len(drawn.lines), "items": len(drawn.items)}


def match_lines(folder: str) -> dict[str, Any]:
    """Find the numbers that lines name, then match them as an import does; how right that was is told too."""
    from encours.core.matching.accuracy import judged
    from encours.core.matching.drawing import with_references
    from encours.core.matching.mentions import mentions
    from encours.core.matching.shapes import Payable, whole

    frames = {name: pl.read_parquet(Path(folder) / f"{name}.parquet") for name in _FRAMES}
    begun = time.perf_counter()
    items, _ = with_references(frames["lines"], frames["items"], frames["customers"])
    mentions(frames["lines"], whole(items, Payable))
    named = time.perf_counter()
    cash = _matched(frames)
    done = time.perf_counter()
    found = judged(frames["truths"], cash.matches, cash.on_account, cash.candidates)
    low, _ = found.precision.interval() or (0.0, 0.0)
    return {
        "reference_seconds": named - begun,
        "seconds": done - named,
        "automatic": found.precision.of,
        "precision_low": low,
        "recall": found.recall.rate or 0.0,
    }


def match_one_payer(items: int, lines: int) -> dict[str, Any]:
    """Match lines of one payer who owes so many items, one after the other: the seconds of the slowest."""
    from big_cash import one_payer  # of `benchmarks/`, on the child's path

    drawn = one_payer(items, lines, on=_ON)
    frames = {name: getattr(drawn, name) for name in _FRAMES}
    _matched(frames | {"lines": drawn.lines.head(1)})  # the first call pays for what is loaded once
    slowest = 0.0
    for at in range(len(drawn.lines)):
        begun = time.perf_counter()
        _matched(frames | {"lines": drawn.lines.slice(at, 1)})
        slowest = max(slowest, time.perf_counter() - begun)
    return {"slowest": slowest}


def _matched(frames: dict[str, pl.DataFrame]) -> Cash:
    from encours.core.matching.cash import match
    from encours.core.matching.drawing import with_references
    from encours.core.matching.policy import Policy

    items, customers = with_references(frames["lines"], frames["items"], frames["customers"])
    policy = Policy(difference_cents=100, difference_bps=50, charge_cents=3_000)
    return match(frames["lines"], items, frames["payers"], customers, policy=policy, paid=frames["paid"])
