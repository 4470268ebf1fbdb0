"""One view of a database, read by one reader or by several at once: what is expected is read while others decide."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from queue import SimpleQueue
from typing import Any, Protocol

import polars as pl

from encours.records.frames.shapes import Kinds

SEVERAL = 2
"""Readers at work on what is expected: as many as keep a machine of two cores busy."""

_Query = tuple[object, ...]


class Reader(Protocol):
    """Reads a query's rows in the view it shares with the other readers."""

    def read(self, sql: str, params: Sequence[Any], kinds: Kinds) -> pl.DataFrame:
        """Run the query; its columns are `kinds`, in order."""
        ...

    def close(self) -> None:
        """Leave the view."""
        ...


@dataclass(slots=True)
class _Expected:
    frame: Future[pl.DataFrame]
    times: int  # it will be asked for


class Ahead:
    """Hands queries to readers that all see the same view, opened at first use.

    A query in one view always has the same answer, so what is expected twice is read once.
    """

    def __init__(self, opened: Callable[[int], Sequence[Reader]]) -> None:
        """`opened` opens up to so many readers on one view."""
        self._opened = opened
        self._workers = ThreadPoolExecutor(max_workers=SEVERAL)
        self._started: Future[None] | None = None
        self._readers: Sequence[Reader] = ()
        self._free: SimpleQueue[Reader] = SimpleQueue()
        self._expected: dict[_Query, _Expected] = {}

    def expect(self, sql: str, params: Sequence[Any], kinds: Kinds) -> None:
        """Ask now for what will be read later."""
        self._start(SEVERAL)
        query = (sql, *params, *kinds.items())
        known = self._expected.get(query)
        if known is not None:
            known.times += 1
            return
        self._expected[query] = _Expected(self._workers.submit(self._one, sql, params, kinds), 1)

    def read(self, sql: str, params: Sequence[Any], kinds: Kinds) -> pl.DataFrame:
        """Read a query, or hand over what was read ahead."""
        self._start(1)
        query = (sql, *params, *kinds.items())
        known = self._expected.get(query)
        if known is None:
            return self._workers.submit(self._one, sql, params, kinds).result()
        known.times -= 1
        if known.times == 0:
            del self._expected[query]
        return known.frame.result()

    def close(self) -> None:
        """Forget what was expected, and let the readers go."""
        self._workers.shutdown(cancel_futures=True)
        for reader in self._readers:
            reader.close()

    def _start(self, count: int) -> None:
        if self._started is None:
            self._started = self._workers.submit(self._open, count)

    def _open(self, count: int) -> None:
        self._readers = self._opened(count)
        for reader in self._readers:
            self._free.put(reader)

    def _one(self, sql: str, params: Sequence[Any], kinds: Kinds) -> pl.DataFrame:
        if self._started is not None:
            self._started.result()
        reader = self._free.get()
        try:
            return reader.read(sql, params, kinds)
        finally:
            self._free.put(reader)
