"""Tasks about a past of many customers: drawing it, replaying it."""

from __future__ import annotations

import resource
import time
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl

_KILOBYTES = 1024


def draw_past(folder: str, customers: int, on: str) -> dict[str, Any]:
    """Draw a past by `benchmarks/big_past`, and write its frames."""
    from big_past import drawn  # type: ignore[import-not-found] # of `benchmarks/`, on the child's path

    book = drawn(customers, to_on=date.fromisoformat(on))
    for name in book.__slots__:
        getattr(book, name).write_parquet(Path(folder) / f"{name}.parquet")
    return {"receivables": len(book.receivables)}


def replay_past(folder: str, first: str, last: str) -> dict[str, Any]:
    """Replay the default scenario over it, as `encours replay` does once the facts are read."""
    from encours.jobs.opening import speak

    speak()
    from encours.acts.engines import Local
    from encours.acts.replay_scenario import in_parts
    from encours.core.replay import Book, House, Sent, business_days, judged
    from encours.core.replay.book import SHAPES
    from encours.core.replay.judging import PRICE
    from encours.core.replay.parts import ReplayOfPart
    from encours.core.scenario import DEFAULT_SCENARIO

    begun = time.perf_counter()
    book = Book(**{name: pl.read_parquet(Path(folder) / f"{name}.parquet") for name in SHAPES})
    days = business_days(date.fromisoformat(first), date.fromisoformat(last))
    work = ReplayOfPart(
        DEFAULT_SCENARIO, days, House("EUR", shadow=False), dict.fromkeys(days, frozenset[str]())
    )
    done = in_parts(book, work, before=Sent.nothing(), engine=Local())
    told = judged(book, done, Sent.nothing(), pl.DataFrame(schema=PRICE), decided=days)
    return {
        "seconds": time.perf_counter() - begun,
        "messages": told["replayed"]["messages"],
        "wrong": told["replayed"]["wrong_messages"],
        "decided_share": 100 * done.decided / (len(book.people) * len(days)),
        "beside_mb": resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / _KILOBYTES,
    }
