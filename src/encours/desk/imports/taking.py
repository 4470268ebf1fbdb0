"""Files as people drop them: taken in at once, or laid aside until their columns are told or a worker has read them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from encours.acts.import_file import ImportResult
from encours.acts.import_file.laying import laid_aside, rank_of
from encours.acts.import_file.many import File, import_many, unpacked
from encours.core.refusals import UnreadableFileError
from encours.desk import clock
from encours.desk.deciding import home
from encours.desk.plain import in_words
from encours.desk.visits import Visit
from encours.records.intake.models import PrintedInvoice
from encours.records.mappings.models import Upload

_MOST_TOGETHER = 1_000  # files of an archive that are read while one waits


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
    printed: list[PrintedInvoice] = field(default_factory=list)


def take_in(visit: Visit, files: list[UploadedFile[Any]]) -> Taken:
    """Import each file, or lay it aside; one that cannot be read says so and leaves the others be."""
    taken, ready = Taken(), []
    for file in sorted(_unpacked(files, taken), key=rank_of):
        try:
            laid = laid_aside(visit.creditor, file, author=visit.author, at=clock.now(), home=home())
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
        elif became.printed is not None:
            taken.printed.append(became.printed)
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
