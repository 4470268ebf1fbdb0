"""A long sheet of an XLSX given in slices of its rows, each a small workbook: memory is that of one, and of the texts.

Nothing of the sheet is understood here: it is cut between two rows, and read by whoever reads any other workbook.
"""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
from collections.abc import Iterator
from typing import Any, Final

from lxml import etree

from encours.formats.hostile_xml import HARDENED
from encours.formats.tables.guards import DAMAGED, ZIP, damaged

LONG: Final = 32 * 1024**2  # bytes of a sheet, unpacked, from which it is cut
SLICE: Final = 8 * 1024**2  # or as much as the texts that every slice is given
_WORKBOOK: Final = "xl/workbook.xml"
_RELATIONS: Final = "xl/_rels/workbook.xml.rels"
_MOST_PART: Final = 8 * 1024**2
_SHARED: Final = "xl/sharedStrings.xml"
_GIVEN: Final = re.compile(r"(\.rels|\[Content_Types\]\.xml|workbook\.xml|styles\.xml|sharedStrings\.xml)$")
_BEGIN: Final = re.compile(rb"<sheetData\s*>")
_DIMENSION: Final = re.compile(rb"<dimension[^>]*/>")
_NUMBERED: Final = re.compile(rb'\s*<row\s[^>]*?\br="\d+"')
_ROW_END, _DATA_END = b"</row>", b"</sheetData>"
_BLOCK: Final = 1 << 20


def slices(content: bytes, sheet: str) -> Iterator[tuple[bytes, int]] | None:
    """Workbooks that hold the rows of a sheet one after another; None where it is short, or not to be cut.

    Beside each stands from which line its rows count: an XLSX numbers them, from the first of the sheet.
    """
    if not content.startswith(ZIP):
        return None
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
        path = _path_of(archive, sheet)
        if path is None or archive.getinfo(path).file_size < LONG:
            return None
        with archive.open(path) as file:
            first = file.read(_BLOCK)
    except (*DAMAGED, KeyError, etree.XMLSyntaxError):
        return None  # whoever opens the whole says why
    begun = _BEGIN.search(first)
    if begun is None or not _NUMBERED.match(first, begun.end()):
        return None
    return _cut(archive, path, _DIMENSION.sub(b"", first[: begun.end()]), begun.end())


def _path_of(archive: zipfile.ZipFile, sheet: str) -> str | None:
    """The part of the archive that holds a sheet."""
    keys = {each.get("name"): each for each in _elements(archive, _WORKBOOK, "sheet")}
    found = keys.get(sheet)
    if found is None:
        return None
    key = next((value for name, value in found.attrib.items() if etree.QName(name).localname == "id"), "")
    targets = {
        each.get("Id"): each.get("Target", "") for each in _elements(archive, _RELATIONS, "Relationship")
    }
    target = targets.get(key)
    return posixpath.normpath(posixpath.join("/xl", target)).lstrip("/") if target else None


def _elements(archive: zipfile.ZipFile, path: str, name: str) -> list[Any]:
    if archive.getinfo(path).file_size > _MOST_PART:
        return []
    root = etree.fromstring(archive.read(path), etree.XMLParser(**HARDENED))
    return list(root.iter("{*}" + name))


def _cut(archive: zipfile.ZipFile, path: str, head: bytes, begin: int) -> Iterator[tuple[bytes, int]]:
    """Slices that end where a row ends."""
    given = {name: archive.read(name) for name in archive.namelist() if _GIVEN.search(name)}
    size = max(SLICE, len(given.get(_SHARED, b"")))
    held = bytearray()
    try:
        with archive.open(path) as file:
            file.seek(begin)
            while block := file.read(_BLOCK):
                held += block
                if held.find(_DATA_END, max(0, len(held) - len(block) - len(_DATA_END))) >= 0:
                    break
                if len(held) >= size and (end := held.rfind(_ROW_END)) >= 0:
                    yield _workbook(given, path, head, held[: end + len(_ROW_END)]), 0
                    del held[: end + len(_ROW_END)]
    except DAMAGED as wrong:
        raise damaged() from wrong
    rows, ended, _rest = held.partition(_DATA_END)
    if not ended:
        raise damaged()
    yield _workbook(given, path, head, rows), 0


def _workbook(given: dict[str, bytes], path: str, head: bytes, rows: bytes | bytearray) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        for name, content in given.items():
            archive.writestr(name, content)
        with archive.open(path, "w") as file:
            for part in (head, rows, b"</sheetData></worksheet>"):
                file.write(part)
    return out.getvalue()
