"""Files as people drop them: taken in at once, or laid aside until their columns are told or a worker has read them."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from encours.acts.import_file import ImportResult, import_file
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
    taken = Taken()
    for file in sorted(files, key=_rank):
        name = file.name or _("fichier sans nom")
        file.seek(0)
        content = file.read()
        try:
            laid = _laid(visit, content, name)
            if laid is not None:
                taken.laid.append(laid)
                continue
            result = import_file(
                visit.creditor, content, name, author=visit.author, at=clock.now(), on=visit.on, home=home()
            )
            taken.results.append(result)
        except UnreadableFileError as error:
            taken.unread.append(Unread(name, in_words(error.sentence), in_words(error.remedy)))
    return taken


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


def _rank(file: UploadedFile[Any]) -> tuple[int, date]:
    """Ledgers first, the oldest year before the next: a bank line finds its invoice only once that is known."""
    name = file.name or ""
    try:
        kind = detect(file.read(_HEAD), name).kind
    except UnreadableFileError:
        return len(_ORDER), date.max
    return _ORDER.index(kind), told_by(name).closing_on or date.max
