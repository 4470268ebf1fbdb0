"""Parts of a creditor's customers, replayed or simulated apart: a pure function from Arrow rows to Arrow rows.

A row is a part: each of its frames is a column of bytes (an Arrow stream). So any engine that maps a function over
Arrow batches (`mapInArrow`) runs it as it is, and rows of one customer are never cut between two batches.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date
from typing import Any, Final

import polars as pl
import pyarrow as pa

from encours.core.replay.book import Book, Sent
from encours.core.replay.running import Replayed, replay
from encours.core.replay.sending import House
from encours.core.scenario import Scenario

Progress = Callable[[int, int], object]
_BOOK: Final = tuple(one.name for one in fields(Book))
_SENT: Final = ("sent_messages", "sent_lines")
_REPLAYED: Final = ("messages", "lines", "held", "ended")


def schema(names: Sequence[str], *numbers: str) -> pa.Schema:
    """The rows of parts: their number, frames as bytes, whole numbers."""
    return pa.schema(
        [
            ("part", pa.int64()),
            *((name, pa.binary()) for name in names),
            *((name, pa.int64()) for name in numbers),
        ]
    )


TASK: Final = schema((*_BOOK, *_SENT))
"""A part to be worked on: the book of its customers, and what was sent to them before."""
REPLAYED: Final = schema(_REPLAYED, "decided")
"""What a replay of a part came to."""


def packed(frame: pl.DataFrame) -> bytes:
    """A frame as the bytes of an Arrow stream."""
    to = io.BytesIO()
    frame.write_ipc_stream(to, compat_level=pl.CompatLevel.oldest())
    return to.getvalue()


def unpacked(told: bytes) -> pl.DataFrame:
    """The frame of such bytes."""
    return pl.read_ipc_stream(io.BytesIO(told))


def tasks(book: Book, before: Sent, *, parts: int) -> pa.Table:
    """The customers in so many parts, by the remainder of their key: one row of `TASK` each; a group is in one."""
    people, kin = book.people["customer_id"], book.kin()
    keys = people.replace(kin) if kin else people
    rows = []
    for part in range(parts):
        whom = people.filter(keys % parts == part)
        mine, sent = (book.of(whom), before.of(whom)) if parts > 1 else (book, before)
        rows.append(
            {"part": part}
            | {name: packed(getattr(mine, name)) for name in _BOOK}
            | {"sent_messages": packed(sent.messages), "sent_lines": packed(sent.lines)}
        )
    return pa.Table.from_pylist(rows, schema=TASK)


def read_task(row: Mapping[str, Any]) -> tuple[Book, Sent]:
    """The book of a part and what was sent before, from a row of `TASK`."""
    book = Book(**{name: unpacked(row[name]) for name in _BOOK})
    return book, Sent(unpacked(row["sent_messages"]), unpacked(row["sent_lines"]))


@dataclass(frozen=True, slots=True)
class ReplayOfPart:
    """A ladder replayed for one part: the function that an engine maps over rows of `TASK`."""

    ladder: Scenario
    days: Sequence[date]
    house: House
    provisional: Mapping[date, frozenset[str]]

    def __call__(self, row: Mapping[str, Any], progress: Progress | None = None) -> dict[str, Any]:
        """A row of `REPLAYED`, of a row of `TASK`."""
        book, before = read_task(row)
        told: dict[str, Any] = {"house": self.house, "provisional": self.provisional.__getitem__}
        done = replay(book, self.ladder, list(self.days), **told, before=before, progress=progress)
        frames = (done.sent.messages, done.sent.lines, done.held, done.ended)
        return {
            "part": row["part"],
            **{name: packed(frame) for name, frame in zip(_REPLAYED, frames, strict=True)},
            "decided": done.decided,
        }


def replayed(rows: pa.Table, days: Sequence[date]) -> Replayed:
    """What a replay of all customers came to, from the rows of `REPLAYED`, in whatever order and parts they come.

    Every row has its place by all that it says, so that no engine and no number of parts tells itself.
    """
    found = rows.to_pylist()
    messages, lines, held, ended = (_together([unpacked(row[name]) for row in found]) for name in _REPLAYED)
    return Replayed(Sent(messages, lines), held, ended, list(days), sum(row["decided"] for row in found))


def _together(frames: Sequence[pl.DataFrame]) -> pl.DataFrame:
    whole = pl.concat(frames)
    return whole.sort(whole.columns)
