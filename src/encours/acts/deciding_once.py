"""Deciding on a view of the facts, and writing only if they are still those: no act waits for a long decision."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from typing import TypeVar

from encours.core.refusals import RuleError
from encours.records.frames.doorway import snapshot
from encours.records.frames.known import latest_entry
from encours.records.history.writing import Record, recording

_Decided = TypeVar("_Decided")
_Written = TypeVar("_Written")
_TRIES = 3


class MovedError(Exception):
    """A fact moved between the reading and the writing: the decision is to be made again."""


def decide_then_write(
    creditor_id: int,
    decide: Callable[[], _Decided | None],
    write: Callable[[Record, _Decided], _Written],
    *,
    act: str,
    author: str,
    cause: str,
    at: datetime | Callable[[], datetime],
) -> _Written | None:
    """Read and decide outside any lock, then write under it if no other act came between; else begin again.

    After a few tries the decision is made under the lock. None when `decide` finds nothing to write. `write`
    may raise MovedError when it sees that something moved which leaves no entry (a lease). `at` may be a clock, read
    when the writing begins.

    Raises
        RuleError: the facts kept moving; nothing was written.
    """
    for _ in range(_TRIES):
        entry = latest_entry(creditor_id)  # before all else, so that whatever comes later is noticed
        with snapshot():
            decided = decide()
        if decided is None:
            return None
        with (
            suppress(MovedError),
            recording(creditor_id, act, author=author, cause=cause, at=_read(at)) as record,
        ):
            _still_latest(record, entry)
            return write(record, decided)
    try:
        with recording(creditor_id, act, author=author, cause=cause, at=_read(at)) as record:
            return write(record, found(decide()))
    except MovedError as error:
        raise RuleError(
            "busy", "D'autres actes changent les mêmes faits en ce moment : recommencer dans un instant."
        ) from error


def _still_latest(record: Record, entry: int) -> None:
    if latest_entry(record.creditor.pk, before=record.entry.pk) != entry:
        raise MovedError


def _read(at: datetime | Callable[[], datetime]) -> datetime:
    return at if isinstance(at, datetime) else at()


def found(decided: _Decided | None) -> _Decided:
    """What was decided, under the lock; raises MovedError where nothing is left to write."""
    if decided is None:
        raise MovedError
    return decided
