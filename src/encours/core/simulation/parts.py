"""Simulated debtors followed for one part of the customers: a pure function from an Arrow row to an Arrow row."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

import polars as pl
import pyarrow as pa

from encours.core.replay.parts import packed, read_task, schema, unpacked
from encours.core.simulation.running import Course, followed, together

FOLLOWED: Final = schema(("sums",))
"""What was followed of a part: the sums of each draw."""


@dataclass(frozen=True, slots=True)
class FollowPart:
    """A course followed for one part: the function that an engine maps over rows of `core.replay.parts.TASK`."""

    course: Course

    def __call__(
        self, row: Mapping[str, Any], progress: Callable[[int, int], object] | None = None
    ) -> dict[str, Any]:
        """A row of `FOLLOWED`."""
        book, _before = read_task(row)
        return {"part": row["part"], "sums": packed(followed(book, self.course, progress=progress))}


def summed(rows: pa.Table) -> pl.DataFrame:
    """The sums of all customers, from the rows of `FOLLOWED`."""
    return together([unpacked(row["sums"]) for row in rows.to_pylist()])
