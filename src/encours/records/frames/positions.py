"""Positions stored by the last run, compared with the plan to write only what changed."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence

import polars as pl

from encours.core.frames import Position
from encours.core.reasons import ReasonCode
from encours.core.segments import Segment
from encours.records.frames.doorway import fetch, only

# The plus keeps the table read in its own order: by the index on the next day, each row would be looked up.
_SQL = "SELECT receivable_id, mark FROM runs_position WHERE +creditor_id = %s"
_CODES = {"segment": tuple(Segment), "reason": tuple(ReasonCode)}
_NOTHING = -(1 << 62)  # stands for null: no day and no figure is that


# Each mark is looked up by itself: asked as a join, PostgreSQL reads every position for the sake of a few. Nought is no
# item's mark: it stands for one written before there were any, and null says that the item has no position.
_OF_CUSTOMERS = """
SELECT r.id, (SELECT COALESCE(p.mark, 0) FROM runs_position p WHERE p.receivable_id = r.id AND +p.creditor_id = %s)
FROM receivables_receivable r WHERE {of}
"""


def stored_marks(creditor_id: int, customers: Sequence[int] | None = None) -> pl.DataFrame:
    """Read the stored positions of a creditor, or of a few customers, each as its mark: receivable_id, mark."""
    kinds = {"receivable_id": pl.Int64, "mark": pl.Int64}
    if customers is None:
        return fetch(_SQL, [creditor_id], kinds)
    of = only("r.customer_id", customers).removeprefix("AND ")
    return fetch(_OF_CUSTOMERS.format(of=of), [creditor_id], kinds).drop_nulls("mark")


def marked(positions: pl.DataFrame) -> pl.DataFrame:
    """Add `mark` to positions (Position): all that one says, as one number to compare by.

    Each column is multiplied by an odd number of its own and all are added, beyond 64 bits without carry. Two
    positions that differ in one column never have the same mark; that two which differ in several do is as likely as
    guessing a number of 64 bits.
    """
    told = [name for name in Position.column_names() if name != "receivable_id"]
    own = sorted(set(positions["segment"].unique()) - set(_CODES["segment"]) - {None})
    mark = pl.sum_horizontal(_number(name, own).fill_null(_NOTHING) * _odd(name) for name in told)
    return positions.with_columns(mark.alias("mark"))


def position_changes(
    planned: pl.DataFrame, stored: pl.DataFrame
) -> tuple[pl.DataFrame, pl.DataFrame, pl.Series]:
    """Compare: rows to insert, rows to update, both with their mark; keys to delete (items no longer open)."""
    planned, stored = marked(planned), stored.sort("receivable_id")
    if planned["receivable_id"].equals(stored["receivable_id"]):  # the usual day: no join of so many rows
        moved = planned.filter(planned["mark"].ne_missing(stored["mark"]))
        return planned.clear(), moved, stored["receivable_id"].clear()
    both = planned.join(stored, on="receivable_id", suffix="_was", validate="1:1", maintain_order="left")
    return (
        planned.join(stored, on="receivable_id", how="anti"),
        both.filter(pl.col("mark").ne_missing(pl.col("mark_was"))).drop("mark_was"),
        stored.join(planned, on="receivable_id", how="anti")["receivable_id"],
    )


def _number(name: str, own: Iterable[str]) -> pl.Expr:
    """A column as whole numbers: days since 1970, and for a code a number that no other code has."""
    if name not in _CODES:
        return pl.col(name).to_physical().cast(pl.Int64)
    names = [str(code) for code in _CODES[name]] + (list(own) if name == "segment" else [])
    row = pl.col(name).cast(pl.Enum(names)).to_physical()
    return pl.lit(pl.Series(name, _digests(names))).gather(row.cast(pl.UInt32))


def _odd(name: str) -> int:
    return next(iter(_digests([f"column {name}"]))) | 1


def _digests(names: Iterable[str]) -> list[int]:
    """The first eight bytes of each name's SHA-256, so that a code added or moved changes no other's."""
    digests = (hashlib.sha256(name.encode()).digest() for name in names)
    return [int.from_bytes(digest[:8], "big", signed=True) for digest in digests]
