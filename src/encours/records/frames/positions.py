"""Positions stored by the last run, read to write only what changed."""

from __future__ import annotations

import polars as pl

from encours.records.frames.doorway import fetch

POSITION = {
    "receivable_id": pl.Int64,
    "customer_id": pl.Int64,
    "step": pl.Int64,
    "next_step": pl.Int64,
    "next_on": pl.Date,
    "segment": pl.String,
    "reason": pl.String,
    "reason_on": pl.Date,
    "reason_figure": pl.Int64,
}
# The plus keeps the table read in its own order: by the index on the next day, each row would be looked up.
_SQL = """
SELECT receivable_id, customer_id, step, next_step, next_on, segment, reason, reason_on, reason_figure
FROM runs_position WHERE +creditor_id = %s
"""


def stored_positions(creditor_id: int) -> pl.DataFrame:
    """Read the stored positions of a creditor, in the shape `core.frames.Position`."""
    return fetch(_SQL, [creditor_id], POSITION)


def position_changes(
    planned: pl.DataFrame, stored: pl.DataFrame
) -> tuple[pl.DataFrame, pl.DataFrame, pl.Series]:
    """Compare: rows to insert, rows to update, keys to delete (items no longer open)."""
    told = [name for name in POSITION if name != "receivable_id"]
    both = planned.join(stored, on="receivable_id", how="left", suffix="_was", coalesce=True)
    new = pl.col("segment_was").is_null()
    moved = pl.any_horizontal(pl.col(name).ne_missing(pl.col(f"{name}_was")) for name in told)
    inserts = both.filter(new).select(POSITION.keys())
    updates = both.filter(~new & moved).select(POSITION.keys())
    gone = stored.join(planned, on="receivable_id", how="anti")["receivable_id"]
    return inserts, updates, gone
