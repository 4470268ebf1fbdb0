"""A long sheet is read slice by slice, and says what it says when it is read whole."""

from __future__ import annotations

import io
import re
import zipfile

import openpyxl
import pytest

from encours.core.refusals import UnreadableFileError
from encours.formats.tables import read_mapped, sheets, slices
from encours.formats.tables.sheets import Book
from formats.tables.test_accuracy import drawn, xlsx


@pytest.fixture
def short(monkeypatch: pytest.MonkeyPatch) -> None:
    """Slices of a few rows, of sheets however short."""
    for name, size in (("LONG", 0), ("SLICE", 600), ("_BLOCK", 500)):
        monkeypatch.setattr(slices, name, size)
    monkeypatch.setattr(slices, "_SHARED", "none")


def whole(content: bytes, name: str) -> list[list[str]]:
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(sheets, "slices", lambda _content, _name: None)
        return list(Book(content).rows(name))


def changed(content: bytes, part: str, pattern: bytes, put: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            told = old.read(name)
            new.writestr(name, re.sub(pattern, put, told) if name == part else told)
    return out.getvalue()


@pytest.mark.usefixtures("short")
def test_every_row_of_a_sheet_that_is_cut_is_the_one_of_the_whole_sheet() -> None:
    content = xlsx(drawn()[0])
    cut = slices.slices(content, "Sheet")
    assert cut is not None
    assert len(list(cut)) > 20
    assert list(Book(content).rows("Sheet")) == whole(content, "Sheet")
    lines = [line for piece in read_mapped(content, None) for line in piece.frame["line"]]
    assert lines == list(range(2, 402))


@pytest.mark.usefixtures("short")
def test_lines_and_columns_left_blank_keep_their_places() -> None:
    book = openpyxl.Workbook()
    book.create_sheet("Autre")["A1"] = "rien"
    sheet = book["Sheet"]
    for line in (3, 4, 90, 91, 300):
        sheet.cell(line, 3, f"ligne {line}")
        sheet.cell(line, 4 + line % 2, line)
    out = io.BytesIO()
    book.save(out)
    for name in ("Sheet", "Autre"):
        told = list(Book(out.getvalue()).rows(name))
        assert told == whole(out.getvalue(), name)
    assert told == [["rien"]]


@pytest.mark.usefixtures("short")
def test_a_sheet_whose_rows_bear_no_number_is_read_whole() -> None:
    content = changed(xlsx(drawn()[0]), "xl/worksheets/sheet1.xml", rb'<row r="\d+"', b"<row")
    assert slices.slices(content, "Sheet") is None
    assert len(list(Book(content).rows("Sheet"))) == 401


@pytest.mark.usefixtures("short")
def test_a_sheet_that_stops_before_its_end_is_refused() -> None:
    content = changed(xlsx(drawn()[0]), "xl/worksheets/sheet1.xml", rb'(?s)<row r="300".*', b"")
    with pytest.raises(UnreadableFileError, match="endommagé"):
        list(Book(content).rows("Sheet"))


def test_short_sheets_and_other_workbooks_are_not_cut() -> None:
    assert slices.slices(xlsx(drawn()[0]), "Sheet") is None
    assert slices.slices(b"\xd0\xcf\x11\xe0", "Sheet") is None
    assert slices.slices(b"PK\x03\x04 no archive", "Sheet") is None
