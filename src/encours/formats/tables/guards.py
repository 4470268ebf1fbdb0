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
from encours.formats.tables.biff import cells_spanned

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
# Where a row or a cell says that it stands, whatever its tag and its quotes: what reads it takes them all.
_PLACE = re.compile(rb"""\br\s*=\s*["']([A-Za-z]*)(\d*)["']""")
_FAR = re.compile(rb"\br\s{1000}")  # spread over more than is looked at together
_LONGEST_ROW, _LONGEST_COLUMN = 7, 3  # 1 048 576 rows, columns to XFD
_ODS_CELL = re.compile(rb"<table:(?:covered-)?table-cell[^>]{0,1000}>")
_ODS_MANY = re.compile(rb"""number-columns-repeated\s*=\s*["'](\d+)["']""")
_ODS_ROWS = re.compile(
    rb"""<table:table-row[^>]{0,400}number-rows-repeated\s*=\s*["'](\d+)["'][^>]*>(.{0,4000})""", re.DOTALL
)
_ODS_FAR = re.compile(rb"repeated\s{1000}")
DAMAGED = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    RuntimeError,
    ValueError,
    OSError,
    EOFError,
    IndexError,
    struct.error,
)
_DAMAGED_XLS = (ValueError, struct.error)
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
        _guard_xls(content)
        return
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            _guard_archive(archive)
    except DAMAGED as wrong:
        raise damaged() from wrong


def _guard_xls(content: bytes) -> None:
    try:
        spanned = cells_spanned(content)
    except _DAMAGED_XLS as wrong:
        raise damaged() from wrong
    if spanned > MOST_CELLS:
        raise _sparse()


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
    if any(name.lower().endswith("workbook.bin") for name in names):
        raise UnreadableFileError(
            "binary_workbook",
            "Ce classeur est au format binaire (.xlsb) : il n’est pas ouvert.",
            "Enregistrez-le en .xlsx ou .ods, ou exportez le tableau en CSV.",
        )
    for part in parts:
        if part.filename == "content.xml":
            _guard_ods(archive, part)
        else:
            _guard_sheet(archive, part)  # a sheet may be any part: its workbook says which


def _guard_sheet(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> None:
    """The rectangle that a sheet spans is bounded: two cells far apart would fill the memory."""
    rows, widest = 0, 1
    for block in _blocks(archive, part):
        places = set(_PLACE.findall(block))
        letters, numbers = {column for column, _row in places}, {row.lstrip(b"0") for _column, row in places}
        far = (
            max(map(len, letters), default=0) > _LONGEST_COLUMN
            or max(map(len, numbers), default=0) > _LONGEST_ROW
        )
        if far or _FAR.search(block):
            raise _sparse()
        rows = max([rows, *(int(number) for number in numbers if number)])
        widest = max([widest, *(_rank(column.upper()) for column in letters)])
    if rows * widest > MOST_CELLS:
        raise _sparse()


def _guard_ods(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> None:
    for block in _blocks(archive, part):
        if _ODS_FAR.search(block):
            raise _sparse()
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
