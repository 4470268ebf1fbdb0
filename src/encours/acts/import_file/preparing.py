"""A big first ledger is prepared before the lock is taken: a note saved at the desk meanwhile waits little."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from encours.records.cash.models import Payment
from encours.records.frames.known import latest_entry
from encours.records.frames.staging import Stage, can_stage, staging
from encours.records.history.models import Entry
from encours.records.history.writing import Record
from encours.records.parties.models import Creditor
from encours.records.receivables.models import Receivable

MANY = 20_000  # rows below which the lock is short whatever is done
_NO_ENTRY = 0


@dataclass
class Prepared:
    """What an act wrote into a draft: its rows laid aside, their digests; nothing where it was not prepared."""

    draft: Record | None = None
    stage: Stage = field(default_factory=Stage)
    latest: int = 0
    counts: dict[str, Any] = field(default_factory=dict)
    digests: dict[int | None, dict[str, list[Any]]] = field(default_factory=dict)

    def stands(self, record: Record) -> bool:
        """Whether it was prepared, and no act has come since; ask it under the lock."""
        return (
            self.draft is not None and latest_entry(record.creditor.pk, before=record.entry.pk) == self.latest
        )

    def written(self, record: Record) -> dict[str, Any]:
        """Write it for good, in the record's transaction; what the act had answered."""
        assert self.draft is not None  # noqa: S101 — `stands` was asked
        self.stage.move(entry_id=record.entry.pk, recorded_at=record.at)
        record.take_over(self.draft, self.digests)
        return self.counts


@contextmanager
def prepared(
    creditor: Creditor, write: Callable[[Record], dict[str, Any]], *, rows: int, at: datetime
) -> Iterator[Prepared]:
    """Run `write` on a draft outside the lock, where all it does is insert: a creditor of whom nothing is known.

    Elsewhere nothing is prepared, and the act writes under the lock as any other.
    """
    ready = (
        _rehearsed(creditor, write, at) if rows >= MANY and can_stage() and _first(creditor) else Prepared()
    )
    try:
        yield ready
    finally:
        ready.stage.drop()


def _first(creditor: Creditor) -> bool:
    """Nothing of this creditor can change or end: no receivable and no payment is known."""
    return not any(model.objects.filter(creditor=creditor).exists() for model in (Receivable, Payment))


def _rehearsed(creditor: Creditor, write: Callable[[Record], dict[str, Any]], at: datetime) -> Prepared:
    latest = latest_entry(creditor.pk)
    draft = Record(entry=Entry(pk=_NO_ENTRY), creditor=Creditor.objects.get(pk=creditor.pk), at=at)
    with staging() as stage:
        counts = write(draft)
        return Prepared(draft, stage, latest, counts, draft.digests())
