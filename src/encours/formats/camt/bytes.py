"""The bytes of a bank's XML file, counted before a parser sees them."""

from __future__ import annotations

from typing import BinaryIO, Final

from encours.core.refusals import UnreadableFileError
from encours.formats.hostile_xml import BoundedBytes, Limit

_SIZE: Final = Limit(
    1 << 30,
    "file_too_large",
    "Le fichier dépasse un gigaoctet.",
    "Demandez à la banque des relevés par période plus courte.",
)
_ENTRY: Final = Limit(
    1_000_000,
    "element_too_large",
    "Une même écriture du fichier dépasse un million de balises.",
    "Ce n’est pas un relevé CAMT ordinaire : demandez le fichier d’origine à la banque.",
)


class StatementBytes(BoundedBytes):
    """A statement that refuses to grow beyond a gigabyte, or beyond a million tags for one entry."""

    def __init__(self, file: BinaryIO) -> None:
        super().__init__(file, _SIZE, _ENTRY)

    def judge_opening(self, chunk: bytes) -> None:
        """Raise UnreadableFileError `archive` for what banks often give instead."""
        if chunk.startswith(b"PK\x03\x04"):
            raise UnreadableFileError(
                "archive",
                "Ce fichier est une archive ZIP, pas un relevé.",
                "Ouvrez l’archive et importez un par un les fichiers XML qu’elle contient.",
            )
