"""A table laid aside until somebody says what its columns are, then until it is read; its state is the queue."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path

from django.db.models import F, Q

from encours.acts.import_file.remembering import import_mapped
from encours.acts.import_file.result import ImportResult
from encours.acts.rules import same_version
from encours.core.mapping.plan import Mapping, check, from_json
from encours.core.refusals import RuleError, UnreadableFileError
from encours.records.documents.keeping import laid_down, opened
from encours.records.documents.models import KeptFile
from encours.records.history.writing import recording
from encours.records.mappings.models import Upload
from encours.records.parties.models import Creditor

LEASE = timedelta(minutes=30)  # a reading lost longer than that is taken up by another worker
_WAITS = ("asked", "refused")


def lay_table(
    creditor: Creditor,
    content: bytes,
    name: str,
    *,
    rows_told: int,
    plan: Mapping | None,
    author: str,
    at: datetime,
    home: Path,
) -> Upload:
    """Keep a table's bytes; without a `plan` it is asked about, with one it waits to be read."""
    kept = laid_down(
        content, creditor_id=creditor.pk, name=name, media_type="application/octet-stream", home=home
    )
    with recording(creditor, "lay_table", author=author, cause=f"file {name}", at=at) as record:
        kept.recorded_at, kept.entry = record.at, record.entry
        kept.save()
        record.wrote(KeptFile, [kept])
        upload = Upload.objects.create(
            creditor=record.creditor,
            kept=kept,
            name=name,
            state="asked" if plan is None else "queued",
            plan=None if plan is None else plan.to_json(),
            rows_told=rows_told,
            by=author,
            laid_at=record.at,
        )
        record.tell(upload=upload.pk, file=kept.sha256)
    return upload


def answer_table(
    upload: Upload, plan: Mapping, *, made_from: int | None, author: str, at: datetime
) -> Upload:
    """Say what a table's columns are: it now waits to be read.

    Raises
        RuleError: a mapping that cannot be followed, or a table that no longer waits for an answer.
        StaleFormError: somebody answered since the form was made.
    """
    check(plan)
    return _moved(upload, "queued", "answer_table", made_from, author, at, plan=plan.to_json(), by=author)


def drop_table(upload: Upload, *, made_from: int | None, author: str, at: datetime) -> Upload:
    """Give a table up; nothing of it is read.

    Raises
        RuleError: it no longer waits for an answer.
        StaleFormError: somebody answered since the form was made.
    """
    return _moved(upload, "dropped", "drop_table", made_from, author, at)


def _moved(
    upload: Upload, state: str, act: str, made_from: int | None, author: str, at: datetime, **values: object
) -> Upload:
    with recording(upload.creditor_id, act, author=author, cause=f"file {upload.name}", at=at) as record:
        now = Upload.objects.get(pk=upload.pk)
        same_version(now.version, made_from, now.name)
        if now.state not in _WAITS:
            raise RuleError("upload_not_waiting", "Ce tableau n’attend plus de réponse.")
        Upload.objects.filter(pk=now.pk).update(
            state=state, version=F("version") + 1, sentence="", remedy="", rows_read=0, **values
        )
        record.tell(upload=now.pk, state=state)
    return Upload.objects.get(pk=upload.pk)


def waiting_tables(creditor: Creditor, *, at: datetime) -> list[Upload]:
    """The tables to be read now, the oldest first: those nobody reads, and those whose reader was lost."""
    lost = Q(state="reading", leased_until__lt=at)
    return list(Upload.objects.of([creditor.pk]).filter(Q(state="queued") | lost).order_by("pk"))


def read_table(
    upload: Upload, *, clock: Callable[[], datetime], day: Callable[[datetime], date], home: Path
) -> ImportResult | None:
    """Read a table that waits, as its mapping says; None where another reader has it, or where it is refused.

    What was refused says why on the upload, and may be answered again. Killed and read again, it is the same import.
    """
    at = clock()
    free = Q(state="queued") | Q(state="reading", leased_until__lt=at)
    mine = Upload.objects.filter(free, pk=upload.pk)
    if not mine.update(state="reading", leased_until=at + LEASE, rows_read=0):
        return None
    row = Upload.objects.select_related("kept", "creditor").get(pk=upload.pk)
    told = Upload.objects.filter(pk=row.pk)
    try:
        result = import_mapped(
            row.creditor,
            opened(row.kept, home=home),
            row.name,
            from_json(row.plan),
            author=row.by,
            at=at,
            on=day(at),
            home=home,
            laid=row.kept,
            progress=lambda rows: told.update(rows_read=rows),
        )
    except UnreadableFileError as wrong:
        told.update(state="refused", sentence=wrong.sentence, remedy=wrong.remedy, version=F("version") + 1)
        return None
    except RuleError as wrong:
        told.update(state="refused", sentence=wrong.sentence, version=F("version") + 1)
        return None
    told.update(state="done", intake=result.intake, version=F("version") + 1)
    return result
