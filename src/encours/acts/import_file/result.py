"""What an import works on, and what it answers."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, field
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any, BinaryIO

from encours.acts.doubles.watch import look_at_doubles
from encours.acts.import_file.perhaps_same import perhaps_same
from encours.core.evidence import plain
from encours.core.refusals import Controls, Notice, Refusal, UnreadableFileError
from encours.formats.pieces import Piece
from encours.records.documents.keeping import laid_down
from encours.records.documents.models import Intake, KeptFile
from encours.records.history.writing import Record

_SHOWN = 500  # refusals kept with the import; their number is kept whole


@dataclass(frozen=True, slots=True)
class Source:
    """A file whose format is known."""

    format: str
    kind: str
    read: Callable[[BinaryIO], Iterator[Piece]]
    content: bytes
    name: str
    sha256: str
    rows_told: int = 0  # how many rows a long text may hold

    def pieces(self) -> Iterator[Piece]:
        """Read the file, piece by piece."""
        return self.read(BytesIO(self.content))


@dataclass(frozen=True, slots=True)
class ImportResult:
    """The import, and whether these bytes had been taken in before."""

    intake: Intake
    again: bool


@dataclass(frozen=True, slots=True)
class Written:
    """What an import wrote: how many of what, and the key of the import's own row, which its rows name.

    `refusals` are the rows that what is known refused.
    """

    counts: dict[str, Any]
    intake_id: int
    refusals: list[Refusal] = field(default_factory=list)


class Reading:
    """Gathers what a reader tells besides its rows, while its frames go by."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self.refusals: list[Refusal] = []
        self.notices: list[Notice] = []
        self.controls = Controls()
        self.facts: dict[str, Any] = {}

    def frames(self) -> Iterator[Any]:
        """Yield each frame; a refused row of a customer account refuses the file."""
        for piece in self._source.pieces():
            self.refusals += piece.refusals
            self.notices += piece.notices
            self.facts |= piece.facts
            if piece.controls is not None:
                self.controls = piece.controls
            yield piece.frame
        self._refuse_if_critical()

    def _refuse_if_critical(self) -> None:
        critical = [refusal for refusal in self.refusals if refusal.critical]
        if critical:
            first = critical[0]
            raise UnreadableFileError(
                "customer_line_refused",
                f"{self._source.name}, ligne {first.line}, {first.field} : une ligne de compte client est illisible"
                f" ({first.value!r}) ; {len(critical)} en tout. Rien n'a été importé.",
                first.remedy,
                line=first.line,
            )


def keep_aside(creditor_id: int, source: Source, home: Path) -> KeptFile:
    """Lay the bytes down encrypted, before any lock; without its row it is a file that nobody names."""
    return laid_down(
        source.content,
        creditor_id=creditor_id,
        name=source.name,
        media_type="application/octet-stream",
        home=home,
    )


def keep_intake(
    record: Record,
    source: Source,
    reading: Reading,
    *,
    counts: dict[str, Any],
    controls: dict[str, Any],
    author: str,
    days: tuple[date | None, date | None, date | None],
    home: Path,
    laid: KeptFile | None = None,
    intake_id: int | None = None,
) -> Intake:
    """Keep the bytes and write the import's row; `days`: first, last, and newest day that the file speaks of.

    `laid` is the file as `keep_aside` laid it down before the transaction, `intake_id` a key reserved for the row.
    """
    kept = laid or keep_aside(record.creditor.pk, source, home)
    if kept.pk is None:  # else it was kept while it waited to be read
        kept.recorded_at, kept.entry = record.at, record.entry
        kept.save()
        record.wrote(KeptFile, [kept])
    doubtful = look_at_doubles(record)
    counts = counts | ({"doubles": doubtful} if doubtful else {})
    controls = controls | perhaps_same(record)
    made = filled_intake(
        record, source, reading, kept=kept, counts=counts, controls=controls, days=days, intake_id=intake_id
    )
    made.by = author
    made.save(force_insert=True)
    return made


def filled_intake(
    record: Record,
    source: Source,
    reading: Reading,
    *,
    kept: KeptFile,
    counts: dict[str, Any],
    controls: dict[str, Any],
    days: tuple[date | None, date | None, date | None],
    intake_id: int | None,
) -> Intake:
    """The import's row, not yet written."""
    first, last, newest = days
    return Intake(
        pk=intake_id,
        creditor=record.creditor,
        recorded_at=record.at,
        entry=record.entry,
        kept=kept,
        sha256=source.sha256,
        name=source.name,
        format=source.format,
        kind=source.kind,
        from_on=first,
        to_on=last,
        newest_on=newest,
        counts=counts | {"refusals": len(reading.refusals), "notices": len(reading.notices)},
        controls=controls,
        refusals=[_told(refusal) for refusal in reading.refusals[:_SHOWN]],
        notices=[_told(notice) for notice in reading.notices[:_SHOWN]],
        by=record.entry.author,
    )


def _told(remark: Refusal | Notice) -> dict[str, Any]:
    return {name: plain(value) for name, value in asdict(remark).items()}
