"""The rows of a long table laid on disk while it is read, then given in parts that share no customer.

Memory is then that of one part, however long the file: an act writes part after part, in one transaction.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, Final

import polars as pl

PART: Final = 50_000  # rows, about


class Rows:
    """Rows in `parts` parts by customer, in a file that has no name and goes with its process.

    `merged` says under which account a merged customer is known: its rows go with that one's.
    """

    def __init__(self, file: IO[bytes], parts: int, merged: Mapping[str, str]) -> None:
        self._file, self._merged = file, dict(merged)
        self._places: list[list[tuple[int, int]]] = [[] for _ in range(parts)]
        self._empty: pl.DataFrame | None = None
        self.columns: list[str] = []
        self.count = 0

    def add(self, frame: pl.DataFrame) -> None:
        """Lay rows down, each in the part of its customer."""
        if self._empty is None:
            self._empty, self.columns = frame.clear(), frame.columns
        self.count += len(frame)
        whose = pl.col("account").replace(self._merged) if self._merged else pl.col("account")
        part = (whose.hash(seed=0) % len(self._places)).alias("part")
        for (rank,), rows in (
            frame.with_columns(part).partition_by("part", as_dict=True, include_key=False).items()
        ):
            self._lay(int(rank), rows)

    def _lay(self, part: int, rows: pl.DataFrame) -> None:
        told = io.BytesIO()
        rows.write_ipc(told, compression="lz4")
        self._places[part].append((self._file.seek(0, io.SEEK_END), told.tell()))
        self._file.write(told.getvalue())

    def parts(self) -> Iterator[pl.DataFrame]:
        """Each part that has rows (an empty one where there is none), by its lines; may be asked again."""
        if self._empty is None:
            raise ValueError("No frame was laid down.")
        for places in filter(None, self._places):
            yield pl.concat([self._read(*place) for place in places]).sort("line", maintain_order=True)
        if not any(self._places):
            yield self._empty

    def whole(self) -> pl.DataFrame:
        """All rows at once, in the order of the file."""
        return pl.concat(list(self.parts())).sort("line", maintain_order=True)

    def _read(self, begin: int, size: int) -> pl.DataFrame:
        self._file.seek(begin)
        return pl.read_ipc(io.BytesIO(self._file.read(size)))


@contextmanager
def laid_apart(
    frames: Iterable[pl.DataFrame], *, expected: int, merged: Mapping[str, str], home: Path
) -> Iterator[Rows]:
    """Read every frame and lay it down; `expected` is how many rows there may be."""
    with TemporaryFile(dir=home) as file:
        rows = Rows(file, 1 + expected // PART, merged)
        for frame in frames:
            rows.add(frame)
        yield rows
