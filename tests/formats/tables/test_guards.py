"""Workbooks that would take memory for every cell between two are refused before they are opened, however written."""

from __future__ import annotations

import struct

import pytest

import spreadsheets
from encours.core.refusals import UnreadableFileError
from encours.formats.tables.biff import cells_spanned
from encours.formats.tables.guards import guard
from encours.formats.tables.sheets import Book
from formats.tables.test_accuracy import drawn, xlsx
from formats.tables.test_slices import changed
from spreadsheets import xls

SMALL = [["Compte", "Facture"], ["C1", "F1"]]
SHEET = "xl/worksheets/sheet1.xml"


def refusal(content: bytes) -> str:
    with pytest.raises(UnreadableFileError) as caught:
        guard(content)
    assert caught.value.remedy
    return caught.value.rule


@pytest.mark.parametrize(
    "cell",
    [
        b'<c r="XFD1048576"/>',
        b"<c r='XFD1048576'/>",
        b'<c s="0"r="XFD1048576"/>',
        b'<c x=">" r = "xfd1048576"/>',
        b'<c r="A99999999999"/>',
        b'<c r="AAAA1"/>',
        b'<x:c r="XFD1048576"/>',
        b"<c r" + b" " * 2_000_000 + b'="XFD1048576"/>',
        b'</row><row r="99999999999">',
    ],
    ids=["plain", "quotes", "no_space", "greater", "row", "column", "prefix", "spread", "row_number"],
)
def test_a_cell_far_away_is_refused_however_its_place_is_written(cell: bytes) -> None:
    assert refusal(changed(xlsx(SMALL), SHEET, rb"</row>", cell + b"</row>")) == "too_sparse"


def test_a_sheet_is_looked_at_wherever_its_workbook_says_that_it_lies() -> None:
    content = changed(xlsx(SMALL), SHEET, rb"</row>", b'<c r="XFD1048576"/></row>')
    moved = content.replace(b"xl/worksheets/sheet1.xml", b"xl/elsewhere00/sheet.xml")
    assert refusal(moved) == "too_sparse"


def test_a_binary_workbook_is_not_opened() -> None:
    content = xlsx(SMALL).replace(b"xl/workbook.xml", b"xl/workbook.bin")
    assert refusal(content) == "binary_workbook"


def test_a_plain_workbook_spans_what_it_shows() -> None:
    guard(xlsx(drawn()[0]))
    assert cells_spanned(xls(SMALL)) == 4
    assert cells_spanned(xls(drawn()[0])) == 401 * 7


@pytest.mark.parametrize(
    ("code", "put"),
    [
        (0x0204, struct.pack("<HHHHB", 60_000, 60_000, 0, 0, 1)),
        (0x00BE, struct.pack("<HHHHH", 60_000, 0, 0, 0, 60_000)),
        (0x0200, struct.pack("<IIHHH", 0, 2**31, 0, 0xFFFF, 0)),
    ],
    ids=["cell", "many", "dimensions"],
)
def test_an_xls_whose_cells_lie_far_apart_is_refused(
    code: int, put: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    plain = spreadsheets._record

    def record(told: int, data: bytes) -> bytes:
        before = plain(code, put) if told == 0x0200 else b""  # at the beginning of the sheet
        return before + plain(told, data)

    monkeypatch.setattr(spreadsheets, "_record", record)
    assert refusal(xls(SMALL)) == "too_sparse"


def test_an_xls_whose_sectors_turn_in_a_circle_is_refused() -> None:
    content = bytearray(xls(drawn()[0]))
    first_table = struct.unpack_from("<I", content, 0x4C)[0]
    struct.pack_into("<I", content, (first_table + 1) * 512 + 4, 1)
    assert refusal(bytes(content)) == "unreadable"


def test_a_day_that_no_calendar_has_is_a_damaged_workbook() -> None:
    content = changed(xlsx(drawn()[0]), SHEET, rb"<v>4\d{4}</v>", b"<v>-1e13</v>")
    with pytest.raises(UnreadableFileError, match="endommagé"):
        list(Book(content).rows("Sheet"))
