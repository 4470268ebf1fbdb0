"""Captured files are made findable by their words: they wait from the act that keeps them, and are read in seconds.

What is drawn from a file is no fact: no entry tells it, and it can be drawn again. Card numbers are masked first.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import count
from pathlib import Path, PurePath
from typing import Final

from django.db.models import F

from encours.acts.attach_document import MEDIA
from encours.core.refusals import UnreadableFileError
from encours.core.searching import words_of
from encours.formats.mail import file_of
from encours.formats.words_of_file import words_of_file
from encours.records.documents.keeping import UnreadableKeptFileError, opened
from encours.records.documents.models import FileWords, KeptFile
from encours.words.masking import masked

_SHOWN: Final = 20_000  # signs kept as written, to show where words were found
_LONGEST: Final = 400_000
_TRIES: Final = 2  # a file that ended the worker twice is left
_TOGETHER: Final = 50
_MOST_IN_A_MAIL: Final = 20
_MAIL: Final = "message/rfc822"


def index_documents(*, home: Path, most: int = _TOGETHER) -> int:
    """Read the files that wait, oldest first; how many were read."""
    waiting = FileWords.objects.filter(state="waiting").select_related("kept").order_by("kept_id")
    rows = list(waiting[:most])
    for row in rows:
        _read(row, home)
    return len(rows)


def _read(row: FileWords, home: Path) -> None:
    """Count the try before, as a file may end the process; two workers write the same words."""
    mine = FileWords.objects.filter(pk=row.pk, state="waiting")
    mine.update(tries=F("tries") + 1)
    if row.tries >= _TRIES:
        mine.update(state="unreadable")
        return
    try:
        content = opened(row.kept, home=home)
    except (FileNotFoundError, UnreadableKeptFileError):
        mine.update(state="unreadable")
        return
    text = masked(_text(row.kept, content))[:_LONGEST].replace("\x00", " ")
    words = words_of(f"{row.kept.name}\n{text}")
    shown = " ".join(text[: 2 * _SHOWN].split())[:_SHOWN]
    mine.update(state="read" if shown else "empty", text=shown, words=" ".join(words))


def _text(kept: KeptFile, content: bytes) -> str:
    """The words of a file; of a mail, those of the files that came with it too."""
    if kept.media_type != _MAIL:
        return words_of_file(content, kept.media_type)
    return "\n".join([words_of_file(content, _MAIL), *_inside(content)])


def _inside(mail: bytes) -> Sequence[str]:
    texts = []
    for number in count():
        try:
            found = file_of(mail, number)
        except UnreadableFileError:
            break
        if found is None or number == _MOST_IN_A_MAIL:
            break
        told, content = found
        media_type, begins = MEDIA.get(PurePath(told.name).suffix.lower(), (told.media_type, ()))
        if not begins or content.startswith(begins):
            texts.append(f"{told.name}\n{words_of_file(content, media_type)}")
    return texts
