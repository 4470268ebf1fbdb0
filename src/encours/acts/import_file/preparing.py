"""A big first ledger is prepared before the lock is taken: a note saved at the desk meanwhile waits little."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime

from django.db import IntegrityError, connection

from encours.acts.import_file.result import Written
from encours.records.cash.models import Payment
from encours.records.documents.models import Intake
from encours.records.frames.known import latest_entry
from encours.records.frames.staging import Stage, can_stage, staging
from encours.records.history.models import Entry
from encours.records.history.writing import Record, recording
from encours.records.parties.models import Creditor
from encours.records.receivables.models import Receivable

MANY = 20_000  # rows below which the lock is short whatever is done
_NO_ENTRY = 0


class OvertakenError(Exception):
    """Nothing stands prepared: it never was, or another act came since. Write under the lock as any other act."""


@dataclass
class Prepared:
    """What an act wrote into a draft: its rows laid aside, their leaves; nothing where it was not prepared."""

    draft: Record | None = None
    told: Written | None = None
    stage: Stage = field(default_factory=Stage)
    latest: int = 0

    @contextmanager
    def lock(
        self, creditor: Creditor, act: str, *, author: str, cause: str, at: datetime
    ) -> Iterator[Record]:
        """Open the act's transaction; raises OvertakenError, and nothing of it is kept.

        The database need not look up again what each row points to: that was proved of all of them beforehand,
        and no act has come since. Looking up costs a third of the time in which nobody else can write.
        """
        if self.draft is None:
            raise OvertakenError
        with (
            connection.constraint_checks_disabled(),
            recording(creditor, act, author=author, cause=cause, at=at) as record,
        ):
            if latest_entry(record.creditor.pk, before=record.entry.pk) != self.latest:
                raise OvertakenError
            yield record

    def written(self, record: Record) -> Written:
        """Write it for good, in the transaction that `lock` opened; what the act had answered."""
        if self.draft is None or self.told is None:
            raise OvertakenError
        self.stage.move(entry_id=record.entry.pk, recorded_at=record.at)
        record.take_over(self.draft)
        return self.told


@contextmanager
def prepared(
    creditor: Creditor, write: Callable[[Record], Written], *, rows: int, at: datetime
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


def _rehearsed(creditor: Creditor, write: Callable[[Record], Written], at: datetime) -> Prepared:
    latest = latest_entry(creditor.pk)
    draft = Record(entry=Entry(pk=_NO_ENTRY), creditor=Creditor.objects.get(pk=creditor.pk), at=at)
    with staging() as stage:
        told = write(draft)
        loose = stage.loose_ends({Intake: told.intake_id})
        if loose:
            raise IntegrityError(f"Rows laid aside point to nothing: {', '.join(loose)}.")
        draft.write_ahead()
        return Prepared(draft, told, stage, latest)
