"""A ZIP of files to take in: bounded before anything is unpacked, and never written to disk."""

from __future__ import annotations

import io
import lzma
import stat
import struct
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import Final

from encours.core.refusals import UnreadableFileError

ZIP: Final = b"PK\x03\x04"
MOST_FILES: Final = 10_000
MOST_UNPACKED: Final = 512 * 1024**2
_LARGEST: Final = 64 * 1024**2
_MOST_RATIO, _RATIO_FROM = 300, 1024**2
_OF_OFFICE: Final = frozenset({"[Content_Types].xml", "mimetype"})
_DAMAGED: Final = (
    zipfile.BadZipFile, zlib.error, lzma.LZMAError, RuntimeError, ValueError, OSError, EOFError, IndexError,
    struct.error,
)  # fmt: skip


def is_archive(content: bytes) -> bool:
    """Whether these bytes are a ZIP of files, and not a workbook or a document, which are ZIPs too."""
    if not content.startswith(ZIP):
        return False
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return _OF_OFFICE.isdisjoint(archive.namelist())
    except _DAMAGED:
        return True  # `members` says why it cannot be opened


def members(content: bytes) -> Iterator[tuple[str, bytes]]:
    """The name and the bytes of each file, in the archive's order; folders are walked, their marks left out.

    Raises
        UnreadableFileError: `archive_bomb`, `locked_archive`, `archive_in_archive`, `archive_link` or `broken_archive`.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            for part in _guarded(archive):
                yield part.filename, archive.read(part)
    except _DAMAGED as wrong:
        raise _refused(
            "broken_archive", "L’archive est endommagée.", "Refaites-la, puis déposez-la de nouveau."
        ) from wrong


def _guarded(archive: zipfile.ZipFile) -> list[zipfile.ZipInfo]:
    parts = [part for part in archive.infolist() if not part.is_dir() and not _is_mark(part.filename)]
    swollen = any(
        part.file_size > _LARGEST
        or (part.file_size > _RATIO_FROM and part.file_size > _MOST_RATIO * max(1, part.compress_size))
        for part in parts
    )
    if swollen or len(parts) > MOST_FILES or sum(part.file_size for part in parts) > MOST_UNPACKED:
        raise _refused(
            "archive_bomb",
            "Une fois décompressée, cette archive serait démesurée.",
            "Déposez les fichiers eux-mêmes, ou plusieurs archives plus petites.",
        )
    for part in parts:
        if part.flag_bits & 1:
            raise _refused("locked_archive", "L’archive est protégée par un mot de passe.", _WITHOUT)
        if stat.S_ISLNK(part.external_attr >> 16):
            raise _refused("archive_link", "L’archive contient un lien vers un autre fichier.", _WITHOUT)
        if PurePosixPath(part.filename).suffix.lower() in {".zip", ".7z", ".rar", ".gz", ".tar"}:
            raise _refused("archive_in_archive", "L’archive en contient une autre.", _WITHOUT)
    return parts


_WITHOUT: Final = "Déposez les fichiers eux-mêmes, ou une archive qui n’en contient que des copies."


def _is_mark(name: str) -> bool:
    """What systems leave in archives for themselves."""
    path = PurePosixPath(name)
    return path.name.startswith(".") or "__MACOSX" in path.parts or path.name.lower() == "thumbs.db"


def _refused(rule: str, sentence: str, remedy: str) -> UnreadableFileError:
    return UnreadableFileError(rule, sentence, remedy)
