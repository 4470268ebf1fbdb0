"""The engine of one machine: the parts of many customers in this process and in others beside it."""

from __future__ import annotations

import os
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from typing import Final

import pyarrow as pa

from encours.acts.engines.mapping import Progress, Work

_MANY: Final = 5_000  # customers: fewer are done before another process has begun
_MOST: Final = 8  # processes: each holds its part in memory


@dataclass(frozen=True, slots=True)
class Local:
    """As many parts as this machine has cores, from `many` customers on."""

    many: int = _MANY

    def parts(self, customers: int) -> int:
        """One where they are few."""
        return min(os.cpu_count() or 1, _MOST) if customers >= self.many else 1

    def close(self) -> None:
        """Nothing is held: processes end with their parts."""

    def mapped(
        self, work: Work, tasks: pa.Table, to: pa.Schema, progress: Progress | None = None
    ) -> pa.Table:
        """The first row here, which tells the progress of all, the others each in a process beside."""
        first, *others = tasks.to_pylist()
        if not others:
            return pa.Table.from_pylist([work(first, progress)], schema=to)
        with ProcessPoolExecutor(len(others), mp_context=get_context("spawn")) as beside:
            waiting = [beside.submit(work, row) for row in others]
            done = [work(first, progress), *(one.result() for one in waiting)]
        return pa.Table.from_pylist(done, schema=to)
