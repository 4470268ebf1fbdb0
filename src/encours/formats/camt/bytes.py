"""The bytes of a hostile XML file, counted before a parser sees them."""

from __future__ import annotations

from typing import BinaryIO

from encours.core.refusals import UnreadableFileError

MAX_BYTES = 1 << 30
MAX_TAGS = 1_000_000
"""Angle brackets between two entries: bounds the tree in memory, whatever the file's size."""


class BoundedBytes:
    """A file that refuses to grow beyond a gigabyte, or beyond a million tags for one entry."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._size = 0
        self._tags = 0

    def read(self, size: int = 65536) -> bytes:
        """The next bytes; raises UnreadableFileError `archive`, `file_too_large`, `element_too_large`."""
        chunk = self._file.read(min(size, 65536) if size > 0 else 65536)
        if self._size == 0:
            chunk = chunk.lstrip() or chunk  # some banks begin with a blank line, which XML forbids
        if self._size == 0 and chunk.startswith(b"PK\x03\x04"):
            raise UnreadableFileError(
                "archive",
                "Ce fichier est une archive ZIP, pas un relevé.",
                "Ouvrez l’archive et importez un par un les fichiers XML qu’elle contient.",
            )
        self._size += len(chunk)
        self._tags += chunk.count(b"<")
        if self._size > MAX_BYTES:
            raise UnreadableFileError(
                "file_too_large",
                "Le fichier dépasse un gigaoctet.",
                "Demandez à la banque des relevés par période plus courte.",
            )
        if self._tags > MAX_TAGS:
            raise UnreadableFileError(
                "element_too_large",
                "Une même écriture du fichier dépasse un million de balises.",
                "Ce n’est pas un relevé CAMT ordinaire : demandez le fichier d’origine à la banque.",
            )
        return chunk

    def entry_done(self) -> None:
        """An entry was taken out of the tree: its tags no longer count."""
        self._tags = 0
