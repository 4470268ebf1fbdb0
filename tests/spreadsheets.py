"""Spreadsheets written byte by byte, each in its own format, by no library that reads them: XLS (BIFF8) and ODS."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Sequence
from datetime import date
from xml.sax.saxutils import escape

Cell = str | float | date | None
_ZERO = date(1899, 12, 30).toordinal()
_SECTOR = 512
_END, _FREE, _FAT = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD
_PLAIN, _DATED = 0, 1  # of the two forms of cells that are declared


def xls(rows: Sequence[Sequence[Cell]]) -> bytes:
    """A workbook of one sheet as Excel 97 to 2003 saved them."""
    return _compound(_workbook(rows))


def _workbook(rows: Sequence[Sequence[Cell]]) -> bytes:
    forms = b"".join(
        _record(0x00E0, struct.pack("<HHHBBBBIIH", 0, form, 0, 0, 0, 0, 0, 0, 0, 0)) for form in (0, 14)
    )
    name = b"Factures"
    begun = (
        _record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0005, 0, 1997, 0, 0))
        + _record(0x0042, b"\xb0\x04")
        + forms
    )
    sheet_at = len(begun) + 4 + 8 + len(name) + 4
    listed = _record(0x0085, struct.pack("<IHBB", sheet_at, 0, len(name), 0) + name)
    head = begun + listed + _record(0x000A, b"")
    body = b"".join(
        _cell(line, place, cell)
        for line, row in enumerate(rows)
        for place, cell in enumerate(row)
        if cell is not None
    )
    width = max(map(len, rows))
    return b"".join(
        (
            head,
            _record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0010, 0, 1997, 0, 0)),
            _record(0x0200, struct.pack("<IIHHH", 0, len(rows), 0, width, 0)),
            body,
            _record(0x000A, b""),
        )
    )


def _cell(line: int, place: int, cell: Cell) -> bytes:
    if isinstance(cell, str):
        text = cell.encode("utf-16-le")
        return _record(0x0204, struct.pack("<HHHHB", line, place, _PLAIN, len(text) // 2, 1) + text)
    form = _DATED if isinstance(cell, date) else _PLAIN
    value = float(cell.toordinal() - _ZERO) if isinstance(cell, date) else float(cell or 0)
    return _record(0x0203, struct.pack("<HHHd", line, place, form, value))


def _record(code: int, content: bytes) -> bytes:
    return struct.pack("<HH", code, len(content)) + content


def _compound(stream: bytes) -> bytes:
    """The stream `Workbook` in an OLE compound file: header, its sectors, the directory, the allocation table."""
    content = stream.ljust(max(4096, -(-len(stream) // _SECTOR) * _SECTOR), b"\0")
    count = len(content) // _SECTOR
    tables = next(many for many in range(1, 100) if many * 128 >= count + 1 + many)
    chain = [*range(1, count), _END, _END, *[_FAT] * tables]
    fat = struct.pack(f"<{tables * 128}I", *chain, *[_FREE] * (tables * 128 - len(chain)))
    folder = _entry("Root Entry", 5, _END, 0, child=1) + _entry("Workbook", 2, 0, len(content))
    folder = folder.ljust(_SECTOR, b"\0")
    places = [count + 1 + rank for rank in range(tables)]
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack(
        "<HHHHH6sIIIIIIIII", 0x3E, 3, 0xFFFE, 9, 6, bytes(6), 0, tables, count, 0, 4096, _END, 0, _END, 0
    )  # fmt: skip
    header += struct.pack("<109I", *places, *[_FREE] * (109 - tables))
    return header + content + folder + fat


def _entry(name: str, kind: int, first: int, size: int, *, child: int = _FREE) -> bytes:
    text = (name + "\0").encode("utf-16-le")
    return (
        text.ljust(64, b"\0")
        + struct.pack("<HBBIII", len(text), kind, 1, _FREE, _FREE, child)
        + bytes(36)
        + struct.pack("<IQ", first, size)
    )


def ods(rows: Sequence[Sequence[Cell]]) -> bytes:
    """A workbook of one sheet as LibreOffice saves them."""
    body = "".join(f"<table:table-row>{''.join(map(_ods_cell, row))}</table:table-row>" for row in rows)
    content = (
        '<?xml version="1.0" encoding="UTF-8"?><office:document-content'
        ' xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"'
        ' xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"'
        ' xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" office:version="1.2"><office:body>'
        f'<office:spreadsheet><table:table table:name="Factures">{body}</table:table></office:spreadsheet>'
        "</office:body></office:document-content>"
    )
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    listed = (
        '<?xml version="1.0" encoding="UTF-8"?><manifest:manifest manifest:version="1.2"'
        ' xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
        f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{kind}"/>'
        '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/></manifest:manifest>'
    )
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", kind, zipfile.ZIP_STORED)
        archive.writestr("content.xml", content)
        archive.writestr("META-INF/manifest.xml", listed)
    return out.getvalue()


def _ods_cell(cell: Cell) -> str:
    if cell is None:
        return "<table:table-cell/>"
    if isinstance(cell, date):
        told = f'office:value-type="date" office:date-value="{cell.isoformat()}"'
        return f"<table:table-cell {told}><text:p>{cell:%d/%m/%Y}</text:p></table:table-cell>"
    if isinstance(cell, str):
        lines = "".join(f"<text:p>{escape(line)}</text:p>" for line in cell.split("\n"))
        return f'<table:table-cell office:value-type="string">{lines}</table:table-cell>'
    told = f'office:value-type="float" office:value="{cell!r}"'
    return f"<table:table-cell {told}><text:p>{cell}</text:p></table:table-cell>"
