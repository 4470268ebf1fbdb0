"""FLOOR of `bench replay`: a year's days over the same past as a plain Polars script, each decided whole.

Frozen: a change to this file is a commit of its own that states the old and the new figure.

Each business day: what is open of each invoice known, its days late, the step of the ladder that it has reached and
was not told yet; one message a customer at its highest step, seven days apart. No hold, no gate, no reason.

    python benchmarks/floor_replay.py FOLDER --from 2025-03-11 --to 2026-03-10
"""

from __future__ import annotations

import argparse
import json
import time
from datetime import date, timedelta
from pathlib import Path

import polars as pl

LADDER = (-7, 3, 15, 30, 45)
_GAP_DAYS = 7
_SATURDAY = 5


def told(
    items: pl.DataFrame, moves: pl.DataFrame, steps: pl.DataFrame, last: pl.DataFrame, on: date
) -> pl.DataFrame:
    """The items told about on a day: receivable_id, customer_id and the step."""
    paid = moves.lazy().filter(pl.col("known_on") <= on).group_by("receivable_id").agg(pl.col("cents").sum())
    late = (pl.lit(on) - pl.col("due_on")).dt.total_days()
    reached = pl.sum_horizontal(*(late >= offset for offset in LADDER))
    return (
        items.lazy()
        .filter(pl.col("known_on") <= on)
        .join(paid, on="receivable_id", how="left")
        .filter(pl.col("amount_cents") + pl.col("cents").fill_null(0) > 0)
        .join(steps.lazy(), on="receivable_id", how="left")
        .with_columns(step=pl.col("step").fill_null(0) + 1)
        .filter(reached >= pl.col("step"))
        .join(last.lazy().filter(pl.col("on") > on - timedelta(days=_GAP_DAYS)), on="customer_id", how="anti")
        .select("receivable_id", "customer_id", "step")
        .collect()
    )


def main() -> None:
    """Print the seconds and the messages."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--from", dest="first", type=date.fromisoformat, required=True)
    parser.add_argument("--to", dest="last", type=date.fromisoformat, required=True)
    asked = parser.parse_args()
    begun = time.perf_counter()
    items = pl.read_parquet(asked.folder / "receivables.parquet")
    moves = pl.read_parquet(asked.folder / "moves.parquet")
    steps = pl.DataFrame(schema={"receivable_id": pl.Int64, "step": pl.Int64})
    last = pl.DataFrame(schema={"customer_id": pl.Int64, "on": pl.Date})
    messages, on = 0, asked.first
    while on <= asked.last:
        if on.weekday() < _SATURDAY:
            found = told(items, moves, steps, last, on)
            whom = found.select("customer_id").unique()
            messages += len(whom)
            steps = (
                pl.concat([steps, found.select("receivable_id", pl.col("step").cast(pl.Int64))])
                .group_by("receivable_id")
                .agg(pl.col("step").max())
            )
            last = (
                pl.concat([last, whom.with_columns(on=pl.lit(on))])
                .group_by("customer_id")
                .agg(pl.col("on").max())
            )
        on += timedelta(days=1)
    print(json.dumps({"seconds": round(time.perf_counter() - begun, 3), "messages": messages}))


if __name__ == "__main__":
    main()
