"""Files as people drop them: taken in at once, or laid aside until their columns are told or a worker has read them."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from itertools import islice
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from encours.acts.import_file import ImportResult
from encours.acts.import_file.many import File, import_many, unpacked
from encours.acts.import_file.mapped import remembered
from encours.acts.lay_table import lay_table
from encours.core.refusals import UnreadableFileError
from encours.desk import clock
from encours.desk.deciding import home
from encours.desk.plain import in_words
from encours.desk.visits import Visit
from encours.formats.fec.filename import told_by
from encours.formats.registry import detect
from encours.formats.tables.looking import look
from encours.records.documents.models import Intake
from encours.records.mappings.models import Upload
from encours.records.mappings.reading import plan_of

AT_ONCE = 2 * 1024**2  # bytes that are read while one waits; more is the worker's
WAITING = ("asked", "queued", "reading", "refused")
_HEAD = 65_536
_MOST_TOGETHER = 1_000  # files of an archive that are read while one waits
# Who owes, then how to reach them, then each invoice in full, then what was paid.
_ORDER = ("ledger", "companion", "table", "einvoice", "bank", "mail")


@dataclass(frozen=True, slots=True)
class Unread:
    """A file of which nothing was written: what, and what to do."""

    name: str
    sentence: str
    remedy: str


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of the files dropped together."""

    results: list[ImportResult] = field(default_factory=list)
    unread: list[Unread] = field(default_factory=list)
    laid: list[Upload] = field(default_factory=list)


def take_in(visit: Visit, files: list[UploadedFile[Any]]) -> Taken:
    """Import each file, or lay it aside; one that cannot be read says so and leaves the others be."""
    taken, ready = Taken(), []
    for file in sorted(_unpacked(files, taken), key=_rank):
        try:
            laid = _laid(visit, file.content, file.name)
        except UnreadableFileError as error:
            taken.unread.append(_unread(file.name, error))
            continue
        if laid is None:
            ready.append(file)
        else:
            taken.laid.append(laid)
    told: dict[str, Any] = {"author": visit.author, "at": clock.now(), "on": visit.on, "home": home()}
    for became in import_many(visit.creditor, ready, **told):
        if became.result is not None:
            taken.results.append(became.result)
        elif became.refused is not None:
            taken.unread.append(_unread(became.file.name, became.refused))
    return taken


def _unpacked(files: list[UploadedFile[Any]], taken: Taken) -> Iterator[File]:
    """The files dropped, those of an archive each by itself; an archive that must not be opened is said unread."""
    for file in files:
        name = file.name or _("fichier sans nom")
        file.seek(0)
        try:
            found = list(islice(unpacked(File(name, file.read())), _MOST_TOGETHER + 1))
        except UnreadableFileError as error:
            taken.unread.append(_unread(name, error))
            continue
        if len(found) > _MOST_TOGETHER:
            sentence = _("Cette archive contient plus de %(n)s fichiers.") % {"n": _MOST_TOGETHER}
            remedy = _("Déposez-la dans un dossier surveillé, ou importez-la par « encours import ».")
            taken.unread.append(Unread(name, sentence, remedy))
            continue
        yield from found


def _unread(name: str, error: UnreadableFileError) -> Unread:
    return Unread(name, in_words(error.sentence), in_words(error.remedy))


def _laid(visit: Visit, content: bytes, name: str) -> Upload | None:
    """The table laid aside, where its columns must be told or where it is long; None: it is read at once."""
    sha256 = hashlib.sha256(content).hexdigest()
    if detect(content[:_HEAD], name).kind != "table":
        return None
    if Intake.objects.of([visit.creditor.pk]).filter(sha256=sha256).exists():
        return None
    waiting = Upload.objects.of([visit.creditor.pk]).filter(kept__sha256=sha256, state__in=WAITING).first()
    if waiting is not None:
        return waiting
    seen = look(content)
    kept = remembered(visit.creditor, seen)
    if kept is not None and len(content) <= AT_ONCE:
        return None
    return lay_table(
        visit.creditor,
        content,
        name,
        rows_told=content.count(b"\n") if seen.kind == "text" else 0,
        plan=None if kept is None else plan_of(kept),
        author=visit.author,
        at=clock.now(),
        home=home(),
    )


def _rank(file: File) -> tuple[int, date]:
    """Ledgers first, the oldest year before the next: a bank line finds its invoice only once that is known."""
    try:
        kind = detect(file.content[:_HEAD], file.name).kind
    except UnreadableFileError:
        return len(_ORDER), date.max
    return _ORDER.index(kind), told_by(file.name).closing_on or date.max
