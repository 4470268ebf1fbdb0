"""The long sheets of an ODS given in slices of their rows, each a small workbook: memory is that of one.

As for an XLSX (`slices`), nothing of a sheet is understood here: it is cut between two rows, and read by whoever reads
any other workbook. What reads an ODS reads all its sheets as it opens it: of a long one, the sheets are found here.
"""

from __future__ import annotations

import html
import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO, Final
from xml.sax.saxutils import quoteattr

from encours.formats.tables.guards import DAMAGED, ZIP, damaged
from encours.formats.tables.slices import LONG, SLICE

_CONTENT: Final = "content.xml"
_MARK: Final = re.compile(rb"<table:table(?=[\s>])[^>]*>|</table:table>|<!")
_NAME: Final = re.compile(rb"""\btable:name\s*=\s*(?:"([^"]*)"|'([^']*)')""")
_ROW: Final = re.compile(rb"<table:table-row(?=[\s/>])[^>]*>")
_REPEATED: Final = re.compile(rb"""number-rows-repeated\s*=\s*["'](\d+)["']""")
# What only gathers rows: cut in two, it would be open in one slice and closed in the next.
_GATHERING: Final = re.compile(rb"</?table:table-(?:row-group|header-rows|rows)(?=[\s/>])[^>]*>")
_ROW_END: Final = b"</table:table-row>"
_SHEET_END: Final = b"</table:table>"
_BLOCK: Final = 1 << 20
_LONGEST_TAG: Final = 1 << 16
_HEAD: Final = (
    b'<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"'
    b' xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"'
    b' xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"'
    b' xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0">'
    b"<office:body><office:spreadsheet><table:table table:name="
)
_TAIL: Final = b"</table:table></office:spreadsheet></office:body></office:document-content>"
_KIND: Final = "application/vnd.oasis.opendocument.spreadsheet"
_LISTED: Final = (
    '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
    f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{_KIND}"/></manifest:manifest>'
)


@dataclass(frozen=True, slots=True)
class LongSheets:
    """The sheets of a long ODS: where the rows of each begin and end in its content."""

    content: bytes
    places: dict[str, tuple[int, int]]

    @property
    def names(self) -> tuple[str, ...]:
        """The sheets, in their order."""
        return tuple(self.places)

    def slices(self, name: str) -> Iterator[tuple[bytes, int]]:
        """Workbooks that hold the rows of a sheet one after another, each with how many rows come before."""
        begin, end = self.places[name]
        held, before = bytearray(), 0
        try:
            with zipfile.ZipFile(io.BytesIO(self.content)) as archive, archive.open(_CONTENT) as file:
                file.seek(begin)
                left = end - begin
                while left and (block := file.read(min(_BLOCK, left))):
                    left -= len(block)
                    held += block
                    if len(held) >= SLICE and (cut := held.rfind(_ROW_END)) >= 0:
                        rows = bytes(held[: cut + len(_ROW_END)])
                        yield _workbook(name, rows), before
                        before += _counted(rows)
                        del held[: len(rows)]
        except DAMAGED as wrong:
            raise damaged() from wrong
        yield _workbook(name, bytes(held)), before


def long_sheets(content: bytes) -> LongSheets | None:
    """The sheets of an ODS that is long; None for any other file, and for one that is not to be cut."""
    if not content.startswith(ZIP):
        return None
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            if archive.getinfo(_CONTENT).file_size < LONG:
                return None
            with archive.open(_CONTENT) as file:
                places = _places(_marks(file))
    except (*DAMAGED, KeyError):
        return None  # whoever opens the whole says why
    return LongSheets(content, places) if places else None


def _marks(file: IO[bytes]) -> Iterator[tuple[bytes, int, int]]:
    """Where sheets begin and end, and what may hide that: each mark with its first and last place."""
    held, passed = b"", 0
    while block := file.read(_BLOCK):
        held += block
        done = 0
        for mark in _MARK.finditer(held):
            yield mark[0], passed + mark.start(), passed + mark.end()
            done = mark.end()
        keep = max(done, held.rfind(b"<", max(0, len(held) - _LONGEST_TAG)))
        held, passed = held[keep:], passed + keep


def _places(marks: Iterator[tuple[bytes, int, int]]) -> dict[str, tuple[int, int]]:
    """Sheets by name; none where a table stands in a cell, or a comment may say anything."""
    places: dict[str, tuple[int, int]] = {}
    name, begin = "", -1
    for mark, first, last in marks:
        if mark == _SHEET_END and begin >= 0:
            places[name], begin = (begin, first), -1
        elif mark.startswith(b"<table:table") and begin < 0 and (named := _NAME.search(mark)):
            name, begin = html.unescape((named[1] or named[2] or b"").decode()), last
            if mark.endswith(b"/>") or name in places:
                return {}
        else:
            return {}
    return places if begin < 0 else {}


def _counted(rows: bytes) -> int:
    """How many rows these are: one may stand for many that are the same."""
    told = (_REPEATED.search(tag) for tag in _ROW.findall(rows))
    return sum(int(many[1]) if many else 1 for many in told)


def _workbook(name: str, rows: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr("mimetype", _KIND)
        archive.writestr("META-INF/manifest.xml", _LISTED)
        with archive.open(_CONTENT, "w") as file:
            for part in (_HEAD, quoteattr(name).encode(), b">", _GATHERING.sub(b"", rows), _TAIL):
                file.write(part)
    return out.getvalue()
