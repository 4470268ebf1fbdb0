"""What is refused before a spreadsheet is opened: bombs, macros, passwords, shapes that no table has."""

from __future__ import annotations

import io
import lzma
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator

from encours.core.refusals import UnreadableFileError

MAX_SHEET_BYTES = 64 * 1024**2
MAX_TEXT_BYTES = 512 * 1024**2
MAX_COLUMNS = 500
MOST_CELLS = 30_000_000
_MOST_UNPACKED = 1024**3
_MOST_RATIO = 300
_RATIO_FROM = 8 * 1024**2
_MOST_PARTS = 5_000
_BLOCK = 1 << 20
_OVERLAP = 4096
_REPEATED = 1_000
_ROW = re.compile(rb'<row[^>]{0,400}? r="(\d{1,9})"')
_CELL = re.compile(rb'<c[^>]{0,200}? r="([A-Z]{1,4})\d')
_ODS_CELL = re.compile(rb"<table:table-cell[^>]{0,1000}>")
_ODS_MANY = re.compile(rb'number-columns-repeated="(\d+)"')
_ODS_ROWS = re.compile(
    rb'<table:table-row[^>]{0,400}number-rows-repeated="(\d+)"[^>]*>(.{0,4000})', re.DOTALL
)
_DAMAGED = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    RuntimeError,
    ValueError,
    OSError,
    EOFError,
    struct.error,
)
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ZIP = b"PK\x03\x04"


def too_large(megabytes: int) -> UnreadableFileError:
    """The file weighs more than is read at once."""
    return UnreadableFileError(
        "too_large", f"Le fichier dépasse {megabytes} Mio.", "Découpez-le en plusieurs fichiers."
    )


def too_wide() -> UnreadableFileError:
    """More columns than any table of receivables."""
    return UnreadableFileError(
        "too_many_columns",
        f"Le tableau a plus de {MAX_COLUMNS} colonnes.",
        "Ne gardez que les colonnes utiles, puis déposez le fichier de nouveau.",
    )


def guard(content: bytes) -> None:
    """Raise UnreadableFileError where a spreadsheet must not be opened."""
    if len(content) > MAX_SHEET_BYTES:
        raise too_large(MAX_SHEET_BYTES // 1024**2)
    if content.startswith(OLE):
        if "_VBA_PROJECT".encode("utf-16-le") in content:
            raise _macros()
        return
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            _guard_archive(archive)
    except _DAMAGED as wrong:
        raise damaged() from wrong


def _guard_archive(archive: zipfile.ZipFile) -> None:
    parts = archive.infolist()
    unpacked = sum(part.file_size for part in parts)
    swollen = any(
        part.file_size > _RATIO_FROM and part.file_size > _MOST_RATIO * max(1, part.compress_size)
        for part in parts
    )
    if len(parts) > _MOST_PARTS or unpacked > _MOST_UNPACKED or swollen:
        raise UnreadableFileError(
            "archive_bomb",
            "Une fois décompressé, ce classeur serait démesuré.",
            "Enregistrez de nouveau le tableau depuis votre tableur, ou exportez-le en CSV.",
        )
    names = {part.filename for part in parts}
    if any(re.search(r"vbaProject|/?Basic/|macrosheets|Scripts/", name) for name in names):
        raise _macros()
    for part in parts:
        if re.match(r"xl/worksheets/[^/]+\.xml$", part.filename):
            _guard_sheet(archive, part)
        elif part.filename == "content.xml":
            _guard_ods(archive, part)


def _guard_sheet(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> None:
    """The rectangle that a sheet spans is bounded: two cells far apart would fill the memory."""
    rows, widest = 0, 1
    for block in _blocks(archive, part):
        rows = max([rows, *(int(found) for found in _ROW.findall(block))])
        widest = max([widest, *(_rank(name) for name in set(_CELL.findall(block)))])
    if rows * widest > MOST_CELLS:
        raise _sparse()


def _guard_ods(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> None:
    for block in _blocks(archive, part):
        for cell in _ODS_CELL.findall(block):
            many = _ODS_MANY.search(cell)
            if many and int(many[1]) > MAX_COLUMNS and b"value" in cell:
                raise too_wide()
        for many, inside in _ODS_ROWS.findall(block):
            if int(many) > _REPEATED and b"office:value" in inside.split(b"</table:table-row>")[0]:
                raise _sparse()


def _blocks(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> Iterator[bytes]:
    """A part of an archive, block by block, each beginning with the end of the one before."""
    kept = b""
    with archive.open(part) as file:
        while fresh := file.read(_BLOCK):
            yield kept + fresh
            kept = fresh[-_OVERLAP:]


def _rank(letters: bytes) -> int:
    rank = 0
    for letter in letters:
        rank = rank * 26 + letter - 64
    return rank


def _macros() -> UnreadableFileError:
    return UnreadableFileError(
        "macros",
        "Ce classeur contient des macros : il n’est pas ouvert.",
        "Enregistrez-le sans macros (.xlsx ou .ods), ou exportez le tableau en CSV.",
    )


def damaged() -> UnreadableFileError:
    """A workbook that does not open."""
    return UnreadableFileError(
        "unreadable",
        "Ce classeur est endommagé, ou n’est pas ce que dit son nom.",
        "Ouvrez-le dans votre tableur, enregistrez-le de nouveau, puis déposez-le.",
    )


def _sparse() -> UnreadableFileError:
    return UnreadableFileError(
        "too_sparse",
        "Le tableau s’étend sur des millions de cellules vides.",
        "Supprimez les lignes et colonnes vides au-delà du tableau, puis enregistrez-le de nouveau.",
    )
