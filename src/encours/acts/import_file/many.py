"""Many files taken in at once: electronic invoices together, a few hundred an act; anything else by itself."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final

from encours.acts.import_file import import_file
from encours.acts.import_file.einvoice_again import take_again
from encours.acts.import_file.einvoice_aside import still_aside, taken_up
from encours.acts.import_file.einvoices import Read, import_together, read_one
from encours.acts.import_file.printed import WITHOUT_XML, lay_printed
from encours.acts.import_file.result import ImportResult, Source
from encours.core.refusals import UnreadableFileError
from encours.formats.archives import is_archive, members
from encours.formats.registry import HEAD_BYTES, Format, detect
from encours.records.documents.models import Intake
from encours.records.intake.models import PrintedInvoice
from encours.records.parties.models import Creditor

MOST_TOGETHER: Final = 500
_MOST_BYTES: Final = 64 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class File:
    """A file as it came: its name and its bytes."""

    name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Became:
    """What became of a file: its import, or why it was refused."""

    file: File
    result: ImportResult | None = None
    refused: UnreadableFileError | None = None
    printed: PrintedInvoice | None = None  # a PDF without XML: read, and a person confirms


def import_many(
    creditor: Creditor, files: Iterable[File], *, author: str, at: datetime, on: date, home: Path
) -> Iterator[Became]:
    """Import files in their order, and tell of each; one that cannot be read leaves the others be.

    Run again after any interruption, what was taken in is known and the rest is taken in.
    """
    told: dict[str, Any] = {"author": author, "at": at, "on": on, "home": home}
    for batch in _batches(files):
        creditor = Creditor.objects.get(pk=creditor.pk)  # a ledger just taken in may have told its numbers
        if batch[0].found is None or batch[0].found.kind != "einvoice":
            yield _alone(creditor, batch[0].file, told)
        else:
            yield from _taken(creditor, batch, told)


@dataclass(frozen=True, slots=True)
class _Seen:
    """A file, its fingerprint, and its format where that is known."""

    file: File
    sha256: str
    found: Format | None


def _seen(file: File) -> _Seen:
    try:
        found = detect(file.content[:HEAD_BYTES], file.name)
    except UnreadableFileError:
        found = None  # which says why when it is taken in
    return _Seen(file, hashlib.sha256(file.content).hexdigest(), found)


def _batches(files: Iterable[File]) -> Iterator[list[_Seen]]:
    """Runs of files of one sort: as many electronic invoices as one act takes, or one other file."""
    batch: list[_Seen] = []
    size = 0
    for one in map(_seen, files):
        if one.found is None or one.found.kind != "einvoice":
            yield from ([batch] if batch else [])
            yield [one]
            batch, size = [], 0
            continue
        batch.append(one)
        size += len(one.file.content)
        if len(batch) == MOST_TOGETHER or size > _MOST_BYTES:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


@dataclass(slots=True)
class _Reads:
    """What was read of a batch, by fingerprint: documents, PDFs laid aside, files refused."""

    documents: dict[str, Read] = field(default_factory=dict)
    printed: dict[str, PrintedInvoice] = field(default_factory=dict)
    refused: dict[str, UnreadableFileError] = field(default_factory=dict)


def _taken(creditor: Creditor, batch: Sequence[_Seen], told: dict[str, Any]) -> Iterator[Became]:
    sums = {one.sha256 for one in batch}
    known = {row.sha256: row for row in Intake.objects.of([creditor.pk]).filter(sha256__in=sums)}
    reads = _read(creditor, batch, known, told)
    again = [
        (known[one.sha256], one.file.content)
        for one in batch
        if one.sha256 in known.keys() - reads.documents.keys()
    ]
    take_again(creditor, again, author=told["author"], at=told["at"])
    made = _together(creditor, list(reads.documents.values()), told)
    for one in batch:
        if one.sha256 in reads.printed:
            yield Became(one.file, printed=reads.printed[one.sha256])
        elif one.sha256 in reads.refused:
            yield Became(one.file, refused=reads.refused[one.sha256])
        elif one.sha256 in made:
            known[one.sha256] = made.pop(one.sha256)
            yield Became(one.file, ImportResult(known[one.sha256], again=False))
        else:
            yield Became(one.file, ImportResult(known[one.sha256], again=True))


def _read(
    creditor: Creditor, batch: Sequence[_Seen], known: Mapping[str, Intake], told: dict[str, Any]
) -> _Reads:
    """Read what is not known yet, and what was set aside and may be ours now."""
    aside, reads = still_aside(creditor, list(known.values())), _Reads()
    for one in batch:
        before = known.get(one.sha256)
        if one.found is None or one.sha256 in reads.documents or one.sha256 in reads.refused:
            continue
        if before is not None and before.pk not in aside:
            continue
        try:
            read = read_one(creditor, _source(one, one.found))
        except UnreadableFileError as wrong:
            reads.refused[one.sha256] = wrong
            if wrong.rule == WITHOUT_XML:
                reads.printed |= _printed(creditor, one, told)
            continue
        if before is None:
            reads.documents[one.sha256] = read
        elif read.ours:
            reads.documents[one.sha256] = taken_up(read, aside[before.pk])
    return reads


def _printed(creditor: Creditor, one: _Seen, told: dict[str, Any]) -> dict[str, PrintedInvoice]:
    """A PDF invoice read and laid aside; none where it says no number, no day or no total."""
    try:
        read = lay_printed(
            creditor, one.file.content, one.file.name, author=told["author"], at=told["at"], home=told["home"]
        )
    except UnreadableFileError:
        return {}
    return {one.sha256: read}


def unpacked(file: File) -> Iterator[File]:
    """The files of an archive, named under it; any other file is itself.

    Raises
        UnreadableFileError: an archive that must not be opened.
    """
    if not is_archive(file.content):
        yield file
        return
    for name, content in members(file.content):
        yield File(f"{file.name}/{name}", content)


def _together(creditor: Creditor, documents: Sequence[Read], told: dict[str, Any]) -> dict[str, Intake]:
    if not documents:
        return {}
    first, count = documents[0].source.name, len(documents)
    cause = f"file {first}" if count == 1 else f"files {first} +{count - 1}"
    intakes = import_together(creditor, documents, cause=cause, **told)
    return {each.source.sha256: intake for each, intake in zip(documents, intakes, strict=True)}


def _alone(creditor: Creditor, file: File, told: dict[str, Any]) -> Became:
    try:
        return Became(file, import_file(creditor, file.content, file.name, **told))
    except UnreadableFileError as wrong:
        return Became(file, refused=wrong)


def _source(one: _Seen, found: Format) -> Source:
    name = Path(one.file.name).name
    return Source(found.name, found.kind, found.read, one.file.content, name, one.sha256)
